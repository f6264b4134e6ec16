"""Cells of numbers: whole ones and decimal ones."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from core.pack.cells.cell import Cell, CellFault

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)


@dataclass(frozen=True)
class Integer(Cell):
    """A whole number."""

    empty: ClassVar[Any] = None
    least: int = 0
    most: int = 2_147_483_647

    def parse(self, text: str) -> int:
        """Refuse fractions, separators and numbers out of range."""
        if not _INTEGER.fullmatch(text):
            raise CellFault(_("A whole number in plain digits is wanted."))
        return _in_range(int(text), self.least, self.most)

    def write(self, value: Any) -> str | int:
        """Give the number itself."""
        return "" if value is None else int(value)


@dataclass(frozen=True)
class Number(Cell):
    """A decimal number."""

    empty: ClassVar[Any] = None
    least: int
    most: int
    places: int = 5

    def parse(self, text: str) -> Decimal:
        """Refuse anything but digits and a point, and more digits than are kept."""
        if not _DECIMAL.fullmatch(text):
            raise CellFault(_("A decimal number is wanted, such as 35.10168."))
        number = _in_range(Decimal(text), self.least, self.most)
        if number != round(number, self.places):
            raise CellFault(_("At most %(places)d decimal places are kept.") % {"places": self.places})
        return number

    def write(self, value: Any) -> str | Decimal:
        """Give the number itself, without trailing noughts."""
        return "" if value is None else Decimal(f"{value.normalize():f}")


def _in_range[N: (int, Decimal)](number: N, least: int, most: int) -> N:
    if not least <= number <= most:
        raise CellFault(_("A number from %(least)d to %(most)d is wanted.") % {"least": least, "most": most})
    return number
