"""The columns and filters of a list, and the files made of it: page, CSV and XLSX show the same.

A file is never whole in memory: a CSV leaves part by part, a workbook grows in a temporary file.
"""

import csv
import datetime as dt
import io
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO, Any, TypeGuard

from django.db.models import F
from django.utils import timezone, translation
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

from core.folding import ByName
from core.formats import format_date, format_moment, format_period
from core.periods import DAY, PartialDate, Period
from core.templatetags.portal import spanned, written
from core.texts import pick, reader_language

CHUNK = 500  # rows read and written at a time
# Where a spreadsheet would begin a formula when a CSV file is opened (OWASP, CSV injection): where the text does, or
# where it goes on in what is a new cell to whoever separates by semicolons or tabs, quoted or not.
_FORMULA = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[=+\-@＝＋－＠])")
_MARKS = frozenset("=+-@＝＋－＠\t\r\n")  # without one of them there is none
_DAYS = '<span class="wc-nowrap">'
_CELL = 32_767  # characters, the most that a cell of XLSX holds
_EXCEL_BEGINS = dt.date(1900, 1, 1)
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title and how its value is read from a row, for the page, CSV and XLSX alike.

    `order` is the database's order behind the title, where the page may sort by it. `link` makes
    the page's cell the way to the row itself; `cell` writes the page's cell where it is more than the value. Numbers
    stand at the right, one under the other. What has no `value` stands on the page alone, what only machines read or
    another cell has in small, in files alone.
    """

    key: str
    title: Any
    value: Callable[[Any], Any] | None
    order: tuple[Any, ...] = ()
    link: Callable[[Any], str] | None = None
    number: bool = False
    in_files_alone: bool = False
    cell: Callable[[Any], Any] | None = None


def by(order: Any) -> tuple[Any, ...]:
    """The order by a field or an expression, nulls last on every database, then by name."""
    return ((F(order) if isinstance(order, str) else order).asc(nulls_last=True), ByName(), "pk")


def table_rows(columns: Sequence[Column], rows: Iterable[Any]) -> SafeString:
    """The rows of a page's table: the first column heads its row; each cell is named for where rows are cards."""
    head, *others = columns
    frames = [
        (column, f'<td{' class="wc-number"' if column.number else ""} data-label="{escape(column.title)}">')
        for column in others
    ]
    known: dict[Any, str] = {}  # a value is mostly that of many rows
    parts: list[str] = []
    for row in rows:
        parts += ('<tr><th scope="row">', _written(head, row, {}), "</th>")
        for column, start in frames:
            text = _written(column, row, known) or "–"
            # Beside its name, where rows are cards, a span of days is one thing.
            parts += (start, f"<div>{text}</div>" if not column.cell and text.startswith(_DAYS) else text, "</td>")
        parts.append("</tr>")
    return SafeString("".join(parts))


def _written(column: Column, row: Any, known: dict[Any, str]) -> str:
    """A cell of the page."""
    if column.cell:
        text: str = conditional_escape(column.cell(row))
    else:
        value = column.value(row) if column.value else None
        key = (type(value), value)
        if key not in known:
            known[key] = _html(value)
        text = known[key]
    url = column.link(row) if column.link and text else ""
    return f'<a href="{escape(url)}">{text}</a>' if url else text


def _html(value: Any) -> str:
    """A value as the page shows it, escaped: no line breaks inside a day; a time of a day may leave its day."""
    text = _text(value)
    if text and isinstance(value, Period | PartialDate | dt.date) and not isinstance(value, dt.datetime):
        return spanned(text)
    return conditional_escape(written(text))


def shown(english: str, korean: str) -> SafeString | str:
    """A text in the reader's language; in the other one it is marked as such."""
    text, language = pick(english, korean)
    return text if language == reader_language() else format_html('<span lang="{}">{}</span>', language, text)


def note(text: Any) -> SafeString:
    """What stands in small below a cell's value; nothing where there is nothing to say."""
    return format_html('<p class="wc-note">{}</p>', written(text)) if text else SafeString("")


def linked(url: str, text: Any) -> SafeString:
    """A link inside a cell."""
    return format_html('<a href="{}">{}</a>', url, text)


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list that leaves out rows, on the page and in its files.

    `choices` gives value and label for the scope of the list, such as its strand or pairing;
    `narrow` takes the list's rows and a value that is one of them.
    """

    key: str
    label: Any
    choices: Callable[[Any], Sequence[tuple[str, Any]]]
    narrow: Callable[[Any, str], Any]


def choice_filter(key: str, label: Any, choices: Any) -> Filter:
    """The filter by a field with fixed choices, which has the name of the key."""
    return Filter(key, label, lambda _scope: choices.choices, lambda rows, value: rows.filter(**{key: value}))


def is_number(value: Any) -> TypeGuard[int | float | Decimal]:
    """Whether a spreadsheet is to count with a cell: a whole number, a float or a decimal."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def csv_text(lines: Iterable[Iterable[Any]]) -> str:
    """Lines of a CSV file, as every one that leaves the portal to be read by people is written.

    Each field is quoted: whoever reads with another separator would find cells of its own in one that is not. A
    number stays one; a text that a spreadsheet would run gets an apostrophe.
    """
    target = io.StringIO()
    known: dict[Any, str] = {}  # a day is mostly that of many lines

    def safe(cell: Any) -> Any:
        if type(cell) is str:
            return cell if _MARKS.isdisjoint(cell) else _FORMULA.sub("'", cell)
        if cell is None or type(cell) is int or is_number(cell):
            return cell
        key = (type(cell), cell)
        if key not in known:
            known[key] = _FORMULA.sub("'", _text(cell))
        return known[key]

    csv.writer(target, quoting=csv.QUOTE_ALL).writerows([safe(cell) for cell in line] for line in lines)
    return target.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, dt.datetime):
        return format_moment(_local(value))
    if isinstance(value, PartialDate | dt.date):
        return format_date(value)
    return str(value)


def _local(moment: dt.datetime) -> dt.datetime:
    """A moment in the reader's zone, without naming it: what a clock on the wall says."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """The parts of a CSV file, made as they are asked for: UTF-8 with the mark by which Excel knows it.

    They are made after the request has let go of the reader's language and time zone. So both are noted
    at the call, and taken up again for the length of each part only: rows that say something are read in it too.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()
    read = [(column.title, column.value) for column in columns if column.value]

    def part(lines: Iterable[Iterable[Any]], encoding: str = "utf-8") -> bytes:
        with translation.override(language), timezone.override(zone):
            return csv_text(lines).encode(encoding)

    def parts() -> Iterator[bytes]:
        yield part([[title for title, _value in read]], "utf-8-sig")
        coming = iter(rows)
        while some := part([value(row) for _title, value in read] for row in islice(coming, CHUNK)):
            yield some

    return parts()


def xlsx_file(columns: Sequence[Column], rows: Iterable[Any], *, sheet: str) -> tuple[IO[bytes], int]:
    """A workbook with real dates and numbers, and the number of its rows; a month stays the text of a month.

    It lies in a temporary file that is gone once it is closed.
    """
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    target = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    down, read = 0, [(column.title, column.value) for column in columns if column.value]
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(_NO_SHEET_NAME.sub(" ", sheet)[:31])
        head = book.add_format({"bold": True, "bottom": 1})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        }
        page.freeze_panes(1, 0)
        page.set_column(0, len(read) - 1, 22)
        for at, (title, _value) in enumerate(read):
            page.write_string(0, at, str(title), head)
        for down, row in enumerate(rows, start=1):
            for at, (_title, value) in enumerate(read):
                _write(page, down, at, value(row), formats)
    target.seek(0)
    return target, down


def _day_of(value: Any) -> Any:
    """The day, where a date or a period is one known day that a workbook can count."""
    if isinstance(value, Period) and (value.end is None or value.end == value.start):
        value = value.start
    if isinstance(value, PartialDate):
        value = value.day if value.precision == DAY else None
    return value if isinstance(value, dt.date) and value >= _EXCEL_BEGINS else None


def _write(page: Any, down: int, at: int, value: Any, formats: dict[str, Any]) -> None:
    if type(value) is str:
        if value:
            page.write_string(down, at, value[:_CELL])
    elif isinstance(value, dt.datetime):
        page.write_datetime(down, at, _local(value), formats["moment"])
    elif (day := _day_of(value)) is not None:
        page.write_datetime(down, at, day, formats["date"])
    elif is_number(value):
        page.write_number(down, at, value)
    elif text := _text(value):
        page.write_string(down, at, text[:_CELL])
