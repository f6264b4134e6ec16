"""A piece of the world with the places in it: land, bows, dots and their names."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Literal

from core.pictures.map.labels import Label, Mark, Name, Taken, place_labels
from core.pictures.projection import Box, Point, View, rounded

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


@lru_cache(maxsize=2)
def world(kind: Literal["land", "borders"]) -> list[Outline]:
    """All land as rings, or all borders as lines, as `scripts/outlines.py` wrote them; they end at the antimeridian."""
    data = json.loads(WORLD.read_text(encoding="utf-8"))
    return [_outline(text, data["units"]) for text in data[kind]]


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
    for outline, shift in _in_box(world("land"), view, box):
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
        for outline, shift in _in_box(world("borders"), view, box)
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


WAYS = {"e": (0, 0, 1, 0), "w": (1, 0, 0, 0), "s": (0, 0, 0, 1), "n": (0, 1, 0, 0)}
BOW = 0.26  # of the way between two dots: how far the bow's control point lies off it
EDGE = 12  # the control point stays inside the picture, and with it the whole bow
SAMPLES = 40


@dataclass(frozen=True)
class Gradient:
    """From the EU end of arcs to the other, as a line in the box of each: `way` is x1, y1, x2, y2."""

    name: str
    way: tuple[int, int, int, int]


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
    (x, y), (end_x, end_y) = mean(eu), mean(other)
    across, down = end_x - x, end_y - y
    letter = ("e" if across > 0 else "w") if abs(across) >= abs(down) else ("s" if down > 0 else "n")
    hue = Gradient(f"{gradient}-{letter}", WAYS[letter])
    return [Arc(start, _bend(start, end, frame), end, hue.name, thin) for start, end in pairs], hue


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


EU, COUNTERPART, VENUE = "eu", "counterpart", "venue"
LABEL_SIZE = 14
HEAD = 32  # the title of a panel
RADIUS, MEMBER_RADIUS, VENUE_RADIUS = 5.5, 2.6, 4
# Members of one partner whose dots stand nearer than this, in pixels, are too near to tell apart.
CROWDED = 34
# Of more cities than this the dots are smaller, the bows thin, and a name stands at its dot or in the table alone.
MANY, RADIUS_OF_MANY = 48, 3.6
MOST_GROWN = 5  # pixels that the dot of several partners is larger
# How near the drawn land lies to its outline, in pixels: a map of half the world would be heavy, a panel is not.
NEAR, NEAR_IN_PANEL = 2.6, 1.4


@dataclass(frozen=True)
class Spot:
    """A city: its name and where it is, in degrees."""

    name: Name
    longitude: float
    latitude: float

    @property
    def degrees(self) -> Point:
        return self.longitude, self.latitude


@dataclass(frozen=True)
class Place:
    """A partner, or a venue, with those of its cities of which the place is known: `side` is eu, counterpart or venue.

    `name` is written at the dots of a partner whose cities stand close, `title` heads their inset. `partners` says of
    how many partners it is the one dot.
    """

    key: str
    side: str
    name: Name
    spots: tuple[Spot, ...]
    title: Name | None = None
    partners: int = 1


@dataclass(frozen=True)
class Link:
    """A pairing: the keys of its two places."""

    eu: str
    counterpart: str


@dataclass(frozen=True)
class Panel:
    """A piece of the world in its frame, in pixels of the picture. `title` heads an inset; the map has none.

    `unnamed` counts the dots whose names found no room.
    """

    box: Box
    title: Name | None
    land: str
    borders: str
    gradients: tuple[Gradient, ...] = ()
    arcs: tuple[Arc, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    unnamed: int = 0


def is_crowded(place: Place, view: View) -> bool:
    """Whether two cities of a partner are too near to tell apart."""
    points = [view.point(*spot.degrees) for spot in place.spots]
    return any(math.dist(one, other) < CROWDED for one, other in combinations(points, 2))


def draw(
    places: Sequence[Place],
    view: View,
    box: Box,
    *,
    title: Name | None = None,
    links: Sequence[Link] = (),
    gradients: str = "",
    keep_free: Iterable[Box] = (),
    crowded: Iterable[Place] = (),
    named: bool = True,
) -> Panel:
    """Draw places and their pairings as a view shows them in a box.

    A place of `crowded` gets small dots and one name for all; `keep_free` are the insets that lie on the box.
    `gradients` begins the names of the gradients, which are those of a whole page.
    """
    ground = Box(box.left, box.top + HEAD, box.right, box.bottom) if title else box
    near = NEAR_IN_PANEL if title else NEAR
    many = sum(len(place.spots) for place in places) > MANY
    points = {place.key: [rounded(view.point(*spot.degrees)) for spot in place.spots] for place in places}
    bent = [
        bows(points[link.eu], points[link.counterpart], ground, gradients, many=many)
        for link in links
        if points.get(link.eu) and points.get(link.counterpart)
    ]
    arcs = tuple(arc for some, _hue in bent for arc in some)
    together = {place.key for place in crowded}
    marks = [
        mark for place in places for mark in _marks(place, points[place.key], small=place.key in together, many=many)
    ]
    labels: list[Label] = []
    missing = 0
    if named:
        taken = Taken(ground.inner(4, 4), (point for arc in arcs for point in arc.points))
        for inset in keep_free:
            taken.add(inset)
        groups = [_group(place, points[place.key]) for place in places if place.key in together]
        labels, missing = place_labels([*marks, *groups], taken, LABEL_SIZE, leaders=not many)
    return Panel(
        box=box,
        title=title,
        land=land_path(view, ground, near),
        borders=border_path(view, ground, near),
        gradients=tuple(dict.fromkeys(hue for _arcs, hue in bent)),
        arcs=arcs,
        # The last is drawn on top: venues below partners.
        marks=tuple(sorted(marks, key=lambda mark: mark.side != VENUE)),
        labels=tuple(labels),
        unnamed=missing,
    )


def _marks(place: Place, points: Sequence[Point], *, small: bool, many: bool) -> list[Mark]:
    if small:
        return [Mark(x, y, MEMBER_RADIUS, place.side, None) for x, y in points]
    radius = RADIUS_OF_MANY if many else VENUE_RADIUS if place.side == VENUE else RADIUS
    radius += min(MOST_GROWN, math.log2(place.partners))
    single = len(points) == 1
    return [
        Mark(x, y, radius, place.side, place.name if single else spot.name)
        for (x, y), spot in zip(points, place.spots, strict=True)
    ]


def _group(place: Place, points: Sequence[Point]) -> Mark:
    """All cities of a place as one mark, of which only the name is drawn."""
    x, y = mean(points)
    radius = max(math.dist((x, y), point) for point in points) + MEMBER_RADIUS
    return Mark(x, y, round(radius, 1), place.side, place.name)
