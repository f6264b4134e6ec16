"""What is wrong with a pack: one fault per cell, gathered until all are known."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

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
        shown = str(value)
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
