"""Inputs drawn at random, to every address and form as every role: whatever is sent, no answer is a fault of ours.

The gate draws the same 2,000 each time; `make fuzz` draws 100,000 others. A failure names the seed that draws it again.
"""

import os
import random
import string
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch

from worldcities.tests.access_table import ROLES
from worldcities.tests.addresses import addresses, words_of_admin
from worldcities.tests.shown_forms import forms_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

INPUTS = int(os.environ.get("FUZZ_INPUTS", "2000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
METHODS = ("GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
# What a page reads of its address beside the names of its form's fields.
ASKED = (
    "page", "q", "sort", "order", "kind", "state", "strand", "pairing", "partner", "theme", "from", "to",
    "until", "next", "language", "format", "day", "view", "edition", "since", "p", "o", "e", "all", "_popup",
    "_to_field", "_changelist_filters", "id__exact", "pk__in",
)  # fmt: skip
NASTY = (
    "", " ", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\u202e", "\ufeff", "\u3164", "👩\u200d👩\u200d👧", "İ",
    "ß" * 300, "각".encode().decode("utf-8"), "-1", "0", "00", "1e309", "NaN", "-inf", "9" * 19, "9" * 400,
    "1_000", "٣", "½", "0x10", "1,5", "1.5.5", "true", "None", "[]", "{}", "null", "2026-02-30", "0000-00-00",
    "99999-01-01", "9999-12-31", "0001-01-01", "31.12.9999 23:59", "2026-W54", "12/31/9999", "오늘", "24:00",
    "-1:-1", "=1+1", "@SUM(A1)", "<script>alert(1)</script>", "{{ 7|add:7 }}", "%s%n%d", "../../etc/passwd",
    "' OR 1=1 --", "\\", "`id`", "$(id)", "a@b", "a@" + "b" * 300, "http://[", "javascript:alert(1)",
    "//example.org", "http://169.254.169.254/", "xn--", "+82 " * 40, "가" * 30_000, " " * 200_000, "(" * 20_000,
    "\n" * 50_000, ",".join("abc") * 5_000, "@busan " * 2_000,
)  # fmt: skip
FILES = (
    b"", b"\x00", b"PK\x03\x04" + b"\x00" * 40, b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n",
    b"<svg onload=alert(1)>", b"a,b\n1," + b"x" * 50_000, "이름,국가\n부산,KR".encode("cp949"), b"\xff\xfea\x00",
    b"From: a@b\nDate: never\n\n" + b"=" * 9_000,
)  # fmt: skip
BODIES = (
    ("application/json", b'{"a": [1'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"),
    ("multipart/form-data", b"--x--"),
    ("application/x-www-form-urlencoded; charset=nothing", b"a=%ff&%00=%zz"),
    ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(1_500))),
    ("text/plain", b"\xff" * 100),
    ("", b""),
)


class Draws:
    """What one seed draws."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def value(self, given: str = "") -> str:
        """Something that nobody should send, or what is there with a letter more, less or changed."""
        way = self.random.randrange(4)
        if way == 0 and given:
            place = self.random.randrange(len(given))
            return given[:place] + self.random.choice(["", "é", "0", " ", "-"]) + given[place + 1 :]
        if way == 1:
            letters = string.printable + "가힣ÄßЖ中😀\x00\x1f"
            return "".join(self.random.choices(letters, k=self.random.randrange(40)))
        return self.random.choice(NASTY)

    def words(self, address, own, foreign):
        """Words for its path: those of a record, of one in another strand, or what nobody has."""
        return {
            word: self.random.choice([own, own, own, foreign]).get(word, 0)
            if self.random.random() < 0.9
            else self.random.choice([0, -1, 10**30, "x", "가", "a" * 5_000, self.value()])
            for word in address.words
        }

    def query(self, names) -> str:
        """What stands behind the question mark: pairs, or bytes that are no text."""
        if self.random.random() < 0.5:
            return ""
        if self.random.random() < 0.1:
            return quote_from_bytes(self.random.randbytes(20), safe="=&%")
        chosen = self.random.choices([*ASKED, *names], k=self.random.randrange(1, 4))
        return urlencode([(name, self.value()[:2_000]) for name in chosen], errors="replace")

    def sent(self, form):
        """What a form sends, with some of it spoilt: other values, several, none, a file for a text and the reverse."""
        sent = {name: list(values) for name, values in form.sent.items()}
        names = sorted({*sent, *(one.name for one in form.controls)})
        for name in self.random.sample(names, k=self.random.randrange(1, len(names) + 1)):
            way = self.random.randrange(8)
            if way == 0:
                sent.pop(name, None)
            elif way == 1:
                content, end = (
                    self.random.choice(FILES),
                    self.random.choice(["pdf", "xlsx", "csv", "png", "eml", "zip", ""]),
                )
                sent[name] = [SimpleUploadedFile(f"가.{end}", content)] if content else [""]
            elif way == 2:
                sent[name] = [self.value(), self.value()]
            else:
                sent[name] = [self.value(*sent.get(name, [""])[:1])]
        return sent


@pytest.mark.security("C28", "V2")
def test_no_input_is_a_fault_of_the_portal(seeded, visit):
    own, foreign, _people = seeded
    every = [address for address in addresses() if address.named]
    draws, forms, faults = Draws(SEED), {}, []

    def forms_for(role, address, words):
        """The forms that the page shows this role; asked once."""
        key = role, address.name
        if key not in forms:
            path = address.path(words)
            answer = visit(role, "GET", path)
            shown = answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")
            forms[key] = forms_of(answer.content, path=path) if shown and b"<main" in answer.content else []
        return forms[key]

    for number in range(INPUTS):
        address, role = draws.random.choice(every), draws.random.choice(ROLES)
        method = draws.random.choice(METHODS)
        right = own.words | words_of_admin(address.name)
        found = forms_for(role, address, right)
        form = draws.random.choice(found) if found else None
        try:
            path = address.path(draws.words(address, right, foreign.words))
        except NoReverseMatch:
            path = f"/{quote_from_bytes(draws.random.randbytes(12))}"
        query = draws.query([one.name for one in form.controls] if form else [])
        path = f"{path}?{query}" if query else path
        if method == "POST" and form and draws.random.random() < 0.8:
            path, given = form.action, {"form": draws.sent(form)}
        elif method != "GET":
            kind, body = draws.random.choice(BODIES)
            given = {"kind": kind, "body": body}
        else:
            given = {}
        answer = visit(role, method, path, **given)
        if answer.status_code >= 500 and address.name != "readyz":  # 503 where a worker is late, as in a test
            faults.append(f"input {number}: {method} {path[:200]} as {role}: {answer.status_code}: {str(given)[:600]}")
    assert not faults, "\n".join([f"{len(faults)} faults of {INPUTS}, drawn by FUZZ_SEED={SEED}:", *faults[:20]])
