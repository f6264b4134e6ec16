"""A list as a file to be taken along: CSV or XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse

from core.columns import Column, csv_lines, xlsx_file
from core.sent_files import CSV, XLSX, mark_as_file, send_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMATS = ("csv", "xlsx")


def list_file(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str, sheet: str
) -> StreamingHttpResponse:
    """The rows in a form of FORMATS, named without its ending: a CSV is made while it is sent, a workbook before.

    Whoever sends it logs it (`log_export`) before it leaves.
    """
    file_name = f"{name}.{form}"
    if form == "csv":
        sent = StreamingHttpResponse(csv_lines(columns, rows), content_type=CSV)
        mark_as_file(sent, name=file_name)
        return sent
    book, _count = xlsx_file(columns, rows, sheet=sheet)
    return send_stored(book, name=file_name, media_type=XLSX)
