"""The activity of two sides as a barcode: a stroke a day on which a side did something, EU up and the other down."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.pictures.labels import text_width
from core.pictures.scale import DayScale, Span

WIDTH = 332
HEIGHT = 64
MIDDLE = 26
STROKE = 16
CLEAR = 3  # between the middle line and a stroke
LABEL_SIZE = 12
LABEL_ROOM = 10
DAYS = 183

SIDES = ("eu", "counterpart")


@dataclass(frozen=True)
class Stroke:
    """One day on which a side did something."""

    x: float
    top: float
    bottom: float
    side: str


@dataclass(frozen=True)
class Month:
    """A month's beginning on the line."""

    x: float
    label: str


@dataclass(frozen=True)
class Activity:
    """Everything that the template prints. `gap` is the silence up to today, as x and width."""

    width: int
    height: int
    middle: int
    strokes: tuple[Stroke, ...]
    months: tuple[Month, ...]
    gap: tuple[float, float] | None
    gap_label_x: float | None
    today_x: float


def activity(
    days: Mapping[str, Iterable[date]], today: date, *, month_label: Callable[[date], str], gap_label: str = ""
) -> Activity:
    """Lay out the half year up to today; days outside of it are left out.

    `gap_label` is written into the silence where it fits.
    """
    span = Span(today - timedelta(days=DAYS - 1), today)
    scale = DayScale(span, WIDTH, 0)
    known = {side: sorted({day for day in days.get(side, ()) if day in span}) for side in SIDES}
    strokes = [
        Stroke(
            scale.middle(day),
            MIDDLE - CLEAR - STROKE if side == "eu" else MIDDLE + CLEAR,
            MIDDLE - CLEAR if side == "eu" else MIDDLE + CLEAR + STROKE,
            side,
        )
        for side in SIDES
        for day in known[side]
    ]
    last = max((day for some in known.values() for day in some), default=None)
    gap = None
    if last is not None and last < today:
        left = scale.middle(last)
        gap = (left, round(scale.end(today) - left, 1))
    fits = gap is not None and gap[1] >= text_width(gap_label, LABEL_SIZE, bold=True) + LABEL_ROOM
    return Activity(
        width=WIDTH,
        height=HEIGHT,
        middle=MIDDLE,
        strokes=tuple(strokes),
        months=tuple(_months(scale, month_label)),
        gap=gap,
        gap_label_x=round(gap[0] + gap[1] / 2, 1) if gap and gap_label and fits else None,
        today_x=scale.end(today),
    )


def _months(scale: DayScale, month_label: Callable[[date], str]) -> Iterable[Month]:
    day = scale.span.first
    while day in scale.span:
        if day.day == 1:
            x, label = scale.start(day), month_label(day)
            yield Month(x, label if x + text_width(label, LABEL_SIZE) <= WIDTH else "")
        day += timedelta(days=1)
