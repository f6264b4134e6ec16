"""A file on its way to the reader: to be saved under its name, kept by no cache, run by no browser."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

if TYPE_CHECKING:
    from typing import IO

    from django.db.models.fields.files import FieldFile
    from django.http import HttpResponseBase

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
