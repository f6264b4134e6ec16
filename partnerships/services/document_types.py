"""Which files a document may be, told by what is in them: a name only has to agree with it.

Allowed are PDF, the files of Office and OpenDocument without macros, HWP and HWPX, and images of points. SVG, HTML and
text are not: a browser would run what stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from partnerships.services.image_data import image_type
from partnerships.services.refused_files import refusal
from partnerships.services.self_acting.examined import Examined

_OPENXML = "application/vnd.openxmlformats-officedocument"
_OASIS = "application/vnd.oasis.opendocument"


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


def _type_of(file: IO[bytes]) -> FileType | None:
    return TYPES.get(Examined(file).media or image_type(file))
