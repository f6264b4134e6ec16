"""The days on which two sides were in touch, as ticks on one line, and the gap that runs up to today with its limit."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.periods import months_between
from core.pictures.fluid import NARROW, WIDE, percent, pixels
from core.pictures.labels import text_width
from core.pictures.shapes import Rect, Text

SIDES = ("eu", "counterpart")
TALL = 12
CLEAR = 2  # between the middle line and a tick
MIDDLE = 18
LABEL_Y = 48
HEIGHT = 54
SIZE = 12
ROOM = 8


@dataclass(frozen=True)
class Gap:
    """Days between two signs of life, or from the last one to today."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True)
class GapPicture:
    """Everything that the template prints: ticks, the running gap as x and width, where the limit is passed."""

    height: int
    middle: int
    ticks: tuple[Rect, ...]
    gap: tuple[float, float] | None
    label_x: float | None
    limit_x: float | None
    months: tuple[Text, ...]
    longest: Gap | None


def gap_picture(
    days: Mapping[str, Collection[date]],
    today: date,
    *,
    span: int,
    limit: int,
    gap_label: str,
    month_label: Callable[[date], str],
) -> GapPicture:
    """Lay out the last `span` days up to today; days outside of them are left out.

    `limit` is the number of days without contact that a strand allows; it is marked where the running gap passed it.
    `longest` is the longest gap in the span, the running one included; None where there was no day of contact.
    """
    first = today - timedelta(days=span - 1)

    def x_of(day: date) -> float:
        return percent((day - first).days + 0.5, span)

    known = {side: sorted({day for day in days.get(side, ()) if first <= day <= today}) for side in SIDES}
    ticks = [
        Rect(x_of(day), MIDDLE - CLEAR - TALL if side == "eu" else MIDDLE + CLEAR, 2.5, TALL, side)
        for side in SIDES
        for day in known[side]
    ]
    every = sorted({day for some in known.values() for day in some})
    gaps = [Gap(before, after) for before, after in pairwise([*every, today])]
    running = Gap(every[-1], today) if every and every[-1] < today else None
    start = x_of(running.first) if running else 100.0
    limit_x = x_of(running.first + timedelta(days=limit)) if running and running.days >= limit else None
    return GapPicture(
        height=HEIGHT,
        middle=MIDDLE,
        ticks=tuple(ticks),
        gap=(start, round(100 - start, 2)) if running else None,
        label_x=_label_x(start, limit_x, gap_label) if running else None,
        limit_x=limit_x,
        months=tuple(_months(first, today, x_of, month_label)),
        longest=max(gaps, key=lambda gap: gap.days, default=None),
    )


def _label_x(start: float, limit_x: float | None, label: str) -> float | None:
    """The middle of the gap, or of the wider part of it where the limit parts it; None where it has no room there."""
    edges = [start, 100.0] if limit_x is None else [start, limit_x, 100.0]
    left, right = max(pairwise(edges), key=lambda part: part[1] - part[0])
    fits = pixels(right - left) >= text_width(label, SIZE, bold=True) + ROOM
    return round((left + right) / 2, 2) if fits else None


def _months(first: date, today: date, x_of: Callable[[date], float], month_label: Callable[[date], str]) -> list[Text]:
    found: list[Text] = []
    narrow_end = wide_end = 0.0
    for day in months_between(first, today):
        if day < first:
            continue
        label, x = month_label(day), x_of(day)
        length = text_width(label, SIZE) + ROOM
        in_narrow = pixels(x) >= narrow_end and pixels(x) + length <= NARROW
        in_wide = pixels(x, WIDE) >= wide_end and pixels(x, WIDE) + length <= WIDE
        if in_narrow:
            narrow_end = pixels(x) + length
        if in_narrow or in_wide:
            wide_end = pixels(x, WIDE) + length
        found.append(Text(x, label if in_narrow or in_wide else "", wide_only=not in_narrow))
    return found
