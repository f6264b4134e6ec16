"""Compound files (OLE): old Office, Hangul, and the objects that lie in documents of every kind."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from core.errors import DomainError
from partnerships.documents import refused_files as refused

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_STREAMS = 4_000  # and storages; olefile looks each up among its neighbours
_MACROS = frozenset({"vba", "macros", "_vba_project_cur", "_vba_project"})
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
_MAIN_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


@contextmanager
def _whole() -> Iterator[None]:
    """What olefile raises is what its parsing meets: OSError, IndexError, struct.error, …"""
    try:
        yield
    except DomainError:
        raise
    except Exception as broken:
        raise refused.damaged() from broken


class Compound:
    """A compound file that is open; `media` is the media type of a document, empty for every other object.

    Raises DomainError, field `file`, also while it is walked through: damaged, a password, macros, what acts.
    """

    @_whole()
    def __init__(self, file: IO[bytes]) -> None:
        import olefile  # noqa: PLC0415 - few requests need it

        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        head = file.read(512)
        # As many sectors of its table as the file can have: a longer one is made to be read for hours.
        if len(head) < 512 or struct.unpack_from("<I", head, 44)[0] > size // 512 // 128 * 2 + 16:
            raise refused.damaged()
        file.seek(0)
        self._parts = olefile.OleFileIO(file)
        entries = list(_entries(self._parts.root))
        self.count = len(entries)
        self._paths = [path for path, entry in entries if entry.entry_type == olefile.STGTY_STREAM]
        # No two streams share their bytes; where they do, the file unpacks to more than it is.
        if sum(entry.size for _path, entry in entries if entry.entry_type == olefile.STGTY_STREAM) > size:
            raise refused.damaged()
        names = {path[-1].lower() for path, _entry in entries}
        if {"encryptedpackage", "encryptioninfo"} & names:
            raise refused.protected()
        if _MACROS & names:
            raise refused.macros()
        if any(name.startswith("\x03ocx") for name in names):
            raise refused.control()
        if {self._parts.root.clsid, *(entry.clsid for _path, entry in entries)} & _CLASSES:
            raise refused.unseen()
        has_head = self._parts.exists("FileHeader")
        self._hangul = Hangul(self._parts.openstream("FileHeader").read() if has_head else b"")
        main = next((media for stream, media in _MAIN_STREAMS if self._parts.exists(stream)), "")
        self.media = "application/x-hwp" if self._hangul.is_one else main

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Look at each stream, and hand out what lies in it as a file of its own: its name and its bytes."""
        with _whole():
            for path in self._paths:
                name = "/".join(path).lower()
                content = self._parts.openstream(path).read()
                if self._hangul.is_one and name.startswith(("bindata/", "scripts/")):
                    yield from self._hangul.parts(name, content)
                    continue
                last = name.rpartition("/")[2]
                if last == "\x01ole10native":
                    yield from _native(content)
                elif last == "\x01ole":
                    if len(content) >= 8 and content[4] & 1:
                        raise refused.linked()
                elif last == "worddocument":
                    check_text(content, self._beside(path))
                elif last in ("workbook", "book"):
                    check_workbook(content, older=last == "book")
                elif last == "powerpoint document":
                    for inner in objects_of_slides(content):
                        yield (name, inner)
                elif not self._hangul.is_one:
                    yield (name, content)

    def _beside(self, path: list[str]) -> list[bytes]:
        """The tables of a text stand in a stream beside it; which of the two, its head says."""
        found = []
        for name in ("0Table", "1Table"):
            sibling = [*path[:-1], name]
            found.append(self._parts.openstream(sibling).read() if self._parts.exists(sibling) else b"")
        return found


def _entries(root: Any) -> Iterator[tuple[list[str], Any]]:
    """All streams and storages, each with its way from the root."""
    waiting: list[tuple[list[str], Any]] = [([], root)]
    count = 0
    while waiting:
        way, storage = waiting.pop()
        for entry in storage.kids:
            count += 1
            if count > MOST_STREAMS:
                raise refused.too_much()
            path = [*way, entry.name]
            yield path, entry
            waiting.append((path, entry))


def _native(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What somebody dropped into a document (Package): a file with its name and where it came from."""
    if content[4:6] == b"BM":  # a picture
        return
    try:
        names = []
        at = 6
        for _label_and_file in range(2):
            end = content.index(b"\0", at, at + 1000)
            names.append(content[at:end])
            at = end + 1
        length = struct.unpack_from("<I", content, at + 4)[0]
        names.append(content[at + 8 : at + 8 + length])
        at += 8 + length
        size = struct.unpack_from("<I", content, at)[0]
        data = content[at + 4 : at + 4 + size]
    except (ValueError, struct.error) as other:
        raise refused.unseen() from other
    if struct.unpack_from("<H", content, 4)[0] != 2 or len(data) < size:
        raise refused.unseen()
    for name in [one.decode("latin-1") for one in names] + _wide_names(content[at + 4 + size :]):
        refused.refuse_programs(name, data[: refused.HEAD])
    yield (names[0].decode("latin-1"), data)


def _wide_names(content: bytes) -> list[str]:
    """The same names once more in all letters, which newer programs go by."""
    found: list[str] = []
    at = 0
    while at + 4 <= len(content) and len(found) < 3:
        length = 2 * struct.unpack_from("<I", content, at)[0]
        found.append(content[at + 4 : at + 4 + length].decode("utf-16-le", "replace"))
        at += 4 + length
    return found


# Word, Excel and PowerPoint of before 2007: fields, links, macro sheets and actions, in the records of each.

MOST_RECORDS = 400_000
_MOST_OBJECT = 100_000_000
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
        raise refused.dde()
    if len(main) < _PIECES + 8 or struct.unpack_from("<H", main, _EDITION)[0] < _WORD_97:
        return
    flags = struct.unpack_from("<H", main, _FLAGS)[0]
    if flags & _IS_ENCRYPTED:
        raise refused.protected()
    table = tables[1 if flags & _SECOND_TABLE else 0]
    if refused.over_network(_template(_slice(main, table, _TEMPLATE))):
        raise refused.template()
    fields = refused.Fields()
    steps = {"\x13": fields.begin, "\x14": fields.middle, "\x15": fields.end}
    for count, mark in enumerate(_MARKS.finditer(_text(main, _slice(main, table, _PIECES)))):
        if count > MOST_RECORDS:
            raise refused.too_much()
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
        raise refused.damaged()
    places = struct.unpack_from(f"<{count + 1}I", pieces, at)
    at += 4 * (count + 1)
    found, room = [], 2 * len(main)
    for index in range(count):
        letters = places[index + 1] - places[index]
        where = struct.unpack_from("<I", pieces, at + 8 * index + 2)[0]
        room -= letters
        if letters < 0 or room < 0:
            raise refused.damaged()
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
            raise refused.protected()
        if kind == _SHEET and len(content) > 5 and content[5] in _MACRO_SHEETS:
            raise refused.macros()
        # A link to a program is two names with this letter between; one to a sheet or a workbook begins with another.
        path = _path(content) if kind == _OTHER_BOOK else content[1:] if older and kind == _OTHER_SHEET else b""
        if b"\x03" in path and not path.startswith((b"\x01", b"\x02", b"\x03")):
            raise refused.dde()
        at += 4 + length
    raise refused.too_much()


def _path(book: bytes) -> bytes:
    """Where a linked book is: so many letters, of one or two bytes."""
    letters = struct.unpack_from("<H", book.ljust(5, b"\0"), 2)[0]
    return book[5 : 5 + letters * (2 if book[4:5] == b"\x01" else 1)]


def objects_of_slides(stream: bytes) -> Iterator[bytes]:
    """The objects in slides, unpacked; raises DomainError, field `file`, for macros, controls, and started programs."""
    if _PPT_MACROS in stream:
        raise refused.macros()
    at = 0
    for _count in range(MOST_RECORDS):
        if at + 8 > len(stream):
            return
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        content = at + 8
        at = content if version & 0xF == 0xF else content + length
        if kind == _CONTROL:
            raise refused.control()
        if kind == _LINK:
            raise refused.linked()
        if kind == _ACTION and stream[content + 8 : content + 9] in (b"\x01", b"\x02"):
            raise refused.script()
        if kind == _OBJECT:
            packed = stream[content : content + length]
            yield _unpacked_object(packed[4:]) if version >> 4 else packed
    raise refused.too_much()


def _unpacked_object(packed: bytes) -> bytes:
    packer = zlib.decompressobj()
    try:
        unpacked = packer.decompress(packed, _MOST_OBJECT)
    except zlib.error as broken:
        raise refused.damaged() from broken
    if packer.unconsumed_tail:
        raise refused.too_much()
    return unpacked


# A file of Hangul (HWP): what is kept in it beside the text, and its scripts.

_SIGNATURE = b"HWP Document File"
_PACKED = 0x1
_LOCKED_FLAGS = 0x2 | 0x10 | 0x100 | 0x400  # a password, or one of three kinds of rights that a server keeps
_MOST = 100_000_000  # bytes of one part, unpacked


class Hangul:
    """What its head says, and so how its parts are read."""

    def __init__(self, header: bytes) -> None:
        self.is_one = header.startswith(_SIGNATURE)
        self._flags = struct.unpack_from("<I", header.ljust(40, b"\0"), 36)[0]
        if self.is_one and self._flags & _LOCKED_FLAGS:
            raise refused.protected()

    def parts(self, name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        """Files within, unpacked; raises DomainError, field `file`, for a script that somebody has written."""
        folder = name.partition("/")[0]
        if folder == "bindata":
            unpacked = self._unpacked(content)
            # An object is kept behind its length.
            yield (name, unpacked[4:] if name.endswith(".ole") and not unpacked.startswith(COMPOUND) else unpacked)
        elif folder == "scripts" and not name.endswith("version"):
            refused.check_script(_sources(self._unpacked(content)))

    def _unpacked(self, content: bytes) -> bytes:
        if not self._flags & _PACKED:
            return content
        packer = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = packer.decompress(content, _MOST)
        except zlib.error:
            return content
        if len(unpacked) >= _MOST:
            raise refused.too_much()
        # A part may say by itself that it is not packed.
        return unpacked if packer.eof else content


def _sources(content: bytes) -> bytes:
    """The texts of a script, each behind the number of its letters."""
    at, found = 0, b""
    while at + 4 <= len(content):
        length = struct.unpack_from("<I", content, at)[0]
        if length == 0xFFFFFFFF:
            break
        found += content[at + 4 : at + 4 + 2 * length]
        at += 4 + 2 * length
    return found
