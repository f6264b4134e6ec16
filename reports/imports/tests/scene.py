"""A strand into which its staff imports sheets; what is made is read back from the database."""

import io
from typing import Any

import xlsxwriter

from partnerships.tests.two_sides import TwoSides
from reports.imports.actions import read_cells
from reports.imports.services import begin_import, read_found
from reports.imports.work import store_import, undo_import
from reports.models import Import

CITIES = ["Name in English", "Name in Korean", "Side", "Country", "Latitude", "Longitude", "Time zone"]
SUWON = ["Suwon", "수원", "Partner country’s side", "South Korea", "37.2636", "127.0286", "Asia/Seoul"]
LEEDS = ["Leeds", "리즈", "EU side", "GB", "53.8008", "-1.5491", "Europe/London"]


def pasted(*rows: list[str]) -> str:
    """Cells as a spreadsheet copies them."""
    return "\n".join("\t".join(row) for row in rows)


def workbook(*rows: list[Any], sheet: str = "Sheet1") -> io.BytesIO:
    """The same as an XLSX file."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    target.seek(0)
    return target


class Importing:
    """Staff of the strand, who imports."""

    def __init__(self, sides: TwoSides, role: str = "staff") -> None:
        self.sides, self.strand, self.role = sides, sides.pairing.strand, role

    @property
    def who(self) -> dict[str, Any]:
        return self.sides.by(self.role)

    def country(self, side: str) -> str:
        """Where one of the two partners lies."""
        place = getattr(self.sides.pairing, side).partner.first_city
        return str(place.country) if place else ""

    def begin(self, kind: str, *rows: list[str], file: Any = None) -> Import:
        """Bring a sheet."""
        sheets = read_cells(file, pasted(*rows), kind, self.strand)
        return begin_import(**self.who, strand=self.strand, kind=kind, name="", sheets=sheets)

    def found(self, row: Import) -> dict[str, Any]:
        return read_found(row, **self.who)

    def faults(self, row: Import) -> list[tuple[int | None, str, str]]:
        """Row, column and what to do."""
        return [(one["row"], one["column"], one["reason"]) for one in self.found(row)["faults"]]

    def fates(self, row: Import) -> list[tuple[int, str, str]]:
        """Row, name and what becomes of it."""
        return [(line[1], line[2], line[3]) for line in self.found(row)["lines"]]

    def store(self, row: Import) -> str:
        return self.store_as(row, self.found(row)["digest"])

    def store_as(self, row: Import, seen: str) -> str:
        """Import what was seen at another time."""
        return store_import(row, **self.who, seen=seen)

    def undo(self, row: Import) -> str:
        return undo_import(row, **self.who)
