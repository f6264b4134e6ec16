"""Writing a strand as a pack: a folder of CSV files or one XLSX workbook."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.pack.stores import Table, root_table
from core.parts import parts

type Cells = list[str | int | Decimal]


def export_pack(strand: str, destination: Path) -> dict[str, int]:
    """Write the strand's records to ``destination``; gives the number of rows by table.

    A name that ends in ``.xlsx`` makes a workbook, any other a folder. Every table is written,
    an empty one as its header row. Raises DomainError where the strand or the place is unknown.
    """
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    model = root_table().store.model
    with transaction.atomic():
        root = model._default_manager.filter(code=strand).first()
        if root is None:
            raise DomainError(_("There is no strand with the code “%(code)s”.") % {"code": strand})
        contents = [(table, _rows(table, root, strand)) for table in parts().pack_tables]
        try:
            if destination.suffix.lower() == ".xlsx":
                return _write_workbook(contents, destination)
            return _write_folder(contents, destination)
        except (OSError, xlsxwriter.exceptions.XlsxFileError) as error:
            raise DomainError(_("This place cannot be written to: %(reason)s.") % {"reason": error}) from error


def _rows(table: Table, root: Any, strand: str) -> Iterator[Cells]:
    """The header row, then every record."""
    yield [column.name for column in table.columns]
    for values in table.exported(root):
        # The one column that no record keeps is the strand's own code.
        yield [column.cell.write(values[column.name] if column.kept_in else strand) for column in table.columns]


def _write_folder(contents: Iterable[tuple[Table, Iterator[Cells]]], folder: Path) -> dict[str, int]:
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table, rows in contents:
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            # Quoted as `core.columns.csv_text` has it, but without its apostrophes: it is read back as it was.
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            number = 0
            for number, row in enumerate(rows):  # noqa: B007 - the last number is the count
                writer.writerow(row)
        counts[table.name] = number
    return counts


def _write_workbook(contents: Iterable[tuple[Table, Iterator[Cells]]], path: Path) -> dict[str, int]:
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    path.parent.mkdir(parents=True, exist_ok=True)
    counts = {}
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        for table, rows in contents:
            sheet = workbook.add_worksheet(table.name)
            number = 0
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _write_cell(sheet, number, place, cell)
            counts[table.name] = number
    return counts


def _write_cell(sheet: Any, row: int, place: int, cell: str | int | Decimal) -> None:
    if isinstance(cell, str):
        if cell and sheet.write_string(row, place, cell):
            raise DomainError(_("A text is too long for a workbook; export to a folder instead."))
    else:
        sheet.write_number(row, place, cell)
