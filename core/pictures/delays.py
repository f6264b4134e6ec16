"""Days of delay as bars on one scale: solid to the average, a line on to the worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pictures.fluid import percent
from core.pictures.shapes import Text

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MARKS = 4  # at most, beside the one at no day
ROOM = 0.9  # of the width that the longest scale takes, so that its last number has room


@dataclass(frozen=True)
class DelayBar:
    """One row: per cent of the width to the average and to the worst."""

    average: float
    worst: float


def delays(rows: Sequence[tuple[float, int] | None]) -> tuple[list[DelayBar | None], list[Text]]:
    """Average and worst of each row in days, None where nothing is known of it, and the marks of their scale."""
    most = max((row[1] for row in rows if row), default=0)
    step = next((step for step in STEPS if most <= step * MARKS), most)
    whole = max(most, step) / ROOM
    bars = [DelayBar(percent(row[0], whole), percent(row[1], whole)) if row else None for row in rows]
    marks = [Text(percent(days, whole), str(days)) for days in range(0, max(most, step) + 1, step)]
    return bars, marks
