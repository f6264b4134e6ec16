"""Sheets as a workbook and as CSV files in a zip, the same bytes from the same sheets."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from core.columns import csv_text, is_number
from core.periods import DAY, PartialDate
from core.plain_text import plain_text
from reports.progress.rendering.phrases import Cell, Sheet

_LONGEST_CELL = 32_767  # characters, the most that a cell of XLSX holds
_LONGEST_NAME = 31
_MOST_LINKS = 60_000  # the most that a sheet of XLSX holds is 65,530
_LONGEST_LINK = 2_000
_NARROWEST, _WIDEST = 9, 60  # signs
_MEASURED = 400  # rows
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_FILE_NAME = re.compile(r"[^a-z0-9-]+")
_EXCEL_BEGINS = dt.date(1900, 3, 1)
# The earliest moment that a zip file can name.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


def workbook_file(sheets: Sequence[Sheet], *, title: str, made_at: dt.datetime) -> bytes:
    """A sheet each, with real dates and numbers; a month stays a month, and text stays text, also behind `=`."""
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        moment = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": plain_text(title)[:255], "created": moment})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "part": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "link": book.add_format({"valign": "top", "underline": 1}),
        }
        for name, sheet in zip(sheet_names(sheets), sheets, strict=True):
            _write_sheet(book.add_worksheet(name), sheet, formats)
    return target.getvalue()


def sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """A name for each, as Excel takes it: up to 31 signs, each once whatever its case, none of Excel's own."""
    taken = {"history"}
    found = []
    for sheet in sheets:
        base = _NO_NAME.sub(" ", plain_text(sheet.title)).strip(" '")[:_LONGEST_NAME].strip(" '") or sheet.key
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = base[: _LONGEST_NAME - len(tail)] + tail
        taken.add(name.casefold())
        found.append(name)
    return found


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for column, title in enumerate(sheet.head):
        page.write_string(0, column, plain_text(title), formats["head"])
    links = 0
    for down, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            links += _write(page, down, column, value, formats, may_link=links < _MOST_LINKS)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)


def _write(page: Any, down: int, column: int, value: Cell, formats: dict[str, Any], *, may_link: bool) -> bool:
    """Write one cell; true where it became a link."""
    day = _day(value)
    if day is not None:
        page.write_datetime(down, column, day, formats["date"])
    elif is_number(value):
        page.write_number(down, column, value, formats["number" if value == int(value) else "part"])
    elif text := _text(value)[:_LONGEST_CELL]:
        if may_link and text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK:
            page.write_url(down, column, text, formats["link"], text)
            return True
        page.write_string(down, column, text, formats["text"])
    return False


def _day(value: Cell) -> dt.date | None:
    """A day that a workbook can count."""
    if isinstance(value, PartialDate):
        value = value.day if value.precision == DAY else None
    return value if isinstance(value, dt.date) and value >= _EXCEL_BEGINS else None


def _text(value: Cell) -> str:
    """A cell in words; dates as their own standard writes them, as exact as they are known."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, dt.date):
        return value.isoformat()
    return plain_text(value)


def _widths(sheet: Sheet) -> Iterator[float]:
    """As wide as what stands in a column, Hangul twice as wide as Latin, within reason."""
    for column, title in enumerate(sheet.head):
        # The arrow of the filter stands beside the title.
        longest = max((_signs(_text(row[column])) for row in sheet.rows[:_MEASURED]), default=0)
        yield min(_WIDEST, max(_NARROWEST, _signs(plain_text(title)) + 3, longest + 1))


def _signs(text: str) -> int:
    return max((sum(1 + (sign >= "\u1100") for sign in line) for line in text.split("\n")), default=0)


def csv_files(sheets: Sequence[Sheet]) -> bytes:
    """One CSV file per sheet in a zip: UTF-8 with the mark by which Excel knows it, nothing that a spreadsheet runs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for sheet in sheets:
            name = base = _NO_FILE_NAME.sub("-", sheet.key.lower()).strip("-") or "table"
            while name in taken:
                name = f"{base}-{len(taken)}"
            taken.add(name)
            entry = zipfile.ZipInfo(f"{name}.csv", _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(sheet))
    return target.getvalue()


def _csv(sheet: Sheet) -> bytes:
    cells = ([value if is_number(value) else _text(value) for value in row] for row in (sheet.head, *sheet.rows))
    return csv_text(cells).encode("utf-8-sig")
