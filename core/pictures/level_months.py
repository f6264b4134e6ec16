"""How many projects stood on each level at the end of each month: columns of grey steps, named beside the last one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from core.pictures.fluid import NARROW, WIDE
from core.pictures.labels import text_width
from core.pictures.months import MonthSlots, month_slots

TOP = 22  # room for the number above the fullest column
TALL = 150
GROUND = TOP + TALL
HEIGHT = GROUND + 40
LINE = 17  # between two names beside the last column
SIZE = 13
NAME_LEFT = 10
BASE = 4.5  # from the middle of a line of text down to where it stands


@dataclass(frozen=True)
class Part:
    """The projects of one level in a month; `step` is the level's number, from 1."""

    x: float
    y: float
    height: float
    step: int


@dataclass(frozen=True)
class Total:
    """How many in all, above each column that has room for the number."""

    x: float
    y: float
    number: str
    wide_only: bool


@dataclass(frozen=True)
class Name:
    """A level beside its part of the last column: `y` is its line, `part_y` the middle of the part."""

    y: float
    part_y: float
    text: str
    step: int

    @property
    def line_y(self) -> float:
        return round(self.y - BASE, 1)


@dataclass(frozen=True)
class LevelMonths:
    """Everything that the template prints; names stand in a strip of `names_width` pixels beside the columns."""

    height: int
    ground: int
    width: float
    parts: tuple[Part, ...]
    totals: tuple[Total, ...]
    names: tuple[Name, ...]
    names_width: int
    months: MonthSlots


def level_months(
    months: Sequence[tuple[date, Sequence[int]]],
    names: Sequence[str],
    *,
    month_label: Callable[[date], str],
    year_label: Callable[[date], str],
) -> LevelMonths | None:
    """Lay out the months, each with how many stood on every level, the lowest first; None where nobody stood anywhere.

    `names` are those of the levels. Columns are stacked from the lowest level up.
    """
    most = max((sum(counts) for _month, counts in months), default=0)
    if not most:
        return None
    last = months[-1][1]
    shown = [f"{name} {number}" for name, number in zip(names, last, strict=True) if number]
    beside = ceil(max((text_width(text, SIZE, bold=True) for text in shown), default=0)) + NAME_LEFT
    narrow, wide = NARROW - beside, WIDE - beside
    slots = month_slots(
        [month for month, _counts in months], narrow=narrow, wide=wide, month_label=month_label, year_label=year_label
    )
    unit = TALL / most
    parts = [part for at, (_month, counts) in enumerate(months) for part in _column(slots.left(at), counts, unit)]
    return LevelMonths(
        height=HEIGHT,
        ground=GROUND,
        width=slots.column,
        parts=tuple(parts),
        totals=tuple(_totals([sum(counts) for _month, counts in months], slots, unit, narrow, wide)),
        names=tuple(_names(last, names, unit)),
        names_width=beside,
        months=slots,
    )


def _column(x: float, counts: Sequence[int], unit: float) -> list[Part]:
    parts, y = [], float(GROUND)
    for step, number in enumerate(counts, start=1):
        if number:
            y -= number * unit
            parts.append(Part(x, round(y, 1), round(number * unit, 1), step))
    return parts


def _totals(sums: Sequence[int], slots: MonthSlots, unit: float, narrow: float, wide: float) -> list[Total]:
    """Where the widest number has no room above every column, the first and the last alone have theirs."""
    last = len(sums) - 1
    needed = max(text_width(str(number), SIZE, bold=True) for number in sums) + 2
    fits, fits_wide = (needed <= slots.slot / 100 * place for place in (narrow, wide))
    return [
        Total(
            slots.middle(at),
            round(GROUND - number * unit - 6, 1),
            str(number),
            wide_only=not fits and at != last,
        )
        for at, number in enumerate(sums)
        if number and (fits_wide or at in (0, last))
    ]


def _names(last: Sequence[int], names: Sequence[str], unit: float) -> list[Name]:
    """Each beside the middle of its part; those of slim parts give way upwards, and down again from the upper edge."""
    middles: list[tuple[int, float]] = []
    y = float(GROUND)
    for step, number in enumerate(last, start=1):
        if number:
            middles.append((step, y - number * unit / 2))
            y -= number * unit
    lines: list[float] = []
    for _step, middle in middles:
        lines.append(min(middle + BASE, lines[-1] - LINE if lines else GROUND))
    before: float = SIZE - LINE
    for at in reversed(range(len(lines))):
        before = lines[at] = max(lines[at], before + LINE)
    return [
        Name(round(line, 1), round(middle, 1), f"{names[step - 1]} {last[step - 1]}", step)
        for (step, middle), line in zip(middles, lines, strict=True)
    ]
