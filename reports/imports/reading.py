"""What comes as a sheet, read into cells: a workbook, a CSV file of any usual encoding, pasted cells, a whole pack."""

import csv
import io
import re
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_number
from core.pack.reading import Faults, cell_text, has_control_character, read_pack
from partnerships.documents.zipped import Budget, Packed

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000  # of the rectangle that a sheet spans: a lone cell far out makes a large one
_CODE_PAGES = ("cp949", "cp1252")
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_HIGH = re.compile(rb"[\x80-\xff]+")

# What is kept of it: tables by name, each its columns and its rows with their numbers; and the faults of its form.
type Sheets = dict[str, Any]


def read_sheet(file: IO[bytes] | None, text: str, names: set[str]) -> Sheets:
    """The cells of a sheet of one kind; its head is the first row of which two cells are among the folded `names`.

    Raises DomainError, field `file` or `cells`, for what is no sheet.
    """
    if file is None:
        return _sheet(_delimited(text, "cells"), names, "cells")
    content = file.read()
    if content.startswith(b"PK"):
        return _sheet(_workbook_rows(content), names, "file")
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise DomainError(_("This is neither an XLSX workbook nor a CSV file."), field="file")
    return _sheet(_delimited(_decode(content), "file"), names, "file")


def _sheet(rows: list[list[str]], names: set[str], field: str) -> Sheets:
    filled = [at for at, row in enumerate(rows) if any(row)]
    if not filled:
        raise DomainError(_("There are no cells in it."), field=field)
    from_top = filled[:20]
    head = next((at for at in from_top if sum(heading(cell) in names for cell in rows[at]) > 1), from_top[0])
    columns = rows[head]
    while columns and not columns[-1]:
        columns = columns[:-1]
    if len(columns) > MOST_COLUMNS:
        raise DomainError(_("The sheet has more than %(most)s columns.") % {"most": MOST_COLUMNS}, field=field)
    faults, kept = Faults(), []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(row):
            continue
        for at, cell in enumerate(row):
            column = columns[at] if at < len(columns) else ""
            if cell and not column:
                faults.add("", number, "", cell, _("This cell is outside the columns."))
            elif has_control_character(cell):
                faults.add("", number, column, ascii(cell), _("This text has a control character."))
        kept.append([number, [*row, *[""] * len(columns)][: len(columns)]])
    _check_size(len(kept), field)
    return {"tables": {"": [columns, kept]}, "faults": [fault.as_dict() for fault in faults]}


def heading(cell: str) -> str:
    """A column's name as names are compared: without case, blanks, marks of what is needed."""
    return re.sub(r"[\s*·._()/-]+", "", cell).casefold()


def _check_size(rows: int, field: str) -> None:
    if rows > MOST_ROWS:
        # How many more is not read.
        message = _("These are more than %(most)s rows. Import at most %(most)s at once.")
        raise DomainError(message % {"most": format_number(MOST_ROWS)}, field=field)


def _decode(content: bytes) -> str:
    """As text: Unicode, else Korean (CP949) or Western European, by how its letters lie.

    A Korean syllable is two bytes that are no ASCII; an accented letter of Europe stands between letters that are.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        pairs = sum(1 if len(run) % 2 == 0 else -1 for run in _HIGH.findall(content))
        encodings = ("utf-8-sig", *(_CODE_PAGES if pairs > 0 else _CODE_PAGES[::-1]))
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = _("The letters of this file cannot be read. Save it as XLSX, or as “CSV UTF-8”, and choose it again.")
    raise DomainError(message, field="file")


def _delimited(text: str, field: str) -> list[list[str]]:
    """Cells separated by tabs, as a spreadsheet copies them, else by semicolons or commas: what the first row has."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max("\t;,", key=first.count)
    csv.field_size_limit(1_000_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=mark != "\t"):
            rows.append([clean(cell) for cell in row])
            _check_size(len(rows) - 21, field)
    except csv.Error as broken:
        message = _("Row %(row)s is not well-formed: look for a stray quotation mark.")
        raise DomainError(message % {"row": len(rows) + 1}, field=field) from broken
    return rows


def clean(cell: str) -> str:
    """A cell with one kind of line ends and blanks, and none around it."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()


def _workbook_rows(content: bytes) -> list[list[str]]:
    """The rows of the first sheet that has any."""
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - few requests need it

    _check_packed(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            for name in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 22)
                found = [[clean(cell_text(cell)) for cell in row] for row in rows]
                if any(any(row) for row in found):
                    _check_size(len(found) - 21, "file")
                    return found
    except (CalamineError, OSError, ValueError) as broken:
        raise DomainError(_("This file is not an XLSX workbook."), field="file") from broken
    return []


def _check_packed(content: bytes) -> None:
    """Look through a packed file before anything unpacks it whole. Raises DomainError, field `file`."""
    try:
        for _inner in Packed(io.BytesIO(content), Budget(), depth=1).parts():
            pass
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    _check_span(packed.read(name))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise DomainError(_("The file is damaged. Save it again, then choose it."), field="file") from broken


def _check_span(sheet: bytes) -> None:
    rows, widest = 0, 0
    for column, row in _CELL.findall(sheet):
        place = 0
        for letter in column:
            place = place * 26 + letter - 64
        rows, widest = max(rows, int(row)), max(widest, place)
    if rows * widest > MOST_CELLS:
        message = _("A cell far away from the others makes the sheet too large. Copy the cells into a new sheet.")
        raise DomainError(message, field="file")


def read_whole_pack(file: IO[bytes]) -> Sheets:
    """The tables of a pack: an XLSX workbook, or CSV files in a ZIP file. Raises DomainError, field `file`."""
    content = file.read()
    if not content.startswith(b"PK"):
        raise DomainError(_("A pack is an XLSX workbook, or a ZIP file of CSV files."), field="file")
    _check_packed(content)
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if "xl/workbook.xml" in names:
                place /= "pack.xlsx"
                place.write_bytes(content)
            else:
                # By their last names alone: nothing is written anywhere else.
                for name in names:
                    if (last := PurePosixPath(name).name).lower().endswith(".csv") and not last.startswith("."):
                        (place / last).write_bytes(packed.read(name))
        tables = read_pack(place, faults)
    _check_size(sum(len(rows) for _columns, rows in tables.values()), "file")
    return {"tables": tables, "faults": [fault.as_dict() for fault in faults]}


def faults_of(sheets: Sheets) -> Faults:
    """The faults of its form, to which others are added."""
    found = Faults()
    for fault in sheets["faults"]:
        found.add(**fault)
    return found
