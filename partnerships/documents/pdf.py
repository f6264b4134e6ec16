"""What a PDF does by itself, found in its bytes and in its packed objects.

A program that mends broken files finds objects in places that no table names. So this does not follow the tables: it
asks every byte for the names that an action cannot do without, once, from the beginning to the end.
"""

from __future__ import annotations

import re
import zlib
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from partnerships.documents.refused_files import damaged, refusal, too_much

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAIL = 2048  # bytes at the end, in which its last mark has to stand
MOST_WORK = 100_000_000  # bytes of packed objects, unpacked
_LONGEST_ACTION = 2000

_script = partial(refusal, _("This PDF holds JavaScript. Save it anew as PDF/A, or print it to PDF, and upload that."))
_opens = partial(
    refusal, _("This PDF starts something by itself. Save it anew as PDF/A, or print it to PDF, and upload that.")
)
_files = partial(
    refusal, _("This PDF holds other files. Upload each by itself, and print this one to PDF without them.")
)
_form = partial(
    refusal, _("This PDF holds an XFA form or rich media, which run scripts. Print it to PDF, and upload that.")
)
_locked = partial(
    refusal, _("This PDF is encrypted, so the portal cannot look into it. Save it without protection, and upload that.")
)
_unseen = partial(refusal, _("The portal cannot look into every part of this PDF. Print it to PDF, and upload that."))
_REFUSED = {"script": _script, "launch": _opens, "files": _files, "form": _form, "further": _opens}

# A word at the beginning of a string is passed over, such as an address with one of these names in it.
_NAMES = re.compile(
    rb"""\([^\s\0()<>\[\]{}]*|/(?:
    (?P<script>JavaScript|OnInstantiate)|(?P<launch>Launch)|(?P<form>XFA|RichMedia(?:Content)?)|
    (?P<files>EmbeddedFiles?|FileAttachment|EF(?=[\s\0]*(?:<<|\d)))|(?P<further>AA(?=[\s\0]*(?:<<(?![\s\0]*>>)|\d)))|
    (?P<played>Rendition)|(?P<key>JS)|(?P<locked>Encrypt)|(?P<packed>ObjStm)
    )(?=[\s\0()<>\[\]{}/%]|\Z)""",
    re.VERBOSE,
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream[ \t]{0,9}(?:\r\n|\n|\r)")
_OBJECTS = re.compile(rb"[\s\0]*+\d++[\s\0]++\d++[\s\0\d]*+(?:[<\[(/]|\Z)")
_OPENING = re.compile(rb"/OpenAction[\s\0]*(?:(\d{1,10})[\s\0]+\d{1,5}[\s\0]+R|(<<))")
_OTHERWISE_PACKED = re.compile(rb"/(?:ASCII|LZW|RunLength|Crypt|Predictor)")
_IN_ACTION = re.compile(rb"<<|>>|endobj|/S[\s\0]*/(\w+)|/(Next)\b")


def check_pdf(content: bytes) -> None:
    """Raise DomainError, field `file`, for scripts, started programs, files within, and what cannot be looked into."""
    if b"%%EOF" not in content[-_TAIL:]:
        raise damaged()
    seen: set[str] = set()
    parts = [_plain(content), *map(_plain, _packed_objects(content))]
    for part in parts:
        for found in _NAMES.finditer(part):
            kind = found.lastgroup or ""
            if refuse := _REFUSED.get(kind):
                raise refuse()
            seen.add(kind)
    if {"locked", "packed"} <= seen:
        raise _locked()
    if {"played", "key"} <= seen:
        raise _script()
    for part in parts:
        for opening in _OPENING.finditer(part):
            _check_opening(opening, part, parts[0])


def _plain(text: bytes) -> bytes:
    """With every name as it is read, whose letters may be written by number (`#4a`)."""
    return _ESCAPED.sub(lambda number: bytes([int(number[1], 16)]), text)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """The streams that hold objects: as their heads say, or as they begin."""
    left, before = MOST_WORK, 0
    for stream in _STREAM.finditer(content):
        head, before = _plain(content[max(before, stream.start() - 4096) : stream.start()]), stream.end()
        if (is_named := b"/ObjStm" in head) and b"/Filter" not in head:
            continue
        try:
            first = zlib.decompressobj().decompress(content[before : before + 512], 512)
            if not is_named and not _OBJECTS.match(first):
                continue
            found = _unpacked(content, before, left)
        except zlib.error as broken:
            if is_named:
                raise _unseen() from broken
            continue
        if is_named and _OTHERWISE_PACKED.search(head):
            raise _unseen()
        left -= len(found)
        yield found


def _unpacked(content: bytes, at: int, left: int) -> bytes:
    packer, found, step = zlib.decompressobj(), bytearray(), 1024
    while not packer.eof and (piece := content[at : at + step]):
        found += packer.decompress(piece, left + 1 - len(found))
        if len(found) > left:
            raise too_much()
        at, step = at + step, min(2 * step, 1 << 16)
    return bytes(found)


def _check_opening(opening: re.Match[bytes], part: bytes, content: bytes) -> None:
    """When it is opened, a PDF may turn to one of its own pages; an array is such a place."""
    actions = [part[opening.end() : opening.end() + _LONGEST_ACTION]]
    if number := opening[1]:
        places = re.finditer(rb"(?<!\d)0*%d[\s\0]+\d+[\s\0]+obj[\s\0]*(?=<<)" % int(number), content)
        actions = [content[place.end() : place.end() + _LONGEST_ACTION] for place in places]
    for action in actions:
        depth = 0 if number else 1
        for mark in _IN_ACTION.finditer(action):
            depth += {b"<<": 1, b">>": -1, b"endobj": -99}.get(mark[0], 0)
            if depth <= 0:
                break
            if mark[2] or mark[1] not in (None, b"GoTo", b"Named"):
                raise _opens()
