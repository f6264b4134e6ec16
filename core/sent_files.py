"""A file on its way to the reader: to be saved under its name, kept by no cache, run by no browser."""

import logging
from collections.abc import Callable
from enum import Enum, auto
from typing import IO, Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

logger = logging.getLogger(__name__)

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CALENDAR = "text/calendar; charset=utf-8"
CSV = "text/csv; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def send_file(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """The bytes of a file that was made for this reader; its name may be Korean (RFC 5987)."""
    sent = HttpResponse(content, content_type=media_type)
    mark_as_file(sent, name=name)
    return sent


def send_stored(file: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """An open file, read while it is sent and closed after it."""
    sent = FileResponse(file, content_type=media_type)
    mark_as_file(sent, name=name)
    return sent


def send_kept(file: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """The file that a record keeps; 404 where it is gone, which the log says."""
    try:
        content = file.open("rb")
    except FileNotFoundError as missing:
        logger.exception("The file %s of record %s is gone", file.name, file.instance.pk)
        raise Http404 from missing
    return send_stored(content, name=name, media_type=media_type)


def mark_as_file(sent: HttpResponseBase, *, name: str) -> None:
    """Say of an answer that it is a file of that name, for this reader alone; what it is made of is no page."""
    sent.saved_as = name  # type: ignore[attr-defined]
    sent["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    sent["X-Content-Type-Options"] = "nosniff"
    sent["Cache-Control"] = "private, no-store"
    # Should a browser show it after all, nothing in it runs.
    sent["Content-Security-Policy"] = "default-src 'none'; sandbox"


# Rows of a list that are written at once: one of 5,000 takes more than a second of the processor.
MOST_ROWS = 1_000


class Purpose(Enum):
    """What an address is asked for, where nobody waits for its answer: whether it has the file, or the file."""

    RIGHT = auto()
    FILE = auto()


class LeftToWorker(Exception):
    """A worker makes the file of this address; `name` says what it is, in the language at hand."""

    def __init__(self, strand: Any, name: Callable[[], str]) -> None:
        super().__init__()
        self.strand, self.name = strand, name


def leave_to_worker(
    request: HttpRequest, *, strand: Any, name: Callable[[], str], is_long: Callable[[], bool] = lambda: True
) -> None:
    """Raise LeftToWorker where the file that a view is about to make may take longer than a page.

    A view calls it once all its rules are asked and before anything of the file is read, whatever its size: whoever
    comes for the file later is asked as far as here.
    """
    purpose = getattr(request, "file_purpose", None)
    if purpose is Purpose.RIGHT or (purpose is None and is_long()):
        raise LeftToWorker(strand, name)
