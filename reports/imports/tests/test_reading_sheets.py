"""Sheets as they come: encodings, separators, heads, numbers and dates; broken and hostile files are refused."""

import io
import zipfile

import pytest

from core.errors import DomainError
from reports.imports.reading import MOST_ROWS, heading, read_sheet, read_whole_pack
from reports.imports.tests.scene import workbook

pytestmark = pytest.mark.one_database

NAMES = {heading(name) for name in ("Name in English", "Name in Korean", "국문 이름")}
ROWS = [["Name in English", "Name in Korean"], ["Busan", "부산광역시"], ["Jinju", "진주시"]]


def cells(content: bytes) -> list[list[str]]:
    """Head and rows of a file."""
    columns, rows = read_sheet(io.BytesIO(content), "", NAMES)["tables"][""]
    return [columns, *(row for _number, row in rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_file_is_read_as_korean_excel_writes_it(encoding: str, mark: str) -> None:
    assert cells("\r\n".join(mark.join(row) for row in ROWS).encode(encoding)) == ROWS


def test_a_csv_file_of_western_excel_keeps_its_accents() -> None:
    text = "Name in English;Name\r\nMálaga;Ü\r\nLa Coruña;Þ"
    assert cells(text.encode("cp1252"))[1:] == [["Málaga", "Ü"], ["La Coruña", "Þ"]]


def test_what_stands_above_the_head_is_passed_over_and_rows_keep_their_numbers() -> None:
    sheets = read_sheet(None, "List of cities\t\n\t\nName in English\tName in Korean\n\t\nBusan\t부산\n", NAMES)
    assert sheets["tables"][""] == [["Name in English", "Name in Korean"], [[5, ["Busan", "부산"]]]]


def test_a_workbook_gives_numbers_as_they_are_written() -> None:
    rows = [["Name in English", "Name in Korean", "n"], ["=1+1", "-@+", 3400000], ["<script>", "", 35.1796]]
    found = read_sheet(workbook(*rows), "", NAMES)["tables"][""][1]
    assert found == [[2, ["=1+1", "-@+", "3400000"]], [3, ["<script>", "", "35.1796"]]]


def test_cells_outside_and_control_characters_are_faults_with_their_rows() -> None:
    sheets = read_sheet(None, "Name in English\tName in Korean\nBusan\t부산\tmore\nJin\x01ju\t진주", NAMES)
    assert [(fault["row"], fault["column"]) for fault in sheets["faults"]] == [(2, ""), (3, "Name in English")]


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b"0" * 50_000_000)
    return target.getvalue()


def far_away() -> bytes:
    content = workbook(["Name in English", "Name in Korean"], ["Busan", "부산"]).getvalue()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", far)
            new.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n \n",
        b"PK\x03\x04 broken",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(range(256)) * 4,
        b'Name in English,Name in Korean\n"Busan,1\n' * 3 + b'"a"b,c',
        b"a,b\n" * (MOST_ROWS + 30),
        workbook(["a", "b"]).getvalue()[:-200],
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        read_sheet(io.BytesIO(content), "", NAMES)
    assert (refused.value.field, str(refused.value)[-1:]) == ("file", ".")


def test_of_too_many_rows_no_number_is_said_that_nobody_counted() -> None:
    with pytest.raises(DomainError, match=r"^These are more than 20,000 rows"):
        read_sheet(io.BytesIO(b"a,b\n" * (MOST_ROWS * 5)), "", NAMES)


def test_bombs_are_refused_before_they_unpack() -> None:
    for content in (bomb(), far_away()):
        for read in (lambda file: read_sheet(file, "", NAMES), read_whole_pack):
            with pytest.raises(DomainError):
                read(io.BytesIO(content))


def test_a_pack_of_csv_files_is_read_from_wherever_they_lie_in_the_zip() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("../../pack/cities.csv", "code,name_en\nbusan,Busan\n")
        packed.writestr("pack/__MACOSX/._cities.csv", b"\x00")
        packed.writestr("pack/partners.csv", "코드\n".encode("cp949"))
    sheets = read_whole_pack(io.BytesIO(target.getvalue()))
    assert sheets["tables"]["cities"] == (["code", "name_en"], [(2, {"code": "busan", "name_en": "Busan"})])
    assert [(fault["table"], fault["reason"]) for fault in sheets["faults"]] == [
        ("partners", "These bytes are not UTF-8 text.")
    ]
