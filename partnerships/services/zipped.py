"""Packed files, looked into without unpacking them: how much is in them is counted while it is read, and bounded."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.services.refused_files import damaged, protected, refusal

MOST_MEMBERS = 5_000
MOST_BYTES = 300_000_000  # of all members together, also of packed files within
MOST_RATIO = 250  # a sheet of numbers packs to a hundredth; what packs better is made to
SMALL = 10_000_000  # below this many bytes a member's ratio says nothing
DEEPEST = 2  # a sheet in a document in a presentation
_KEPT = ("[Content_Types].xml", "mimetype")
_MOST_KEPT = 1_000_000  # bytes of a member that is kept
_CHUNK = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Programs, and packed files that are not looked into.
_REFUSED = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_VBA = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(slots=True)
class PackedFile:
    """The names of a packed file's members, those of packed files within too, and the members that name its type."""

    names: list[str] = field(default_factory=list)
    small: dict[str, bytes] = field(default_factory=dict)
    members: int = 0
    size: int = 0


def read_packed(file: IO[bytes]) -> PackedFile:
    """Read every member to its end, and count; raises DomainError with field `file`.

    Refused are: too many members, too much in them, a member that packs too well, a password, a method that Office does
    not use, packed files within packed files within packed files, programs, and what does not match its checksum.
    """
    found = PackedFile()
    _read(file, found, depth=0)
    return found


def _read(file: IO[bytes], found: PackedFile, *, depth: int) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            found.members += len(members)
            if found.members > MOST_MEMBERS or depth > DEEPEST:
                raise _too_much()
            if len({member.filename for member in members}) < len(members):
                raise damaged()
            for member in members:
                _check(member)
                found.names.append(member.filename)
                _read_member(packed, member, found, depth=depth)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise damaged() from broken
    except zipfile.zlib.error as broken:  # type: ignore[attr-defined]
        raise damaged() from broken


def _check(member: zipfile.ZipInfo) -> None:
    """What its entry in the table of contents says, before a byte of it is unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise protected()
    if member.compress_type not in _METHODS:
        raise damaged()
    if member.file_size > MOST_BYTES:
        raise _too_much()
    if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise _too_much()


def _read_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, found: PackedFile, *, depth: int) -> None:
    """To its end, which compares its checksum; the table of contents may say less than there is."""
    with packed.open(member) as stream, tempfile.SpooledTemporaryFile(max_size=SMALL) as copy:
        first = stream.read(_CHUNK)
        if first.startswith(_REFUSED):
            raise refusal(_("The file holds a program or an archive. Send it without, as one plain document."))
        within, compound = first.startswith(_ZIP), first.startswith(_COMPOUND)
        kept = bytearray(first) if depth == 0 and member.filename in _KEPT else None
        chunk = first
        last = b""
        while chunk:
            found.size += len(chunk)
            if found.size > MOST_BYTES:
                raise _too_much()
            if within:
                copy.write(chunk)
            # An object of Office of before 2007 names the storage of its macros in its directory.
            if compound and _VBA in last + chunk:
                found.names.append(f"{member.filename}/vbaProject")
            last = chunk[-len(_VBA) :]
            chunk = stream.read(_CHUNK)
            if kept is not None:
                kept += chunk[: max(_MOST_KEPT - len(kept), 0)]
        if kept is not None:
            found.small[member.filename] = bytes(kept)
        if within:
            _read(copy, found, depth=depth + 1)


def _too_much() -> DomainError:
    return refusal(_("The file holds more than the portal takes once it is unpacked. Split it, or send it as a PDF."))
