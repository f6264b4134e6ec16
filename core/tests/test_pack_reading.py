"""A folder of CSV files and a workbook are read alike; what cannot be read is a fault with a place."""

import datetime as dt

import pytest
import xlsxwriter

from core.pack.reading import Faults, read_pack

pytestmark = pytest.mark.one_database


def read(path):
    faults = Faults()
    return read_pack(path, faults), [(f.table, f.row, f.column, f.value, f.reason) for f in faults]


def folder(tmp_path, content, name="cities.csv"):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def cells(tables):
    return tables["cities"][1]


def test_blank_rows_are_passed_over_and_rows_keep_their_number(tmp_path):
    tables, faults = read(folder(tmp_path, 'code,name_en\n\n,  \nbusan,"Busan,\nby the sea"\n'))
    assert not faults
    assert cells(tables) == [(4, {"code": "busan", "name_en": "Busan,\nby the sea"})]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    tables, faults = read(folder(tmp_path, b'\xef\xbb\xbfcode,note\r\nbusan,"a\r\nb"\r\n'))
    assert not faults
    assert cells(tables) == [(2, {"code": "busan", "note": "a\nb"})]


def test_other_files_of_the_folder_are_no_tables(tmp_path):
    folder(tmp_path, "hello", "README.md")
    tables, _faults = read(folder(tmp_path, "code\nbusan\n"))
    assert list(tables) == ["cities"]


@pytest.mark.parametrize(
    ("content", "row", "column", "word"),
    [
        (b"code,name_en\nbusan,\xba\xce\xbb\xea\n", 2, "", "UTF-8"),
        (b"", 1, "", "column names"),
        (b"code,,name_en\nbusan,x,y\n", 1, "", "no name"),
        (b"code,name_en,code\n", 1, "code", "twice"),
        (b'code,name_en\nbusan,"Busan\n', 2, "", "well-formed"),
        (b'code,name_en\nbusan,"Bu"san\n', 2, "", "well-formed"),
        (b"code,name_en\nbusan,Busan,KR\n", 2, "", "outside"),
        (b"code,name_en\nbusan,Bu\x00san\n", 2, "name_en", "control"),
    ],
)
def test_what_is_no_table_is_a_fault_at_its_place(tmp_path, content, row, column, word):
    _tables, faults = read(folder(tmp_path, content))
    assert [(fault[0], fault[1], fault[2]) for fault in faults] == [("cities", row, column)]
    assert word in faults[0][4]


def test_a_place_without_a_pack_is_a_fault(tmp_path):
    assert "no such" in read(tmp_path / "nowhere")[1][0][4]
    (tmp_path / "empty").mkdir()
    assert "no table" in read(tmp_path / "empty")[1][0][4]
    (tmp_path / "broken.xlsx").write_bytes(b"not a workbook")
    assert "not an XLSX workbook" in read(tmp_path / "broken.xlsx")[1][0][4]


def test_the_cells_of_a_workbook_become_the_text_of_a_csv_file(tmp_path):
    path = tmp_path / "pack.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("cities")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        time = workbook.add_format({"num_format": "hh:mm"})
        sheet.write_row(0, 0, ["text", "whole", "part", "small", "day", "time", "yes", "digits"])
        sheet.write_string(2, 0, "=1+1")
        sheet.write_number(2, 1, 3285147)
        sheet.write_number(2, 2, 35.10168)
        sheet.write_number(2, 3, 0.00001)
        sheet.write_datetime(2, 4, dt.datetime(2017, 3, 14), day)  # noqa: DTZ001 - a sheet knows no zones
        sheet.write_datetime(2, 5, dt.time(9, 30), time)
        sheet.write_boolean(2, 6, True)
        sheet.write_string(2, 7, "2017-03")
    tables, faults = read(path)
    assert not faults
    assert cells(tables) == [
        (
            3,
            {
                "text": "=1+1",
                "whole": "3285147",
                "part": "35.10168",
                "small": "0.00001",
                "day": "2017-03-14",
                "time": "09:30",
                "yes": "TRUE",
                "digits": "2017-03",
            },
        )
    ]
