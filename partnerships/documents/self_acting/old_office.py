"""Word, Excel and PowerPoint of before 2007: fields, links, macro sheets and actions, in the records of each."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from partnerships.documents.refused_files import (
    control,
    damaged,
    dde,
    linked,
    macros,
    protected,
    script,
    template,
    too_much,
)
from partnerships.documents.self_acting.fields import Fields
from partnerships.documents.self_acting.links import over_network

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_RECORDS = 400_000
_MOST_UNPACKED = 100_000_000
# The head of a text ([MS-DOC] 2.5): its flags, and where its tables say what stands in it.
_EDITION, _FLAGS, _TEMPLATE, _PIECES = 0x02, 0x0A, 0x19A, 0x1A2
_WORD_97 = 0xC1
_IS_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_EIGHT_BIT = 0x40000000
_MARKS = re.compile(r"[\x13\x14\x15][^\x13\x14\x15]{0,200}")
_RAW_DDE = re.compile(rb"\x13\0?(?:[ \t]\0?){0,40}[dD]\0?[dD]\0?[eE]")
# Records of a workbook ([MS-XLS] 2.3).
_END, _SHEET, _LOCKED, _OTHER_BOOK, _OTHER_SHEET = 0x0A, 0x85, 0x2F, 0x1AE, 0x17
_MACRO_SHEETS = (1, 6)
# Records of slides ([MS-PPT] 2.13.24).
_OBJECT, _LINK, _CONTROL, _ACTION = 0x1011, 0x0FCE, 0x0FEE, 0x0FF3
_PPT_MACROS = b"\x0f\x00\xff\x03\x14\x00\x00\x00"  # the head of a VBAInfoContainer (2.4.10)


def check_text(main: bytes, tables: list[bytes]) -> None:
    """Raise DomainError, field `file`, for a text with DDE, links to other files, or a template over the network."""
    if _RAW_DDE.search(main):
        raise dde()
    if len(main) < _PIECES + 8 or struct.unpack_from("<H", main, _EDITION)[0] < _WORD_97:
        return
    flags = struct.unpack_from("<H", main, _FLAGS)[0]
    if flags & _IS_ENCRYPTED:
        raise protected()
    table = tables[1 if flags & _SECOND_TABLE else 0]
    if over_network(_template(_slice(main, table, _TEMPLATE))):
        raise template()
    fields = Fields()
    steps = {"\x13": fields.begin, "\x14": fields.middle, "\x15": fields.end}
    for count, mark in enumerate(_MARKS.finditer(_text(main, _slice(main, table, _PIECES)))):
        if count > MOST_RECORDS:
            raise too_much()
        steps[mark[0][0]]()
        if mark[0][0] == "\x13":
            fields.code(mark[0][1:])


def _slice(main: bytes, table: bytes, at: int) -> bytes:
    start, length = struct.unpack_from("<II", main, at)
    return table[start : start + length]


def _template(names: bytes) -> str:
    """The second of the names that go with a text."""
    try:
        count, extra, first = struct.unpack_from("<HHH", names, 2)
        at = 8 + 2 * first + extra
        length = struct.unpack_from("<H", names, at)[0]
    except struct.error:
        return ""
    return names[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace") if count > 1 else ""


def _text(main: bytes, pieces: bytes) -> str:
    """The text in the order in which it is read: it is kept in pieces, of one or two bytes a letter."""
    at = 0
    while pieces[at : at + 1] == b"\x01":
        at += 3 + struct.unpack_from("<H", pieces, at + 1)[0]
    if pieces[at : at + 1] != b"\x02":
        return ""
    count = (struct.unpack_from("<I", pieces, at + 1)[0] - 4) // 12
    at += 5
    if count < 0 or count > MOST_RECORDS or at + 4 + 12 * count > len(pieces):
        raise damaged()
    places = struct.unpack_from(f"<{count + 1}I", pieces, at)
    at += 4 * (count + 1)
    found, room = [], 2 * len(main)
    for index in range(count):
        letters = places[index + 1] - places[index]
        where = struct.unpack_from("<I", pieces, at + 8 * index + 2)[0]
        room -= letters
        if letters < 0 or room < 0:
            raise damaged()
        if where & _EIGHT_BIT:
            start = (where & ~_EIGHT_BIT) // 2
            found.append(main[start : start + letters].decode("cp1252", "replace"))
        else:
            found.append(main[where : where + 2 * letters].decode("utf-16-le", "replace"))
    return "".join(found)


def check_workbook(stream: bytes, *, older: bool) -> None:
    """Raise DomainError, field `file`, for sheets of macros, DDE, or a password: its first records say it."""
    at = 0
    for _count in range(MOST_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        if kind == _END:
            return
        if kind == _LOCKED:
            raise protected()
        if kind == _SHEET and len(content) > 5 and content[5] in _MACRO_SHEETS:
            raise macros()
        # A link to a program is two names with this letter between; one to a sheet or a workbook begins with another.
        path = _path(content) if kind == _OTHER_BOOK else content[1:] if older and kind == _OTHER_SHEET else b""
        if b"\x03" in path and not path.startswith((b"\x01", b"\x02", b"\x03")):
            raise dde()
        at += 4 + length
    raise too_much()


def _path(book: bytes) -> bytes:
    """Where a linked book is: so many letters, of one or two bytes."""
    letters = struct.unpack_from("<H", book.ljust(5, b"\0"), 2)[0]
    return book[5 : 5 + letters * (2 if book[4:5] == b"\x01" else 1)]


def objects_of_slides(stream: bytes) -> Iterator[bytes]:
    """The objects in slides, unpacked; raises DomainError, field `file`, for macros, controls, and started programs."""
    if _PPT_MACROS in stream:
        raise macros()
    at = 0
    for _count in range(MOST_RECORDS):
        if at + 8 > len(stream):
            return
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        content = at + 8
        at = content if version & 0xF == 0xF else content + length
        if kind == _CONTROL:
            raise control()
        if kind == _LINK:
            raise linked()
        if kind == _ACTION and stream[content + 8 : content + 9] in (b"\x01", b"\x02"):
            raise script()
        if kind == _OBJECT:
            packed = stream[content : content + length]
            yield _unpacked(packed[4:]) if version >> 4 else packed
    raise too_much()


def _unpacked(packed: bytes) -> bytes:
    packer = zlib.decompressobj()
    try:
        unpacked = packer.decompress(packed, _MOST_UNPACKED)
    except zlib.error as broken:
        raise damaged() from broken
    if packer.unconsumed_tail:
        raise too_much()
    return unpacked
