"""Months side by side in a fluid picture: where each stands, and which names have room in a narrow place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from core.pictures.fluid import percent
from core.pictures.labels import text_width

SIZE = 12
GAP = 6
FULL = 9  # months from which on columns fill their slots
SHARE = 0.76  # of its slot that a column fills


@dataclass(frozen=True)
class MonthName:
    """A month's name in the middle of its slot; `wide_only` where a narrow place has no room for it."""

    x: float
    label: str
    wide_only: bool


@dataclass(frozen=True)
class YearName:
    """A year's number where its first month begins."""

    x: float
    label: str


@dataclass(frozen=True)
class MonthSlots:
    """The slots of the months, all alike; `slot` is the width of one in per cent."""

    slot: float
    names: tuple[MonthName, ...]
    years: tuple[YearName, ...]

    def middle(self, number: int) -> float:
        """Where the middle of a slot stands."""
        return round((number + 0.5) * self.slot, 2)

    @property
    def column(self) -> float:
        """How wide a column is, in per cent; of few months it is slim, as it would be among many."""
        return round(min(self.slot, 100 / FULL) * SHARE, 2)

    def left(self, number: int) -> float:
        """Where a column begins that stands in the middle of its slot."""
        return round((number + 0.5) * self.slot - self.column / 2, 2)


def month_slots(
    months: Sequence[date],
    *,
    narrow: float,
    wide: float,
    month_label: Callable[[date], str],
    year_label: Callable[[date], str],
) -> MonthSlots:
    """Lay out the months for a place `narrow` pixels wide, with more names from `wide` on.

    The last month always keeps its name, since it is what a reader looks for.
    """
    slot = percent(1, len(months))
    widest = max((text_width(month_label(month), SIZE) for month in months), default=0) + GAP
    many, every = (max(1, ceil(widest / (width * slot / 100))) if months else 1 for width in (wide, narrow))
    few = ceil(every / many) * many  # so that the narrow place leaves out every second or third of the wide one's
    last = len(months) - 1
    names = [
        MonthName(round((at + 0.5) * slot, 2), month_label(month), wide_only=bool((last - at) % few))
        for at, month in enumerate(months)
        if (last - at) % many == 0
    ]
    return MonthSlots(slot, tuple(names), tuple(_years(months, slot, narrow, year_label)))


def _years(months: Sequence[date], slot: float, narrow: float, label: Callable[[date], str]) -> list[YearName]:
    """Each year once, where it has room before the next one."""
    begins = [at for at, month in enumerate(months) if at == 0 or month.month == 1]
    found = []
    for at, after in zip(begins, [*begins[1:], len(months)], strict=True):
        if (after - at) * slot / 100 * narrow >= text_width(label(months[at]), SIZE, bold=True) + GAP:
            found.append(YearName(round(at * slot, 2), label(months[at])))
    return found
