"""What every kind of cell is: how it is read, what it holds when empty, and how it is written again."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar


class CellFault(Exception):
    """A cell that does not hold what its column asks for; the text says why."""


@dataclass(frozen=True)
class Cell:
    """A kind of cell. ``empty`` is the value of a cell that says nothing."""

    empty: ClassVar[Any] = ""

    def parse(self, text: str) -> Any:
        """Turn a filled cell into its value; raises CellFault."""
        raise NotImplementedError

    def write(self, value: Any) -> str | int | Decimal:
        """Turn a value into what the exported cell holds; an empty value gives an empty text."""
        return "" if value is None else str(value)
