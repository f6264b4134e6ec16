"""The columns of a list, and the files made of them: page, CSV and XLSX show the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from core.formats import format_date, format_period
from core.periods import DAY, PartialDate, Period

# What a spreadsheet would run as a formula when a CSV file is opened (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL = 32_767  # characters, the most that a cell of XLSX holds


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and how its value is read from a row.

    `order` is the database's order behind the title, where the page may sort by it. `link` makes
    the page's cell the way to the row itself.
    """

    key: str
    title: Any
    value: Callable[[Any], Any]
    order: tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None

    def text(self, row: Any) -> str:
        """The value as people read it."""
        return _text(self.value(row))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, PartialDate | dt.date):
        return format_date(value)
    return str(value)


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe."""
    if isinstance(value, int | float):
        return value
    text = _text(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_file(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, safe against formulas."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([str(column.title) for column in columns])
    writer.writerows([_safe(column.value(row)) for column in columns] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def xlsx_file(columns: Sequence[Column], rows: Iterable[Any], *, sheet: str) -> bytes:
    """A workbook with real dates and numbers; a month stays the text of a month."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(sheet[:31])
        head = book.add_format({"bold": True, "bottom": 1})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            page.write_string(0, at, str(column.title), head)
            page.set_column(at, at, 22)
        for down, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                _write(page, down, at, column.value(row), date)
    return target.getvalue()


def _write(page: Any, down: int, at: int, value: Any, date: Any) -> None:
    if isinstance(value, PartialDate) and value.precision == DAY:
        page.write_datetime(down, at, value.day, date)
    elif isinstance(value, dt.date):
        page.write_datetime(down, at, value, date)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(down, at, value)
    else:
        page.write_string(down, at, _text(value)[:_CELL])
