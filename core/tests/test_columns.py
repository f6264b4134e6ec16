"""Columns: one definition, the same values on the page and in the files."""

import csv
import io

from python_calamine import CalamineWorkbook

from core.columns import Column, csv_file, xlsx_file
from core.periods import PartialDate, Period

ROWS = [
    {"name": "=1+1", "size": 3, "when": PartialDate.parse("2017-03-14")},
    {"name": "부산 <b>", "size": None, "when": PartialDate.parse("2017-03")},
]
COLUMNS = [
    Column("name", "Name", lambda row: row["name"]),
    Column("size", "Size", lambda row: row["size"]),
    Column("when", "When", lambda row: row["when"]),
]


def test_a_csv_file_is_known_to_excel_and_runs_no_formula() -> None:
    content = csv_file(COLUMNS, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
        ["Name", "Size", "When"],
        ["'=1+1", "3", "14 March 2017"],
        ["부산 <b>", "", "March 2017"],
    ]


def test_a_workbook_has_real_dates_and_numbers_and_keeps_a_month_a_month() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_file(COLUMNS, ROWS, sheet="List")))
    rows = book.get_sheet_by_name("List").to_python()
    assert rows[0] == ["Name", "Size", "When"]
    assert rows[1][0] == "=1+1"
    assert rows[1][1] == 3
    assert rows[1][2] == PartialDate.parse("2017-03-14").day
    assert rows[2] == ["부산 <b>", "", "March 2017"]


def test_a_period_reads_as_one_span() -> None:
    period = Period(PartialDate.parse("2017-03-15"), PartialDate.parse("2017-03-17"))
    column = Column("period", "Period", lambda row: row)
    assert column.text(period) == "15–17 March 2017"
