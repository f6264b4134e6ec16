"""Compound files (OLE): old Office, Hangul, and the objects that lie in documents of every kind."""

from __future__ import annotations

import io
import struct
from typing import IO, TYPE_CHECKING, Any

import olefile

from core.errors import DomainError
from partnerships.documents.refused_files import control, damaged, linked, macros, protected, too_much, unseen
from partnerships.documents.self_acting import hangul, old_office
from partnerships.documents.self_acting.programs import HEAD, refuse_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_STREAMS = 4_000  # and storages; olefile looks each up among its neighbours
_SECTOR_OF_TABLE = 128
_MACROS = frozenset({"vba", "macros", "_vba_project_cur", "_vba_project"})
_NATIVE = "\x01ole10native"
_PICTURE = b"BM"
# What Windows makes of an object by its class: pages and scripts that run, Flash, a window of the shell, an installer.
_CLASSES = {
    "25336920-03F9-11CF-8FD0-00AA00686F13",
    "3050F4D8-98B5-11CF-BB82-00AA00BDCE0B",
    "06290BD2-48AA-11D2-8432-006008C3FBFC",
    "06290BD3-48AA-11D2-8432-006008C3FBFC",
    "AE24FDAE-03C6-11D1-8B76-0080C744F389",
    "D27CDB6E-AE6D-11CF-96B8-444553540000",
    "EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B",
    "8856F961-340A-11D0-A96B-00C04FD705A2",
    "00021401-0000-0000-C000-000000000046",
    "000C1084-0000-0000-C000-000000000046",
    "000C1086-0000-0000-C000-000000000046",
    "00000300-0000-0000-C000-000000000046",
}
_MAIN_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


class Compound:
    """A compound file that is open. Raises DomainError, field `file`: damaged, a password, macros, what acts."""

    def __init__(self, file: IO[bytes]) -> None:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        head = file.read(512)
        # As many sectors of its table as the file can have: a longer one is made to be read for hours.
        if len(head) < 512 or struct.unpack_from("<I", head, 44)[0] > size // 512 // _SECTOR_OF_TABLE * 2 + 16:
            raise damaged()
        file.seek(0)
        self._parts = olefile.OleFileIO(file)
        entries = list(_entries(self._parts.root))
        self.count = len(entries)
        self._paths = [path for path, entry in entries if entry.entry_type == olefile.STGTY_STREAM]
        # No two streams share their bytes; where they do, the file unpacks to more than it is.
        if sum(entry.size for _path, entry in entries if entry.entry_type == olefile.STGTY_STREAM) > size:
            raise damaged()
        self._check_names({path[-1].lower() for path, _entry in entries})
        if {self._parts.root.clsid, *(entry.clsid for _path, entry in entries)} & _CLASSES:
            raise unseen()
        self.is_hangul = self._is_hangul()

    @property
    def media(self) -> str:
        """The media type of a document; empty for every other object."""
        if self.is_hangul:
            return "application/x-hwp"
        return next((media for stream, media in _MAIN_STREAMS if self._parts.exists(stream)), "")

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Look at each stream, and hand out what lies in it as a file of its own: its name and its bytes."""
        for path in self._paths:
            name = "/".join(path).lower()
            content = self._parts.openstream(path).read()
            if self.is_hangul and name.startswith(("bindata/", "scripts/")):
                yield from self._hangul.parts(name, content)
                continue
            last = name.rpartition("/")[2]
            if last == _NATIVE:
                yield from _native(content)
            elif last == "\x01ole":
                if len(content) >= 8 and content[4] & 1:
                    raise linked()
            elif last == "worddocument":
                old_office.check_text(content, self._beside(path))
            elif last in ("workbook", "book"):
                old_office.check_workbook(content, older=last == "book")
            elif last == "powerpoint document":
                for inner in old_office.objects_of_slides(content):
                    yield (name, inner)
            elif not self.is_hangul:
                yield (name, content)

    def _beside(self, path: list[str]) -> list[bytes]:
        """The tables of a text stand in a stream beside it; which of the two, its head says."""
        found = []
        for name in ("0Table", "1Table"):
            sibling = [*path[:-1], name]
            found.append(self._parts.openstream(sibling).read() if self._parts.exists(sibling) else b"")
        return found

    def _check_names(self, names: set[str]) -> None:
        if {"encryptedpackage", "encryptioninfo"} & names:
            raise protected()
        if _MACROS & names:
            raise macros()
        if any(name.startswith("\x03ocx") for name in names):
            raise control()

    def _is_hangul(self) -> bool:
        if not self._parts.exists("FileHeader"):
            return False
        header = self._parts.openstream("FileHeader").read()
        self._hangul = hangul.Hangul(header)
        return self._hangul.is_one


def _entries(root: Any) -> Iterator[tuple[list[str], Any]]:
    """All streams and storages, each with its way from the root."""
    waiting: list[tuple[list[str], Any]] = [([], root)]
    count = 0
    while waiting:
        way, storage = waiting.pop()
        for entry in storage.kids:
            count += 1
            if count > MOST_STREAMS:
                raise too_much()
            path = [*way, entry.name]
            yield path, entry
            waiting.append((path, entry))


def open_compound(file: IO[bytes]) -> tuple[str, int, Iterator[tuple[str, bytes]]]:
    """Its media type, how many streams it has, and what lies in it.

    Raises DomainError, field `file`, also while that is walked through.
    """
    try:
        compound = Compound(file)
        return compound.media, compound.count, _walked(compound)
    except DomainError:
        raise
    except Exception as broken:  # olefile raises what its parsing meets: OSError, IndexError, struct.error, …
        raise damaged() from broken


def _walked(compound: Compound) -> Iterator[tuple[str, bytes]]:
    parts = compound.parts()
    while True:
        try:
            part = next(parts)
        except StopIteration:
            return
        except DomainError:
            raise
        except Exception as broken:
            raise damaged() from broken
        yield part


def _native(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What somebody dropped into a document (Package): a file with its name and where it came from."""
    if content[4:6] == _PICTURE:
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
        raise unseen() from other
    if struct.unpack_from("<H", content, 4)[0] != 2 or len(data) < size:
        raise unseen()
    for name in [one.decode("latin-1") for one in names] + _wide_names(content[at + 4 + size :]):
        refuse_programs(name, data[:HEAD])
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
