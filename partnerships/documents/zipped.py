"""Packed files, looked into without unpacking them: how much is in them is counted while it is read, and bounded."""

from __future__ import annotations

import re
import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from partnerships.documents.refused_files import control, damaged, macros, protected, too_much
from partnerships.documents.self_acting import markup
from partnerships.documents.self_acting.hangul import check_script
from partnerships.documents.self_acting.programs import refuse_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMBERS = 5_000
MOST_BYTES = 300_000_000  # of all members together, also of packed files within
MOST_RATIO = 250  # a sheet of numbers packs to a hundredth; what packs better is made to
SMALL = 10_000_000  # below this many bytes a member's ratio says nothing
DEEPEST = 2  # a sheet in a document in a presentation
_MOST_KEPT = 1_000_000  # bytes of a member that names the type
_CHUNK = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_LOOKED_INTO = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-")
_OVERLAP = 16
_HWPX = "application/hwp+zip"
_OASIS = "application/vnd.oasis.opendocument"
_OPENXML = "application/vnd.openxmlformats-officedocument"
# What `[Content_Types].xml` says of the main part of each document of Office.
_MAIN_PARTS = {
    f"{_OPENXML}.{kind}.main+xml": f"{_OPENXML}.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}


@dataclass(slots=True)
class Budget:
    """What may still be looked at of one upload, all its packed files together."""

    members: int
    size: int
    tags: int

    def spend(self, size: int) -> None:
        """Take so many bytes away; raises DomainError, field `file`, where fewer are left."""
        self.size -= size
        if self.size < 0:
            raise too_much()


def new_budget() -> Budget:
    """For one upload."""
    return Budget(members=MOST_MEMBERS, size=MOST_BYTES, tags=markup.MOST_TAGS)


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a file that is looked into in its turn, while the one around it is open."""

    name: str
    file: IO[bytes]


class Packed:
    """A packed file that is open; `types` are the media types that it states, of all its parts.

    Raises DomainError, field `file`: too many members, too much in them, a member that packs too well, a password, a
    method that Office does not use, packed files within packed files within packed files, programs and scripts, what
    acts by itself, and what does not match its checksum.
    """

    def __init__(self, file: IO[bytes], budget: Budget, *, depth: int) -> None:
        if depth > DEEPEST:
            raise too_much()
        self._budget = budget
        self._file = zipfile.ZipFile(file)
        self._members = self._file.infolist()
        budget.members -= len(self._members)
        if budget.members < 0:
            raise too_much()
        if len({member.filename for member in self._members}) < len(self._members):
            raise damaged()
        for member in self._members:
            _check(member)
        self.types = _stated_types(self._kept("[Content_Types].xml"))
        media = self._kept("mimetype").decode("ascii", "replace").strip()
        # One within another file may do without the first; its program finds it by the second.
        self._is_open = media.startswith(_OASIS) or (
            not self.types and media != _HWPX and "META-INF/manifest.xml" in self._file.NameToInfo
        )
        self.media = next((_MAIN_PARTS[one] for one in sorted(self.types) if one in _MAIN_PARTS), "")
        if not self.types and (media == _HWPX or media.startswith(_OASIS)):
            self.media = media
        self._has_sheets = any("spreadsheetml" in one for one in self.types)

    def parts(self) -> Iterator[Part]:
        """Read every member to its end, which compares its checksum; hand out those that are looked into themselves."""
        for member in self._members:
            self._check_name(member.filename.lower())
            yield from self._read(member)

    def _kept(self, name: str) -> bytes:
        if name not in self._file.NameToInfo:
            return b""
        with self._file.open(name) as stream:
            return stream.read(_MOST_KEPT)

    def _check_name(self, name: str) -> None:
        if "vbaproject" in name or (self._is_open and re.search(r"(^|/)(basic|scripts|dialogs)/.", name)):
            raise macros()

    def _read(self, member: zipfile.ZipInfo) -> Iterator[Part]:
        """The table of contents may say less than there is: the bytes that come are counted."""
        with self._file.open(member) as stream, tempfile.SpooledTemporaryFile(max_size=SMALL) as copy:
            first = chunk = stream.read(_CHUNK)
            name = member.filename
            if self.media == _HWPX and name.lower().startswith("scripts/"):
                self._budget.spend(len(first))
                check_script(first + stream.read(_CHUNK))
                return
            refuse_programs(name, first)
            inner = first.startswith(_LOOKED_INTO)
            is_text = markup.is_markup(first)
            telling = is_text and (self._is_open or name.lower().endswith(".rels"))
            before, signs = b"", set[str]()
            while chunk:
                self._budget.spend(len(chunk))
                if inner:
                    copy.write(chunk)
                if is_text and not telling:
                    signs |= markup.signs(before + chunk, first=chunk is first, sheets=self._has_sheets)
                    telling = markup.is_revealing(signs)
                    before = chunk[-_OVERLAP:]
                chunk = stream.read(_CHUNK)
            if inner:
                yield Part(name, copy)
        if telling:
            with self._file.open(member) as stream:
                self._budget.tags = markup.Markup(drawing=name.lower().endswith(".vml")).read(stream, self._budget.tags)


def _check(member: zipfile.ZipInfo) -> None:
    """What its entry in the table of contents says, before a byte of it is unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise protected()
    if member.compress_type not in _METHODS:
        raise damaged()
    if member.file_size > MOST_BYTES:
        raise too_much()
    if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise too_much()


def _stated_types(content: bytes) -> frozenset[str]:
    """The media types in `[Content_Types].xml`; raises DomainError, field `file`, for those of programs."""
    if not content:
        return frozenset()
    found: set[str] = set()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.add(attributes.get("ContentType", ""))
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as broken:
        raise damaged() from broken
    said = " ".join(found).lower()
    if "macroenabled" in said or "macrosheet" in said or "vbaproject" in said:
        raise macros()
    if "activex" in said:
        raise control()
    return frozenset(found)
