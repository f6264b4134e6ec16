"""The values of a figure over time as a small line, with its target across."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.pictures.labels import text_width

WIDTH = 480
HEIGHT = 150
LEFT = 4
TOP = 22
BOTTOM = 122
LABEL_Y = 142
LABEL_SIZE = 12
GAP = 8


@dataclass(frozen=True)
class SeriesPoint:
    """One value: where it stands, and its number where there is room for it above."""

    x: float
    y: float
    label: str
    label_x: float
    day_label: str


@dataclass(frozen=True)
class SeriesPicture:
    """Everything that the template prints; `target_y` where there is a target, `line` the points as a path."""

    width: int
    height: int
    bottom: int
    label_y: int
    points: tuple[SeriesPoint, ...]
    line: str
    target_y: float | None


def series(
    values: Sequence[tuple[date, float]],
    *,
    target: float | None,
    number_label: Callable[[float], str],
    day_label: Callable[[date], str],
) -> SeriesPicture | None:
    """Lay out values in the order of their days; None for fewer than two, which are no line.

    The scale begins at zero, so that a small change does not look like a great one. A label that would
    run into the one before it is left out: the list beside the picture has all of them.
    """
    if len(values) < 2:
        return None
    ordered = sorted(values)
    first, last = ordered[0][0], ordered[-1][0]
    days = max((last - first).days, 1)
    most = max([value for _day, value in ordered] + ([target] if target is not None else [])) or 1
    widest = max(text_width(day_label(day), LABEL_SIZE) for day, _value in ordered)
    room = WIDTH - LEFT - max(widest, GAP)

    def y_of(value: float) -> float:
        return round(BOTTOM - value / most * (BOTTOM - TOP), 1)

    points: list[SeriesPoint] = []
    numbers_end = days_end = -GAP * 1.0
    for day, value in ordered:
        x = round(LEFT + (day - first).days / days * room, 1)
        number, day_text = number_label(value), day_label(day)
        number = number if x >= numbers_end + GAP else ""
        day_text = day_text if x >= days_end + GAP else ""
        if number:
            numbers_end = x + text_width(number, LABEL_SIZE, bold=True)
        if day_text:
            days_end = x + text_width(day_text, LABEL_SIZE)
        points.append(SeriesPoint(x, y_of(value), number, x, day_text))
    return SeriesPicture(
        width=WIDTH,
        height=HEIGHT,
        bottom=BOTTOM,
        label_y=LABEL_Y,
        points=tuple(points),
        line="M" + "L".join(f"{point.x} {point.y}" for point in points),
        target_y=None if target is None else y_of(target),
    )
