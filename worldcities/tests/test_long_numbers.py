"""Numbers to which nobody counts: an address that is asked with one, or gets one in a form, answers with a word."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from partnerships.models import Pairing
from partnerships.tests.factories import PairingFactory
from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import addresses, words_of_admin
from worldcities.tests.file_addresses import NO_PAGES
from worldcities.tests.shown_forms import read_page

# More digits than Python reads, and more than a column holds.
LONG = ("9" * 5000, "9" * 20)
# What addresses are asked beside their words, wherever a number may stand.
ASKED = ("page", "version", "edition", "number", "year", "day", "from", "edit", "part_of", "stage", "topic", "again")


def _openers(name):
    return [role for role in ("coordinator", "staff") if TABLE[name].opens(role)]


def _longer(value, long):
    """The last number of what a browser would send, or the whole where there is none, made long."""
    return re.sub(r"\d+(?=\D*$)", long, value) if re.search(r"\d", value) else long


def _forms(content, path):
    """Each form's method and address, and name and value of all that it can send, as it is shown."""
    for form in read_page(content).iterfind(".//main//form"):
        sent = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input | .//select | .//textarea")}
        sent.pop("csrfmiddlewaretoken", None)
        sent.pop(None, None)
        yield (form.get("method") or "get").lower(), (form.get("action") or path).partition("#")[0] or path, sent


def _kept(name, value, long):
    """What is no number stays: else the form is refused for its words alone."""
    return value if name in ("once", "next") or value in ("on", "yes", "no") else _longer(value, long)


@pytest.mark.one_database
@pytest.mark.django_db
def test_no_address_and_no_form_breaks_on_a_number_that_nobody_counts_to(seeded, visit):
    own, _other, _people = seeded
    broken, sent_before = set(), set()
    for turn, address in enumerate(one for one in addresses() if not one.is_admin):
        path, readers = address.path(own.words), _openers(address.name)
        reader = readers[turn % len(readers)] if readers else "staff"
        # Each name gets both numbers at its many addresses, one of them at each.
        long = {name: LONG[(turn + place) % 2] for place, name in enumerate(ASKED)}
        other = LONG[turn % 2]
        page = visit(reader, "GET", path) if readers else {}
        is_page = address.name not in NO_PAGES and page.get("Content-Type", "").startswith("text/html")
        shown = list(_forms(page.content, path)) if is_page else []
        asked = {*ASKED, *(name for method, _action, sent in shown if method == "get" for name in sent)}
        asks = [("GET", f"{path}?{'&'.join(f'{name}={long.get(name, other)}' for name in sorted(asked))}", None)]
        forms = [(action, sent) for method, action, sent in shown if method == "post"]
        is_form = TABLE[address.name].kind == "form" and path not in {action for action, _sent in forms}
        if is_form or not forms:
            forms.append((path, dict.fromkeys(("seen_version", *ASKED), "")))
        for action, sent in forms:
            # What stands on many pages is sent twice.
            if (action, other) not in sent_before:
                sent_before.add((action, other))
                asks.append(("POST", action, {name: _kept(name, value, other) for name, value in sent.items()}))
        for method, target, form in asks:
            status = visit(reader, method, target, form).status_code
            if status > 499:
                broken.add(f"{method} {address.name} as {reader}: {status}")
    assert not broken, "\n".join(sorted(broken))
    forms = {one.path(own.words) for one in addresses() if not one.is_admin and TABLE[one.name].kind == "form"}
    assert forms - {action for action, _number in sent_before} == set()


@pytest.mark.django_db
def test_no_number_in_an_address_breaks_it(seeded, visit):
    own, _other, _people = seeded
    broken, tried = set(), 0
    for address in (one for one in addresses() if one.named):
        words = own.words | words_of_admin(address.name)
        for word in address.words:
            if str(words.get(word)).isdecimal():
                path = address.path(words | {word: int(LONG[1])})
                for method in ("GET", "POST"):
                    tried += 1
                    if (status := visit("administrator", method, path).status_code) > 499:
                        broken.add(f"{method} {path}: {status}")
    assert tried > 300
    assert not broken, "\n".join(sorted(broken))


@pytest.mark.security("C29")
@pytest.mark.django_db
def test_no_list_of_the_administration_breaks_on_a_choice_that_it_does_not_offer(seeded, visit):
    broken = []
    for model, page in admin.site._registry.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        names = [one.parameter_name for one in page.list_filter if hasattr(one, "parameter_name")]
        for value in (*LONG, "²"):
            query = "&".join(f"{name}={value}" for name in ("p", "pk__in", *names))
            if visit("administrator", "GET", f"{path}?{query}").status_code > 499:
                broken.append(f"{path}: {value[:20]}")
    assert not broken


@pytest.mark.django_db
def test_of_many_numbers_those_that_no_database_has_are_passed_over():
    pairing = PairingFactory()
    for name, known in (("pk", pairing.pk), ("strand", pairing.strand_id), ("version", pairing.version)):
        found = Pairing.objects.filter(**{f"{name}__in": [10**30, -(10**30), known]})
        assert pairing in found
        assert not Pairing.objects.filter(**{f"{name}__in": [10**30]})
