"""A file that somebody sends: its size, its name and its content, looked at before anything is stored."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_size
from partnerships.services.document_types import FileType, check_type
from partnerships.services.image_data import without_metadata
from partnerships.services.refused_files import refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_NAME = 150  # letters, ending and all
_CHUNK = 1 << 16
_SEEN = "_checked_upload"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is stored of an upload: its bytes (an image's without metadata), clean name, type, size and SHA-256."""

    file: IO[bytes]
    name: str
    type: FileType
    size: int
    sha256: str


def most_bytes() -> int:
    """The most that one file may have; a megabyte is 1024 times 1024 bytes, as file managers count."""
    return int(settings.MAX_DOCUMENT_MB) << 20


def clean_name(name: str) -> str:
    r"""The last part of a name, composed (NFC), without what cannot be seen or turns the writing; at most 150 letters.

    >>> clean_name("C:\\papers\\plan.pdf")
    'plan.pdf'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, and marks that turn the direction of writing: with one a name shows another ending than it has.
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in last)
    shown = re.sub(r'[<>:"|?*]', "", " ".join(shown.split())).strip(". ")
    path = PurePath(shown)
    ending = path.suffix[:10]
    return shown.removesuffix(path.suffix)[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


def check_upload(upload: UploadedFile[Any]) -> CheckedFile:
    """Look at a file; the answer is kept with it, so that it is looked at once however often one asks.

    Raises DomainError with field `file`: too large, empty, or what `check_type` refuses. The size is asked first,
    and nothing is read of a file that is too large.
    """
    seen = getattr(upload, _SEEN, None)
    if seen is None:
        try:
            seen = _look_at(upload)
        except DomainError as refused:
            seen = refused
        setattr(upload, _SEEN, seen)
    if isinstance(seen, DomainError):
        raise seen
    checked: CheckedFile = seen
    return checked


def _look_at(upload: UploadedFile[Any]) -> CheckedFile:
    size = upload.size or 0
    if size > most_bytes():
        said = {"size": format_size(size), "most": format_size(most_bytes())}
        raise refusal(
            _("The file has %(size)s; at most %(most)s are possible. Make it smaller, or send it in parts.") % said
        )
    if size == 0:
        raise refusal(_("The file is empty."))
    name = clean_name(upload.name or "")
    file: IO[bytes] = upload.file  # type: ignore[assignment]
    found = check_type(file, name)
    if found.media.startswith("image/"):
        file = without_metadata(file)
    return CheckedFile(file=file, name=name, type=found, size=file.seek(0, 2), sha256=_hash(file))


def _hash(file: IO[bytes]) -> str:
    file.seek(0)
    sum_ = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sum_.update(chunk)
    file.seek(0)
    return sum_.hexdigest()
