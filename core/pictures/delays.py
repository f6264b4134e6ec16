"""Days of delay as bars on one scale: solid to the average, a line on to the worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pictures.fluid import percent

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MARKS = 4  # at most, beside the one at no day
ROOM = 0.9  # of the width that the longest scale takes, so that its last number has room


@dataclass(frozen=True)
class DelayBar:
    """One row: per cent of the width to the average and to the worst."""

    average: float
    worst: float


@dataclass(frozen=True)
class DelayMark:
    """A number of days on the scale."""

    x: float
    days: int


@dataclass(frozen=True)
class Delays:
    """A bar for each row, None where nothing is known of it, and the marks of their common scale."""

    bars: tuple[DelayBar | None, ...]
    marks: tuple[DelayMark, ...]


def delays(rows: Sequence[tuple[float, int] | None]) -> Delays:
    """Lay out average and worst of each row in days."""
    most = max((row[1] for row in rows if row), default=0)
    step = next((step for step in STEPS if most <= step * MARKS), most)
    whole = max(most, step) / ROOM
    bars = [DelayBar(percent(row[0], whole), percent(row[1], whole)) if row else None for row in rows]
    marks = [DelayMark(percent(days, whole), days) for days in range(0, max(most, step) + 1, step)]
    return Delays(tuple(bars), tuple(marks))
