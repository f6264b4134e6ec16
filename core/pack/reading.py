"""Reading a pack: a folder of CSV files or one XLSX workbook becomes tables of text."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path

from django.utils.translation import gettext as _

_SHOWN_VALUE = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a pack must not contain, and where it stands.

    ``row`` is the row as a spreadsheet counts it (the column names are row 1), or None where
    the fault concerns the whole table; ``table`` is empty where it concerns the whole pack.
    """

    table: str
    row: int | None
    column: str
    value: str
    reason: str

    def as_dict(self) -> dict[str, str | int | None]:
        """Give the fault as plain values for JSON."""
        return asdict(self)


class Faults:
    """An ordered set of faults: a row that stands for many records complains only once."""

    def __init__(self) -> None:
        self._faults: dict[Fault, None] = {}

    def add(self, table: str, row: int | None, column: str, value: object, reason: str) -> None:
        """Remember one fault, with its value cut to a length that a terminal can show."""
        shown = "" if value is None else str(value)
        if len(shown) > _SHOWN_VALUE:
            shown = shown[: _SHOWN_VALUE - 1] + "…"
        self._faults[Fault(table, row, column, shown, reason)] = None

    def __bool__(self) -> bool:
        return bool(self._faults)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __len__(self) -> int:
        return len(self._faults)


class PackRefused(Exception):
    """The pack has faults; nothing of it was kept."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000


# A table as it was written: its columns, and of each row its number in the file and its filled cells by column.
type RawTable = tuple[list[str], list[tuple[int, dict[str, str]]]]


def read_pack(path: Path, faults: Faults) -> dict[str, RawTable]:
    """Read every table of the pack at ``path``; what cannot be read becomes a fault."""
    if path.is_dir():
        tables = _read_folder(path, faults)
    elif path.is_file():
        tables = _read_workbook(path, faults)
    else:
        faults.add("", None, "", path, _("There is no such folder or workbook."))
        return {}
    if not tables and not faults:
        faults.add("", None, "", path, _("There is no table in this pack."))
    return tables


def _read_folder(folder: Path, faults: Faults) -> dict[str, RawTable]:
    tables: dict[str, RawTable] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or not path.is_file():
            continue
        name = path.stem
        try:
            if path.stat().st_size > MAX_BYTES:
                faults.add(name, None, "", path.name, _("The file is too large."))
                continue
            content = path.read_bytes()
        except OSError:
            faults.add(name, None, "", path.name, _("The file cannot be read."))
            continue
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
            bad = content[error.start : error.end]
            faults.add(name, row, "", bad.hex(" "), _("These bytes are not UTF-8 text."))
            continue
        table = _table(name, _csv_records(name, text, faults), faults)
        if table is not None:
            tables[name] = table
    return tables


def _csv_records(name: str, text: str, faults: Faults) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number in count(1):
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.add(name, number, "", "", _("This row is not well-formed CSV: look for a stray quotation mark."))
            return


def _read_workbook(path: Path, faults: Faults) -> dict[str, RawTable]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - few requests need it

    if path.stat().st_size > MAX_BYTES:
        faults.add("", None, "", path.name, _("The file is too large."))
        return {}
    tables: dict[str, RawTable] = {}
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 2)
                records = ([cell_text(cell) for cell in row] for row in rows)
                table = _table(name, records, faults)
                if table is not None:
                    tables[name] = table
    except (CalamineError, OSError):
        faults.add("", None, "", path.name, _("This file is not an XLSX workbook."))
    return tables


def cell_text(cell: object) -> str:
    """Write a workbook's cell as a CSV file would have it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, dt.datetime):
        return (cell.date() if cell.time() == dt.time() else cell).isoformat()
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    return str(cell)


def _table(name: str, records: Iterable[list[str]], faults: Faults) -> RawTable | None:
    numbered = enumerate(records, start=1)
    _number, header = next(numbered, (1, []))
    columns = [column.strip() for column in header]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        faults.add(name, 1, "", "", _("The first row must hold the column names."))
        return None
    rows: list[tuple[int, dict[str, str]]] = []
    for index, column in enumerate(columns):
        if not column:
            faults.add(name, 1, "", "", _("A column has no name."))
        elif column in columns[:index]:
            faults.add(name, 1, column, column, _("This column is there twice."))
    for number, record in numbered:
        if number > MAX_ROWS:
            faults.add(name, number, "", "", _("The table has too many rows."))
            break
        cells: dict[str, str] = {}
        for index, cell in enumerate(record):
            # Line ends inside a cell differ between CSV and XLSX; one form keeps them equal.
            text = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
            if not text:
                continue
            if index >= len(columns):
                faults.add(name, number, "", text, _("This cell is outside the columns."))
            elif has_control_character(text):
                faults.add(name, number, columns[index], ascii(text), _("This text has a control character."))
                cells[columns[index]] = ""
            else:
                cells[columns[index]] = text
        if cells:
            rows.append((number, cells))
    return columns, rows


def has_control_character(text: str) -> bool:
    """Whether a text has a letter that no database keeps or no page shows."""
    return any((character < " " and character not in "\n\t") or character in "\x7f\ufffe\uffff" for character in text)
