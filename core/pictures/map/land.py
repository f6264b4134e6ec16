"""The land and borders of the world in a view, thinned to what is seen at its size."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.pictures.projection import Box, Point, View

WORLD = Path(__file__).parents[1] / "world/outlines.json"

type Degrees = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """One ring of land, or one border, and the window in degrees that it lies in."""

    points: tuple[Degrees, ...]
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class World:
    """All land as rings, all borders between countries as lines; both end at the antimeridian."""

    land: tuple[Outline, ...]
    borders: tuple[Outline, ...]


@lru_cache(maxsize=1)
def world() -> World:
    """The outlines as `scripts/outlines.py` wrote them."""
    data = json.loads(WORLD.read_text(encoding="utf-8"))
    units = data["units"]
    return World(
        land=tuple(_outline(text, units) for text in data["land"]),
        borders=tuple(_outline(text, units) for text in data["borders"]),
    )


def _outline(text: str, units: int) -> Outline:
    points = tuple(decode(text, units))
    columns, rows = zip(*points, strict=True)
    return Outline(points, min(columns), min(rows), max(columns), max(rows))


def decode(text: str, units: int) -> list[Degrees]:
    """A line from its text: differences, five bits a character, the lowest first; the sign is the lowest bit."""
    steps = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points = []
    x = y = 0
    for index in range(0, len(steps), 2):
        x, y = x + steps[index], y + steps[index + 1]
        points.append((x / units, y / units))
    return points


# An island has this many square pixels at least.
LEAST_AREA = 12


@lru_cache(maxsize=256)
def land_path(view: View, box: Box, near: float) -> str:
    """All land in a box as one closed path that lies as near to the outlines, in pixels."""
    parts = []
    for outline, shift in _in_box(world().land, view, box):
        ring = _cut_ring(_projected(outline, view, shift), box)
        if len(ring) >= 3 and abs(_area(ring)) >= LEAST_AREA:
            middle = len(ring) // 2
            kept = _thin(ring[: middle + 1], near)[:-1] + _thin([*ring[middle:], ring[0]], near)
            parts.append(_written(kept, closed=True))
    return "".join(parts)


@lru_cache(maxsize=256)
def border_path(view: View, box: Box, near: float) -> str:
    """All borders between countries in a box as one path that lies as near to the outlines, in pixels."""
    lines = [
        _written(_thin(run, near), closed=False)
        for outline, shift in _in_box(world().borders, view, box)
        for run in _cut_line(_projected(outline, view, shift), box)
    ]
    return "".join(lines)


def _in_box(outlines: Iterable[Outline], view: View, box: Box) -> Iterable[tuple[Outline, int]]:
    """The outlines that lie in a box, each as often as the globe turns into it: once where it is less than a turn."""
    box = _one_turn(view, box)
    for outline in outlines:
        if view.y(outline.south) < box.top or view.y(outline.north) > box.bottom:
            continue
        for shift in (-360, 0, 360):
            if view.x(outline.east + shift) > box.left and view.x(outline.west + shift) < box.right:
                yield outline, shift


def _one_turn(view: View, box: Box) -> Box:
    middle = view.left
    return Box(max(box.left, middle - view.turn / 2), box.top, min(box.right, middle + view.turn / 2), box.bottom)


def _projected(outline: Outline, view: View, shift: int) -> list[Point]:
    return [(view.x(longitude + shift), view.y(latitude)) for longitude, latitude in outline.points]


def _cut_ring(ring: Sequence[Point], box: Box) -> list[Point]:
    """A ring cut at the four edges, one after another (Sutherland-Hodgman)."""
    found = list(ring)
    for axis, edge, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1)):
        cut: list[Point] = []
        for last, here in zip([found[-1], *found[:-1]] if found else [], found, strict=True):
            was, inside = ((point[axis] - edge) * sign >= 0 for point in (last, here))
            if was != inside:
                cut.append(_crossing(last, here, axis, edge))
            if inside:
                cut.append(here)
        found = cut
    return found


def _crossing(one: Point, other: Point, axis: int, edge: float) -> Point:
    part = (edge - one[axis]) / (other[axis] - one[axis])
    across = one[1 - axis] + (other[1 - axis] - one[1 - axis]) * part
    return (edge, across) if axis == 0 else (across, edge)


def _cut_line(line: Sequence[Point], box: Box) -> list[list[Point]]:
    """The pieces of a line that lie in a box; a stretch across its edge ends at the last point inside."""
    runs: list[list[Point]] = [[]]
    for x, y in line:
        if box.left <= x <= box.right and box.top <= y <= box.bottom:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _thin(points: list[Point], near: float) -> list[Point]:
    """A line with only the points that tell at this size (Douglas-Peucker); its ends stay."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x, y), (end_x, end_y) = points[first], points[last]
        dx, dy = end_x - x, end_y - y
        length = dx * dx + dy * dy
        far, worst = 0.0, first
        for index in range(first + 1, last):
            px, py = points[index][0] - x, points[index][1] - y
            away = (px * dy - py * dx) ** 2 / length if length else px * px + py * py
            if away > far:
                far, worst = away, index
        if far > near * near:
            kept.add(worst)
            spans += [(first, worst), (worst, last)]
    return [points[index] for index in sorted(kept)]


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2


def _written(points: Sequence[Point], *, closed: bool) -> str:
    """Whole pixels, each point as the step from the one before."""
    (left, top), *rest = ((round(x), round(y)) for x, y in points)
    steps = []
    x, y = left, top
    for here in rest:
        if here != (x, y):
            steps.append(f"{here[0] - x} {here[1] - y}")
            x, y = here
    if len(steps) < (2 if closed else 1):
        return ""
    line = " ".join(steps).replace(" -", "-")
    return f"M{left} {top}l{line}{'z' if closed else ''}"
