"""A list as a file to be taken along: CSV or XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, StreamingHttpResponse

from core.columns import Column, csv_lines, xlsx_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_file(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str, sheet: str
) -> StreamingHttpResponse:
    """The rows in a form of FORMATS, named without its ending: a CSV is made while it is sent, a workbook before.

    Whoever sends it logs it (`log_export`) before it leaves.
    """
    file_name = f"{name}.{form}"
    if form == "csv":
        sent = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
        sent["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return sent
    book, _count = xlsx_file(columns, rows, sheet=sheet)
    return FileResponse(book, as_attachment=True, filename=file_name, content_type=XLSX)
