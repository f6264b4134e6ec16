"""Columns: one definition, the same values on the page and in the files, which are never whole in memory."""

import csv
import datetime as dt
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from core.columns import CHUNK, Column, csv_lines, table_rows, xlsx_file
from core.periods import PartialDate, Period
from core.texts import reader_language

pytestmark = pytest.mark.one_database

ROWS = [
    {"name": "=1+1", "size": 3, "when": PartialDate.parse("2017-03-14")},
    {"name": "부산 <b> 🎉", "size": None, "when": PartialDate.parse("2017-03")},
]
COLUMNS = [
    Column("name", "Name", lambda row: row["name"]),
    Column("size", "Size", lambda row: row["size"]),
    Column("when", "When", lambda row: row["when"]),
]
WHEN = [Column("when", "When", lambda row: row)]


@pytest.mark.security("C13", "V1")
@pytest.mark.parametrize("text", ["<img src=x onerror=a()>", "부산 <b>", 'a & "b"'])
def test_what_was_typed_is_text_in_every_cell_of_a_page(text):
    columns = [Column(name, "Name", lambda row: row) for name in ("head", "other")]
    for language in ("en", "ko"):
        with translation.override(language):
            written = table_rows(columns, [text])
        assert text not in written
        assert written.count(escape(text)) == 2


def _cells(rows, columns=COLUMNS, sheet="List") -> list[list]:
    target, count = xlsx_file(columns, rows, sheet=sheet)
    with target:
        book = CalamineWorkbook.from_filelike(io.BytesIO(target.read()))
    assert target.closed
    found = book.get_sheet_by_index(0).to_python()
    assert len(found) == count + 1
    return found


@pytest.mark.security("V1")
def test_a_csv_file_is_known_to_excel_and_runs_no_formula() -> None:
    content = b"".join(csv_lines(COLUMNS, ROWS))
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["Name", "Size", "When"],
        ["'=1+1", "3", "14 March 2017"],
        ["부산 <b> 🎉", "", "March 2017"],
    ]


@pytest.mark.security("V1")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_whatever_a_formula_begins_with_a_csv_file_quotes_it(start) -> None:
    content = b"".join(csv_lines(WHEN, [f"{start}1+1", f"1{start}1"])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""))) == [["When"], [f"'{start}1+1"], [f"1{start}1"]]


def test_a_reader_whose_separator_is_the_semicolon_gets_no_live_cells() -> None:
    """Every field is quoted; where the other separator breaks one open all the same, an apostrophe stands there."""
    rows = [
        {"name": "lamps;=1+1;x", "size": -3, "when": None},
        {"name": "x", "size": "a;b\n=1+1\n@SUM(A1);", "when": None},
    ]
    content = b"".join(csv_lines(COLUMNS, rows)).decode("utf-8-sig")
    assert content.splitlines()[:2] == ['"Name","Size","When"', '"lamps;\'=1+1;x","-3",""']
    for delimiter in ";\t":
        cells = [cell for line in csv.reader(io.StringIO(content), delimiter=delimiter) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("number", [-3, -0.25, Decimal("-1.50"), Decimal("1E+3")])
def test_a_number_of_any_type_stays_a_number(number) -> None:
    (_head, (cell,)) = csv.reader(io.StringIO(b"".join(csv_lines(WHEN, [number])).decode("utf-8-sig")))
    assert Decimal(cell) == Decimal(str(number))
    assert _cells([number], WHEN)[1] == [float(number)]


def test_what_looks_like_a_number_and_is_none_is_a_text() -> None:
    content = b"".join(csv_lines(WHEN, ["-3", float("-inf"), True])).decode("utf-8-sig")
    assert content.splitlines()[1:] == ['"\'-3"', '"\'-inf"', '"True"']


def test_a_csv_file_reads_its_rows_as_it_is_sent() -> None:
    """Of ten thousand rows no more than a chunk has been read when the first part leaves, and the mark stands once."""
    read = 0

    def rows():
        nonlocal read
        for number in range(10_000):
            read += 1
            yield {"name": f"row {number}", "size": number, "when": None}

    parts = csv_lines(COLUMNS, rows())
    assert next(parts) == '\ufeff"Name","Size","When"\r\n'.encode()
    assert read == 0
    assert next(parts).startswith(b'"row 0","0",""\r\n')
    assert read == CHUNK
    rest = b"".join(parts)
    assert read == 10_000
    assert rest.count(b"\r\n") == 10_000 - CHUNK
    assert b"\xef\xbb\xbf" not in rest


def test_a_csv_file_keeps_the_language_and_the_zone_of_its_reader() -> None:
    moment = dt.datetime(2017, 3, 14, 20, 30, tzinfo=dt.UTC)
    with translation.override("ko"), timezone.override(ZoneInfo("Asia/Seoul")):
        parts = csv_lines(WHEN, [PartialDate.parse("2017-03-14"), moment])
    with translation.override("en"):
        content = b"".join(parts).decode("utf-8-sig")
        assert translation.get_language() == "en"
    assert content.splitlines()[1:] == ['"2017. 3. 14.(화)"', '"2017. 3. 15.(수) 05:30"']


def test_rows_that_say_something_say_it_in_the_language_of_the_reader() -> None:
    with translation.override("ko"):
        parts = csv_lines([Column("said", "Said", str)], (reader_language() for _time in range(2)))
    with translation.override("en"):
        assert b"".join(parts).decode("utf-8-sig").splitlines() == ['"Said"', '"ko"', '"ko"']


def test_no_language_leaks_out_between_two_parts() -> None:
    with translation.override("ko"):
        parts = csv_lines(WHEN, [PartialDate.parse("2017-03-14")])
    with translation.override("en"):
        for _part in parts:
            assert translation.get_language() == "en"


@pytest.mark.security("V1")
def test_a_workbook_has_real_dates_and_numbers_and_keeps_a_month_a_month() -> None:
    rows = _cells(ROWS)
    assert rows[0] == ["Name", "Size", "When"]
    assert rows[1] == ["=1+1", 3, dt.date(2017, 3, 14)]
    assert rows[2] == ["부산 <b> 🎉", "", "March 2017"]


def test_a_workbook_counts_with_a_period_of_one_day_and_with_a_moment() -> None:
    day, month, first = (PartialDate.parse(text) for text in ("2017-03-14", "2017-04", "1899-12-31"))
    moment = dt.datetime(2017, 3, 14, 20, 30, tzinfo=dt.UTC)
    rows = [Period(day), Period(day, month), Period(), first, moment, True]
    with timezone.override(ZoneInfo("Asia/Seoul")):
        found = [line[0] for line in _cells(rows, WHEN)[1:]]
    assert found[:3] == [dt.date(2017, 3, 14), "14 March 2017 – April 2017", ""]
    assert found[3:6] == ["31 December 1899", dt.datetime(2017, 3, 15, 5, 30), "True"]  # noqa: DTZ001


def test_a_sheet_may_be_named_after_anything() -> None:
    assert _cells(ROWS, sheet="A/B: what [both] do? And much more than a sheet bears")[0] == ["Name", "Size", "When"]


def test_a_period_reads_as_one_span() -> None:
    period = Period(PartialDate.parse("2017-03-15"), PartialDate.parse("2017-03-17"))
    column = Column("period", "Period", lambda row: row)
    assert ">15–17 March 2017<" in table_rows([column], [period])
