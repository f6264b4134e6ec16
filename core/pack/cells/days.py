"""Cells of days and hours."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from core.pack.cells.cell import Cell, CellFault
from core.periods import PartialDate

_DATE = re.compile(r"[0-9]{4}-([0-9]{2})(?:-[0-9]{2})?", re.ASCII)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})", re.ASCII)


@dataclass(frozen=True)
class Day(Cell):
    """A date whose form is its precision: day, month or year."""

    empty: ClassVar[Any] = None

    def parse(self, text: str) -> PartialDate:
        """Refuse other forms and days that no calendar has."""
        try:
            return PartialDate.parse(text)
        except ValueError:
            found = _DATE.fullmatch(text)
            if found is None:
                reason = _("A date is wanted: YYYY-MM-DD, YYYY-MM or YYYY.")
            else:
                reason = _("There is no such day.") if 1 <= int(found[1]) <= 12 else _("There is no such month.")
            raise CellFault(reason) from None

    def write(self, value: Any) -> str:
        """Give it in the form that says its precision."""
        return value.iso() if value else ""


@dataclass(frozen=True)
class Time(Cell):
    """A time of day, in hours and minutes; which clock it is read from is the table's to say."""

    empty: ClassVar[Any] = None

    def parse(self, text: str) -> dt.time:
        """Refuse other forms and hours that no clock has."""
        found = _TIME.fullmatch(text)
        if found is None:
            raise CellFault(_("A time is wanted: HH:MM, with 24 hours."))
        try:
            return dt.time(int(found[1]), int(found[2]))
        except ValueError:
            raise CellFault(_("There is no such time: a day goes from 00:00 to 23:59.")) from None

    def write(self, value: Any) -> str:
        """Give it in the same form."""
        return value.isoformat("minutes") if value else ""
