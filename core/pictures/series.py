"""The values of a figure over time as a small line, with its target across."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.pictures.shapes import text_width

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
    """One value: where it stands, and its number and its day where there is room for them."""

    x: float
    y: float
    label: str
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

    xs = [round(LEFT + (day - first).days / days * room, 1) for day, _value in ordered]
    ys = [y_of(value) for _day, value in ordered]
    numbers = _with_room(xs, [number_label(value) for _day, value in ordered], bold=True)
    day_labels = _with_room(xs, [day_label(day) for day, _value in ordered], bold=False)
    points = tuple(map(SeriesPoint, xs, ys, numbers, day_labels))
    return SeriesPicture(
        width=WIDTH,
        height=HEIGHT,
        bottom=BOTTOM,
        label_y=LABEL_Y,
        points=points,
        line="M" + "L".join(f"{point.x} {point.y}" for point in points),
        target_y=None if target is None else y_of(target),
    )


def _with_room(xs: Sequence[float], labels: Sequence[str], *, bold: bool) -> list[str]:
    """The labels that begin at these places, empty where one would run into the one before it."""
    found = []
    end = -math.inf
    for x, label in zip(xs, labels, strict=True):
        fits = x >= end + GAP
        found.append(label if fits else "")
        end = x + text_width(label, LABEL_SIZE, bold=bold) if fits else end
    return found
