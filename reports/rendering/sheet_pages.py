"""A sheet to hang on a wall as data: what its template reads, whatever picture it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Written
from core.formats import format_moment
from core.pdf.coverage import drawable


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper across: its name in typst, how wide drawings are, how high one may be, and the size of words in points.

    Widths and heights are units of drawings, whose words are 12 high.
    """

    name: str
    width: float
    height: float
    points: float


PAPERS = {"a4": Paper("a4", 1080, 650, 8.5), "a3": Paper("a3", 1240, 790, 10.5)}


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The rows that stand below a picture; widths are shares of the line."""

    head: list[str]
    rows: Sequence[Sequence[Written]]
    widths: list[float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says, in one language, as the records stood at a moment in Brussels; one picture a page."""

    language: str
    paper: Paper
    strand: str
    days: str
    name: str
    pictures: list[str]
    alternative: str
    as_of: dt.datetime
    url: str
    is_invented: bool
    notes: list[str] = field(default_factory=list)
    table: SheetTable | None = None

    @property
    def title(self) -> str:
        """What the file is called as a document."""
        return f"{self.strand}: {self.name}"


def sheet_data(sheet: Sheet) -> dict[str, Any]:
    """What the template reads."""
    made = pgettext("sheet to print", "Made from the records of %(moment)s, Brussels time.")
    table = sheet.table
    return {
        "paper": sheet.paper.name,
        "points": sheet.paper.points,
        "name": sheet.name,
        "strand": sheet.strand,
        "days": sheet.days,
        "warning": _("Invented for demonstration: nothing here really happened.") if sheet.is_invented else "",
        "pictures": [drawable(picture).encode() for picture in sheet.pictures],
        "alternative": sheet.alternative,
        "notes": sheet.notes,
        "table": {"head": table.head, "rows": table.rows, "widths": table.widths} if table else None,
        "made": made % {"moment": format_moment(sheet.as_of)},
        "source": pgettext("sheet to print", "Source: %(url)s") % {"url": sheet.url},
    }
