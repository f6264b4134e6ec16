"""Which files a document may be, told by what is in them: a name only has to agree with it.

Allowed are PDF, the files of Office and OpenDocument without macros, HWP and HWPX, and images of points. SVG, HTML and
text are not: a browser would run what stands in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import olefile
from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.services.image_data import image_type
from partnerships.services.refused_files import damaged, protected, refusal
from partnerships.services.zipped import PackedFile, read_packed

_ZIP = b"PK\x03\x04"
_OLE = olefile.MAGIC
_TAIL = 2048  # bytes at the end of a PDF, in which its last mark has to stand
_OPENXML = "application/vnd.openxmlformats-officedocument"
_OASIS = "application/vnd.oasis.opendocument"
# Where PowerPoint of 1997 keeps macros: the head of a VBAInfoContainer ([MS-PPT] 2.4.10).
_PPT_MACROS = b"\x0f\x00\xff\x03\x14\x00\x00\x00"


@dataclass(frozen=True, slots=True)
class FileType:
    """One type: its media type, what people call it, and the endings of its names, the usual one first."""

    media: str
    label: str
    endings: tuple[str, ...]


_TYPES = (
    FileType("application/pdf", "PDF", (".pdf",)),
    FileType(f"{_OPENXML}.wordprocessingml.document", "DOCX", (".docx",)),
    FileType(f"{_OPENXML}.spreadsheetml.sheet", "XLSX", (".xlsx",)),
    FileType(f"{_OPENXML}.presentationml.presentation", "PPTX", (".pptx",)),
    FileType("application/msword", "DOC", (".doc",)),
    FileType("application/vnd.ms-excel", "XLS", (".xls",)),
    FileType("application/vnd.ms-powerpoint", "PPT", (".ppt",)),
    FileType(f"{_OASIS}.text", "ODT", (".odt",)),
    FileType(f"{_OASIS}.spreadsheet", "ODS", (".ods",)),
    FileType(f"{_OASIS}.presentation", "ODP", (".odp",)),
    FileType("application/x-hwp", "HWP", (".hwp",)),
    FileType("application/hwp+zip", "HWPX", (".hwpx",)),
    FileType("image/jpeg", "JPEG", (".jpg", ".jpeg")),
    FileType("image/png", "PNG", (".png",)),
    FileType("image/webp", "WebP", (".webp",)),
    FileType("image/gif", "GIF", (".gif",)),
    FileType("image/tiff", "TIFF", (".tif", ".tiff")),
)
TYPES = {one.media: one for one in _TYPES}
ENDINGS = tuple(ending for one in _TYPES for ending in one.endings)
ALLOWED = ", ".join(one.label for one in _TYPES)
_MAIN_PARTS = {
    f"{media}.main+xml".encode(): media for media in TYPES if media.startswith(_OPENXML)
}  # of [Content_Types].xml
_OLE_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


def type_label(media: str) -> str:
    """What people call a stored type, such as PDF."""
    known = TYPES.get(media)
    return known.label if known else media


def check_type(file: IO[bytes], name: str) -> FileType:
    """The type of a file, by its content; its name has to end as that type does.

    Raises DomainError with field `file` and a sentence that says what to do: a type that is not allowed, macros, a
    password, a damaged file, one that unpacks to too much, a name that says otherwise. Nothing is unpacked to disk.
    """
    found = _type_of(file)
    if found is None:
        raise refusal(_("This type of file is not allowed. Allowed: %(types)s.") % {"types": ALLOWED})
    ending = PurePath(name).suffix.lower()
    if ending not in found.endings:
        said = {"ending": ending or "–", "type": found.label, "right": found.endings[0]}
        raise refusal(
            _("The file is of the type %(type)s, but its name ends in “%(ending)s”, not in “%(right)s”.") % said
        )
    file.seek(0)
    return found


def _macros() -> DomainError:
    return refusal(_("The file has macros, which are programs. Save it without macros and send that one."))


def _type_of(file: IO[bytes]) -> FileType | None:
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(_ZIP):
        return TYPES.get(_packed(read_packed(file)))
    if head.startswith(_OLE):
        return TYPES.get(_compound(file))
    return TYPES.get(image_type(file))


def _pdf(file: IO[bytes]) -> FileType:
    size = file.seek(0, 2)
    file.seek(max(size - _TAIL, 0))
    if b"%%EOF" not in file.read():
        raise damaged()
    return TYPES["application/pdf"]


def _packed(packed: PackedFile) -> str:
    """The media type of a packed file: Office, OpenDocument or HWPX; empty for every other."""
    names = {name.lower() for name in packed.names}
    types = packed.small.get("[Content_Types].xml", b"")
    if types:
        if b"macroenabled" in types.lower() or any("vbaproject" in name for name in names):
            raise _macros()
        return next((media for part, media in _MAIN_PARTS.items() if part in re.split(rb"[\"']", types)), "")
    media = packed.small.get("mimetype", b"").decode("ascii", "replace").strip()
    if media.startswith(_OASIS) and any(name.startswith(("basic/", "scripts/")) for name in names):
        raise _macros()
    return media if media == "application/hwp+zip" or media.startswith(_OASIS) else ""


def _compound(file: IO[bytes]) -> str:
    """The media type of a compound file: Office of before 2007, or HWP; empty for every other."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as parts:
            names = {"/".join(path).lower() for path in parts.listdir(streams=True, storages=True)}
            if parts.exists("EncryptedPackage") or parts.exists("EncryptionInfo"):
                raise protected()
            if parts.exists("FileHeader") and parts.openstream("FileHeader").read(17) == b"HWP Document File":
                return "application/x-hwp"
            found = next((media for stream, media in _OLE_STREAMS if parts.exists(stream)), "")
            in_slides = found.endswith("powerpoint") and _PPT_MACROS in parts.openstream("PowerPoint Document").read()
            if in_slides or any({"vba", "macros", "_vba_project_cur"} & set(name.split("/")) for name in names):
                raise _macros()
            return found
    except DomainError:
        raise
    except Exception as broken:  # olefile raises what its parsing meets: OSError, IndexError, struct.error, …
        raise damaged() from broken
