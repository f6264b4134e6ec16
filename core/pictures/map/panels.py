"""A piece of the world with the places in it: land, bows, dots and their names."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.pictures.map.labels import Label, Mark, Name, Taken, place_labels
from core.pictures.projection import Box, Point, View, rounded

UNITS = 25  # to a degree of the world's drawing, as scripts/outlines.py writes it
TURN, WEST, EAST = 360 * UNITS, -180 * UNITS, 191 * UNITS  # it ends where Siberia does


@dataclass(frozen=True)
class Ground:
    """A box of the picture and the window of the world's drawing that fills it, in units of that drawing.

    `turns` says how far east it is drawn: once, or twice where the window lies across the antimeridian.
    """

    box: Box
    window: Box
    turns: tuple[int, ...]


def ground_of(view: View, box: Box) -> Ground:
    """What a view shows of the world in a box, no more of it than one turn."""
    half = view.turn / 2
    box = Box(max(box.left, view.left - half), box.top, min(box.right, view.left + half), box.bottom)
    west, east = (view.longitude(x) * UNITS for x in (box.left, box.right))
    window = Box(west, -view.rise(box.top) * UNITS, east, -view.rise(box.bottom) * UNITS)
    turns = tuple(turn for turn in (-TURN, 0, TURN) if west < turn + EAST and east > turn + WEST)
    return Ground(box, window, turns)


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
    ground: Ground
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
        ground=ground_of(view, ground),
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
