"""Pairings as bows between dots: the hue of one side at its end, that of the other at the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.pictures.projection import Box, Point, rounded

BOW = 0.26  # of the way between two dots: how far the bow's control point lies off it
EDGE = 12  # the control point stays inside the picture, and with it the whole bow
SAMPLES = 40


@dataclass(frozen=True)
class Gradient:
    """From the EU end to the other end of a pairing, as a line in the picture."""

    name: str
    start: Point
    end: Point


@dataclass(frozen=True)
class Arc:
    """A bow from the EU end (`start`) to the other; a thin one joins one member of an alliance, or is one of many."""

    start: Point
    bend: Point
    end: Point
    gradient: str
    thin: bool

    @property
    def d(self) -> str:
        """The path."""
        return "M{:g} {:g}Q{:g} {:g} {:g} {:g}".format(*self.start, *self.bend, *self.end)

    @property
    def points(self) -> list[Point]:
        """Points along it."""
        return [self._at(number / SAMPLES) for number in range(SAMPLES + 1)]

    def _at(self, part: float) -> Point:
        rest = 1 - part
        x, y = (
            rest * rest * one + 2 * rest * part * bend + part * part * other
            for one, bend, other in zip(self.start, self.bend, self.end, strict=True)
        )
        return x, y


def bows(
    eu: Sequence[Point], other: Sequence[Point], frame: Box, gradient: str, *, many: bool
) -> tuple[list[Arc], Gradient]:
    """The bows of one pairing among `many`. Each member of an alliance is joined to the other's first city."""
    thin = many or len(eu) > 1 or len(other) > 1
    pairs = [(point, other[0]) for point in eu] + [(eu[0], point) for point in other[1:]]
    arcs = [Arc(start, _bend(start, end, frame), end, gradient, thin) for start, end in pairs]
    return arcs, Gradient(gradient, mean(eu), mean(other))


def _bend(start: Point, end: Point, frame: Box) -> Point:
    """Off the middle of the way, upwards; of a way straight up, to the west."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    up = -1 if dx > 0 or (dx == 0 and dy < 0) else 1
    x = (start[0] + end[0]) / 2 - up * dy * BOW
    y = (start[1] + end[1]) / 2 + up * dx * BOW
    left, right = min(frame.left + EDGE, start[0], end[0]), max(frame.right - EDGE, start[0], end[0])
    top, bottom = min(frame.top + EDGE, start[1], end[1]), max(frame.bottom - EDGE, start[1], end[1])
    return rounded((min(right, max(left, x)), min(bottom, max(top, y))))


def mean(points: Iterable[Point]) -> Point:
    """The middle of points, each counted alike."""
    columns, rows = zip(*points, strict=True)
    return rounded((sum(columns) / len(columns), sum(rows) / len(rows)))
