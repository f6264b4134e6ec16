"""What a PDF does by itself, found in its bytes and in its packed objects.

A program that mends broken files finds objects in places that no table names. So this does not follow the tables: it
asks every byte for the names that an action cannot do without, once, from the beginning to the end.
"""

import itertools
import re
import zlib
from functools import partial

from django.utils.translation import gettext_lazy as _

from partnerships.documents.refused_files import damaged, refusal, too_much

_TAIL = 2048  # bytes at the end, in which its last mark has to stand
MOST_WORK = 100_000_000  # bytes of packed objects, before and after they are unpacked
MOST_STREAMS = 100_000
MOST_NAMES = 4_000_000  # and strings; a PDF of a thousand pages has a tenth of it
_MOST_OPENINGS = 4
_HEAD = 4096  # bytes before the content of a packed object, in which its dictionary begins
_PEEK = 512
_MOST_ESCAPES = 200
_LONGEST_ACTION = 2000


def _name(text: str) -> str:
    """A name as it may be written: each letter itself, or its number (`#4a`)."""
    letters = "".join(f"(?:{letter}|#{_digits(letter)})" for letter in text)
    return rf"{letters}(?=[\s\0()<>\[\]{{}}/%]|\Z)"


def _digits(letter: str) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{ord(letter):02x}")


def _names(*names: str) -> str:
    return "|".join(_name(one) for one in names)


_SPACE = r"[\s\0]{0,20}"
_NUMBERED = r"\d{1,10}[\s\0]{1,20}\d{1,5}[\s\0]{1,20}R"
_NAMED = "|".join(
    (
        f"(?P<script>{_names('JavaScript', 'OnInstantiate')})",
        f"(?P<launch>{_names('Launch')})",
        f"(?P<files>{_names('EmbeddedFile', 'EmbeddedFiles', 'FileAttachment')}",
        f"{_name('EF')}{_SPACE}(?:<<|{_NUMBERED}))",
        f"(?P<form>{_names('XFA', 'RichMedia', 'RichMediaContent')})",
        rf"(?P<further>{_name('AA')}{_SPACE}(?:<<(?!{_SPACE}>>)|{_NUMBERED}))",
        f"(?P<opening>{_names('OpenAction')})",
        f"(?P<played>{_names('Rendition')})",
        f"(?P<key>{_names('JS')})",
        f"(?P<locked>{_names('Encrypt')})",
        f"(?P<packed>{_names('ObjStm')})",
    )
)
# A word at the beginning of a string is passed over, such as an address with one of these names in it.
_MARKS = re.compile(
    (
        rf"/(?=[AEFJLORX#])(?:{_NAMED})|\([^\s\0)<>\[\]{{}}]*|"
        r"s(?P<stream>tream[ \t]{0,9}(?:\r\n|\n|\r))"
    ).encode()
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_GAP = rb"(?:[\s\0]|%[^\r\n]*[\r\n])*+"
_SHORT_GAP = rb"[\s\0]{0,40}+(?:%[^\r\n]{0,100}[\r\n][\s\0]{0,40})?+"
_REFERENCE = re.compile(rb"(\d{1,10})[\s\0]{1,20}(\d{1,5})[\s\0]{1,20}R")
_FILTER = re.compile(
    rb"/Filter%(gap)s(?:\[%(gap)s/FlateDecode%(gap)s\]|/FlateDecode(?=[\s\0/>%%]))" % {b"gap": _SHORT_GAP}
)
_PREDICTOR = re.compile(rb"/Predictor" + _SHORT_GAP + rb"(?!1\b)")
_OBJECTS = re.compile(rb"[\s\0]*+\d++[\s\0]++\d++[\s\0\d]*+(?:[<\[(/]|\Z)")
_KIND = re.compile(rb"/S" + _GAP + rb"(?:/(\w+)|\d)")
_HARMLESS = {b"GoTo", b"Named"}


def check_pdf(content: bytes) -> None:
    """Raise DomainError, field `file`, for scripts, started programs, files within, and what cannot be looked into."""
    if b"%%EOF" not in content[-_TAIL:]:
        raise damaged()
    _Pdf(content).check()


class _Pdf:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._unpacked: list[bytes] = []
        self._openings: set[bytes] = set()
        self._names = MOST_NAMES
        self._work = MOST_WORK
        self._seen: set[str] = set()
        self._streams = 0

    def check(self) -> None:
        self._count(self._content)
        boundary, packed = 0, False
        for mark in _MARKS.finditer(self._content):
            kind = mark.lastgroup
            if kind == "stream":
                if self._content.endswith(b"end", 0, mark.start()):
                    continue
                head = self._content[max(boundary, mark.start() - _HEAD) : mark.start()] if packed else b""
                self._stream(mark.end(), head)
                boundary, packed = mark.end(), False
            elif kind == "packed":
                packed = True
                self._seen.add("packed")
            elif kind:
                self._note(kind, self._content, mark.end())
        for objects in self._unpacked:
            self._count(objects)
            for mark in _MARKS.finditer(objects):
                if mark.lastgroup:
                    self._note(mark.lastgroup, objects, mark.end())
        if {"locked", "packed"} <= self._seen:
            raise _locked()
        if "broken" in self._seen:
            raise damaged()
        if {"played", "key"} <= self._seen:
            raise _script()
        for opening in self._openings:
            self._check_opening(opening)

    def _count(self, objects: bytes) -> None:
        self._names -= objects.count(b"/") + objects.count(b"(")
        if self._names < 0:
            raise too_much()

    def _note(self, kind: str, objects: bytes, at: int) -> None:
        refuse = _REFUSED.get(kind)
        if refuse is not None:
            raise refuse()
        self._seen.add(kind)
        if kind == "opening":
            action = _after_gap(objects[at : at + _LONGEST_ACTION])
            reference = _REFERENCE.match(action)
            self._openings.add(reference[0] if reference else action)
            if len(self._openings) > _MOST_OPENINGS:
                raise too_much()

    def _stream(self, at: int, head: bytes) -> None:
        """Unpack it, where it holds objects: as it says of itself in its head, or as it begins."""
        self._streams += 1
        if self._streams > MOST_STREAMS:
            raise too_much()
        plain = _plain(head)
        if b"/Filter" in plain and (not _FILTER.search(plain) or _PREDICTOR.search(plain)):
            raise _unseen()
        if head and b"/Filter" not in plain:
            return
        try:
            first = zlib.decompressobj().decompress(self._content[at : at + _PEEK], _PEEK)
            if head or _OBJECTS.match(first):
                self._unpacked.append(self._unpack(at))
        except zlib.error:
            self._seen |= {"broken"} if head else set()

    def _unpack(self, at: int) -> bytes:
        packer = zlib.decompressobj()
        found, step = bytearray(), 1024
        while not packer.eof and (piece := self._content[at : at + step]):
            more = packer.decompress(piece, self._work + 1)
            found += more
            self._work -= len(piece) + len(more)
            if self._work < 0:
                raise too_much()
            at += len(piece)
            step = min(2 * step, 1 << 16)
        return bytes(found)

    def _check_opening(self, text: bytes) -> None:
        reference = _REFERENCE.match(text)
        if reference is None:
            _check_action(text)
            return
        number, edition = (int(one) for one in reference.groups())
        place = re.compile(rb"(?<!\d)0*%d[\s\0]{1,20}0*%d[\s\0]{1,20}obj" % (number, edition))
        places = itertools.islice(place.finditer(self._content), _MOST_OPENINGS + 1)
        found = [_after_gap(self._content[one.end() : one.end() + _LONGEST_ACTION]) for one in places]
        if len(found) > _MOST_OPENINGS:
            raise too_much()
        for objects in self._unpacked:
            length = len(objects) - len(objects.lstrip(b"0123456789 \t\r\n\f\0"))
            numbers = objects[:length].split()
            for one, at in zip(numbers[::2], numbers[1::2], strict=False):
                if one.lstrip(b"0") == b"%d" % number:
                    start = length + int(at[:9])
                    found.append(_after_gap(objects[start : start + _LONGEST_ACTION]))
        if not found:
            raise _unseen()
        for action in found:
            _check_action(action)


def _plain(text: bytes) -> bytes:
    """With every name as it is read."""
    if text.count(b"#") > _MOST_ESCAPES:
        raise _unseen()
    return _ESCAPED.sub(lambda number: bytes([int(number[1], 16)]), text)


def _after_gap(text: bytes) -> bytes:
    return re.sub(rb"\A" + _GAP, b"", text)


def _check_action(text: bytes) -> None:
    """When it is opened, a PDF may turn to one of its own pages; what is no action is such a place."""
    if not text.startswith(b"<<"):
        if not text.startswith((b"[", b"(", b"<", b"/", b"null")):
            raise _unseen()
        return
    depth = 0
    for mark in re.finditer(rb"<<|>>|endobj", text):
        depth += {b"<<": 1, b">>": -1}.get(mark[0], -99)
        if depth <= 0:
            text = text[: mark.start()]
            break
    plain = _plain(text)
    kinds = {found[1] for found in _KIND.finditer(plain)}
    if not kinds <= _HARMLESS or b"/Next" in plain:
        raise _opens()


_script = partial(refusal, _("This PDF holds JavaScript. Save it again as PDF/A, or print it to PDF, and upload that."))
_opens = partial(
    refusal, _("This PDF starts something by itself. Save it again as PDF/A, or print it to PDF, and upload that.")
)
_files = partial(
    refusal, _("This PDF holds other files. Upload each by itself, and print this one to PDF without them.")
)
_form = partial(
    refusal, _("This PDF holds an XFA form or rich media, which run scripts. Print it to PDF, and upload that.")
)
_locked = partial(
    refusal, _("This PDF is encrypted, so the portal cannot check it. Save it without protection, and upload that.")
)
_unseen = partial(refusal, _("The portal cannot check every part of this PDF. Print it to PDF, and upload that."))
_REFUSED = {"script": _script, "launch": _opens, "files": _files, "form": _form, "further": _opens}
