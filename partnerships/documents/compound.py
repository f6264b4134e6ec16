"""Compound files (OLE): old Office, Hangul, and the objects that lie in documents of every kind."""

from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import olefile

from partnerships.documents.refused_files import (
    check_script,
    control,
    damaged,
    dde,
    linked,
    macros,
    protected,
    script,
    template,
    too_much,
    unseen,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_STREAMS = 4_000  # and storages; olefile looks each up among its neighbours
MOST_RECORDS = 400_000
_MOST = 100_000_000  # bytes of one part, unpacked
_MACROS = {"vba", "macros", "_vba_project_cur", "_vba_project"}
# What Windows makes of an object by its class: pages and scripts that run, Flash, a window of the shell, an installer.
_CLASSES = frozenset(
    re.findall(
        r"\S+",
        """
    25336920-03F9-11CF-8FD0-00AA00686F13 3050F4D8-98B5-11CF-BB82-00AA00BDCE0B 06290BD2-48AA-11D2-8432-006008C3FBFC
    06290BD3-48AA-11D2-8432-006008C3FBFC AE24FDAE-03C6-11D1-8B76-0080C744F389 D27CDB6E-AE6D-11CF-96B8-444553540000
    EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B 8856F961-340A-11D0-A96B-00C04FD705A2 00021401-0000-0000-C000-000000000046
    000C1084-0000-0000-C000-000000000046 000C1086-0000-0000-C000-000000000046 00000300-0000-0000-C000-000000000046
""",
    )
)
_MAIN_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}


def look_into(file: IO[bytes]) -> tuple[str, Iterator[tuple[str, bytes]]]:
    """Its media type (empty for what is no document), and what lies in it, each with a name.

    Raises DomainError, field `file`: damaged, a password, macros, what acts; also while the parts are walked through.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(512)
    # As many sectors of its table as the file can have: a longer one is made to be read for hours.
    if len(head) < 512 or struct.unpack_from("<I", head, 44)[0] > size // 512 // 128 * 2 + 16:
        raise damaged()
    file.seek(0)
    compound = olefile.OleFileIO(file)
    entries = [entry for entry in compound.direntries if entry]
    if len(entries) > MOST_STREAMS:
        raise too_much()
    # No two streams share their bytes; where they do, the file unpacks to more than it is.
    if sum(entry.size for entry in entries if entry.entry_type == olefile.STGTY_STREAM) > size:
        raise damaged()
    names = {entry.name.lower() for entry in entries}
    if {"encryptedpackage", "encryptioninfo"} & names:
        raise protected()
    if _MACROS & names:
        raise macros()
    if any(name.startswith("\x03ocx") for name in names):
        raise control()
    if {entry.clsid for entry in entries} & _CLASSES:
        raise unseen()
    if compound.exists("FileHeader") and (header := compound.openstream("FileHeader").read()).startswith(_HANGUL):
        return "application/x-hwp", _parts_of_hangul(compound, header)
    media = next((media for stream, media in _MAIN_STREAMS.items() if compound.exists(stream)), "")
    return media, _parts(compound)


def _parts(compound: olefile.OleFileIO) -> Iterator[tuple[str, bytes]]:
    for path in compound.listdir():
        name, content = "/".join(path), compound.openstream(path).read()
        match path[-1].lower():
            # A file that somebody dropped into a document (Package); a painted picture has the same name.
            case "\x01ole10native":
                if content[4:6] != b"BM":
                    raise unseen()
            case "\x01ole":
                if len(content) >= 8 and content[4] & 1:
                    raise linked()
            case "worddocument":
                if _DDE_FIELD.search(content):
                    raise dde()
                if len(content) > 12 and struct.unpack_from("<H", content, 10)[0] & 0x0100:
                    raise protected()
            case "0table" | "1table":
                if _TEMPLATE.search(content):
                    raise template()
            case "workbook" | "book" as stream:
                _check_workbook(content, older=stream == "book")
            case "powerpoint document":
                yield from ((name, inner) for inner in _objects_of_slides(content))
            case _:
                yield name, content


# Word, Excel and PowerPoint of before 2007: fields, links, macro sheets and actions.

_DDE_FIELD = re.compile(rb"\x13\0?(?:[ \t]\0?){0,40}[dD]\0?[dD]\0?[eE]")
# An address over the network that ends as templates do, in letters of two bytes.
_TEMPLATE = re.compile(rb"(?:h\0t\0t\0p\0s?\0?:\0/\0/\0|\\\0\\\0)(?:[^\0]\0){1,300}?\.\0d\0o\0t\0", re.IGNORECASE)
# Records of a workbook ([MS-XLS] 2.3), and of slides ([MS-PPT] 2.13.24).
_END, _SHEET, _LOCKED, _OTHER_BOOK, _OTHER_SHEET = 0x0A, 0x85, 0x2F, 0x1AE, 0x17
_OBJECT, _LINK, _CONTROL, _ACTION = 0x1011, 0x0FCE, 0x0FEE, 0x0FF3
_PPT_MACROS = b"\x0f\x00\xff\x03\x14\x00\x00\x00"  # the head of a VBAInfoContainer (2.4.10)


def _check_workbook(stream: bytes, *, older: bool) -> None:
    """Its first records say whether it has sheets of macros, DDE, or a password."""
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
        if kind == _SHEET and content[5:6] in (b"\x01", b"\x06"):
            raise macros()
        # A link to a program is two names with this letter between; one to a sheet or a workbook begins with another.
        path = content[5:] if kind == _OTHER_BOOK else content[1:] if older and kind == _OTHER_SHEET else b""
        if b"\x03" in path and not path.startswith((b"\x01", b"\x02", b"\x03")):
            raise dde()
        at += 4 + length
    raise too_much()


def _objects_of_slides(stream: bytes) -> Iterator[bytes]:
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
            yield _unpacked(packed[4:], zlib.MAX_WBITS) if version >> 4 else packed
    raise too_much()


def _unpacked(packed: bytes, bits: int) -> bytes:
    packer = zlib.decompressobj(bits)
    unpacked = packer.decompress(packed, _MOST)
    if packer.unconsumed_tail:
        raise too_much()
    return unpacked


# A file of Hangul (HWP): what is kept in it beside the text, and its scripts.

_HANGUL = b"HWP Document File"
_IS_PACKED = 0x1
_IS_LOCKED = 0x2 | 0x10 | 0x100 | 0x400  # a password, or one of three kinds of rights that a server keeps


def _parts_of_hangul(compound: olefile.OleFileIO, header: bytes) -> Iterator[tuple[str, bytes]]:
    flags = struct.unpack_from("<I", header.ljust(40, b"\0"), 36)[0]
    if flags & _IS_LOCKED:
        raise protected()
    for path in compound.listdir():
        name = "/".join(path).lower()
        if name.endswith("\x01ole10native"):
            raise unseen()
        if not name.startswith(("bindata/", "scripts/")) or name.endswith("version"):
            continue
        content = compound.openstream(path).read()
        if flags & _IS_PACKED:
            with suppress(zlib.error):  # A part may say by itself that it is not packed.
                content = _unpacked(content, -zlib.MAX_WBITS)
        if name.startswith("scripts/"):
            check_script(_sources(content))
        else:
            # An object is kept behind its length.
            yield name, content[4:] if name.endswith(".ole") and not content.startswith(COMPOUND) else content


def _sources(content: bytes) -> bytes:
    """The texts of a script, each behind the number of its letters."""
    at, found = 0, b""
    while at + 4 <= len(content) and (length := struct.unpack_from("<I", content, at)[0]) != 0xFFFFFFFF:
        found += content[at + 4 : at + 4 + 2 * length]
        at += 4 + 2 * length
    return found
