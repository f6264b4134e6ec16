"""A strand on the map: its partners as dots, its pairings as bows, members that stand close in an inset.

`wide_map` and `narrow_map` lay it out, `map_svg` writes it down; `grouped` bears many partners.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import combinations

from core.pictures.map_names import Label, Mark, Name, Taken, place_labels
from core.pictures.projection import Box, Point, View, extent, fit, height_in, rounded
from core.pictures.shapes import lang_of

UNITS = 25  # to a degree of the world's drawing, as scripts/outlines.py writes it
TURN, WEST, EAST = 360 * UNITS, -180 * UNITS, 191 * UNITS  # it ends where Siberia does


def ground_of(view: View, box: Box) -> tuple[Box, Box, tuple[int, ...]]:
    """What a view shows of the world in a box, no more than one turn: the box, the window, the turns of a panel."""
    half = view.turn / 2
    box = Box(max(box.left, view.left - half), box.top, min(box.right, view.left + half), box.bottom)
    west, east = (view.longitude(x) * UNITS for x in (box.left, box.right))
    window = Box(west, -view.rise(box.top) * UNITS, east, -view.rise(box.bottom) * UNITS)
    turns = tuple(turn for turn in (-TURN, 0, TURN) if west < turn + EAST and east > turn + WEST)
    return box, window, turns


# A gradient goes from the EU end of arcs to the other: x1, y1, x2, y2 in the box of each, by the end of its name.
WAYS = {"e": (0, 0, 1, 0), "w": (1, 0, 0, 0), "s": (0, 0, 0, 1), "n": (0, 1, 0, 0)}
BOW = 0.26  # of the way between two dots: how far the bow's control point lies off it
EDGE = 12  # the control point stays inside the picture, and with it the whole bow
SAMPLES = 40


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


def bows(eu: Sequence[Point], other: Sequence[Point], frame: Box, gradient: str, *, many: bool) -> list[Arc]:
    """The bows of one pairing among `many`. Each member of an alliance is joined to the other's first city."""
    thin = many or len(eu) > 1 or len(other) > 1
    pairs = [(point, other[0]) for point in eu] + [(eu[0], point) for point in other[1:]]
    (x, y), (end_x, end_y) = _mean(eu), _mean(other)
    across, down = end_x - x, end_y - y
    letter = ("e" if across > 0 else "w") if abs(across) >= abs(down) else ("s" if down > 0 else "n")
    return [Arc(start, _bend(start, end, frame), end, f"{gradient}-{letter}", thin) for start, end in pairs]


def _bend(start: Point, end: Point, frame: Box) -> Point:
    """Off the middle of the way, upwards; of a way straight up, to the west."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    up = -1 if dx > 0 or (dx == 0 and dy < 0) else 1
    x = (start[0] + end[0]) / 2 - up * dy * BOW
    y = (start[1] + end[1]) / 2 + up * dx * BOW
    left, right = min(frame.left + EDGE, start[0], end[0]), max(frame.right - EDGE, start[0], end[0])
    top, bottom = min(frame.top + EDGE, start[1], end[1]), max(frame.bottom - EDGE, start[1], end[1])
    return rounded((min(right, max(left, x)), min(bottom, max(top, y))))


def _mean(points: Iterable[Point]) -> Point:
    """The middle of points, each counted alike."""
    columns, rows = zip(*points, strict=True)
    return sum(columns) / len(columns), sum(rows) / len(rows)


EU, COUNTERPART, VENUE = "eu", "counterpart", "venue"
LABEL_SIZE = 14
HEAD = 32  # the title of a panel
RADIUS, MEMBER_RADIUS, VENUE_RADIUS = 5.5, 2.6, 4
# Members of one partner whose dots stand nearer than this, in pixels, are too near to tell apart.
CROWDED = 34
# Of more cities than this the dots are smaller, the bows thin, and a name stands at its dot or in the table alone.
MANY, RADIUS_OF_MANY = 48, 3.6
MOST_GROWN = 5  # pixels that the dot of several partners is larger


type Spot = tuple[Name, Point]  # a city: its name, and where it is in degrees, the longitude first


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


type Link = tuple[str, str]  # a pairing: the keys of its two places, the EU first


@dataclass(frozen=True)
class Panel:
    """A piece of the world in its frame, in pixels of the picture. `title` heads an inset; the map has none.

    The window of the world's drawing, in units of that, fills the ground; `turns` says how far east it is drawn: once,
    or twice where the window lies across the antimeridian. `unnamed` counts the dots whose names found no room.
    `tie` is a line from an inset to the name of what it shows larger.
    """

    box: Box
    title: Name | None
    ground: Box
    window: Box
    turns: tuple[int, ...]
    arcs: tuple[Arc, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    unnamed: int
    tie: tuple[Point, Point] | None = None

    @property
    def gradients(self) -> dict[str, tuple[int, int, int, int]]:
        """By name, the ways of those that its arcs have."""
        return {arc.gradient: WAYS[arc.gradient[-1]] for arc in self.arcs}


def is_crowded(place: Place, view: View) -> bool:
    """Whether two cities of a partner are too near to tell apart."""
    points = [view.point(*degrees) for _name, degrees in place.spots]
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
    points = {place.key: [rounded(view.point(*degrees)) for _name, degrees in place.spots] for place in places}
    arcs = tuple(
        arc
        for eu, other in links
        if points.get(eu) and points.get(other)
        for arc in bows(points[eu], points[other], ground, gradients, many=many)
    )
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
    shown = tuple(sorted(marks, key=lambda mark: mark.side != VENUE))  # the last is on top: venues below partners
    return Panel(box, title, *ground_of(view, ground), arcs, shown, tuple(labels), missing)


def _marks(place: Place, points: Sequence[Point], *, small: bool, many: bool) -> list[Mark]:
    if small:
        return [Mark(x, y, MEMBER_RADIUS, place.side, None) for x, y in points]
    radius = RADIUS_OF_MANY if many else VENUE_RADIUS if place.side == VENUE else RADIUS
    radius += min(MOST_GROWN, math.log2(place.partners))
    single = len(points) == 1
    return [
        Mark(x, y, radius, place.side, place.name if single else name)
        for (x, y), (name, _degrees) in zip(points, place.spots, strict=True)
    ]


def _group(place: Place, points: Sequence[Point]) -> Mark:
    """All cities of a place as one mark, of which only the name is drawn."""
    x, y = rounded(_mean(points))
    radius = max(math.dist((x, y), point) for point in points) + MEMBER_RADIUS
    return Mark(x, y, round(radius, 1), place.side, place.name)


# Pixels: as wide as a page of the portal, and as a phone. Both have texts of the same size.
WIDE, NARROW = 1152, 350
LEAST_HIGH, MOST_HIGH = 410, 640
MAP_TOP, MAP_BOTTOM = 84, 56
BESIDE_LEAST, BESIDE_MOST, LEADER = 120, 240, 56  # room for names at both sides, as their widths ask for it
INSET, INSET_HIGH, BORDER = 262, 340, 20
MOST_INSETS = 2  # at one side
# The smallest windows, in degrees of longitude, of the map and of an inset.
LEAST, LEAST_INSET = 18, 2.4
# The narrow picture: the way across without names, then each end and each alliance in a panel of its own.
ACROSS_LEAST, ACROSS_MOST = 150, 260
PANEL_LEAST, PANEL_MOST = 200, 330
PANEL_BESIDE, PANEL_BELOW, BETWEEN = 82, 34, 10


@lru_cache(maxsize=64)
def wide_map(places: tuple[Place, ...], links: tuple[Link, ...], *, name: str) -> tuple[Panel, ...]:
    """The map as wide as a page, as high as its places need, and its insets; nothing where no city's place is known.

    `name` begins the names of its gradients.
    """
    spots = _degrees(places)
    if not spots:
        return ()
    halves = [[place for place in places if place.spots and _is_west(place, spots) == west] for west in (True, False)]
    left, right = _beside(halves[0]), WIDE - _beside(halves[1])
    first = fit(spots, Box(left, MAP_TOP, right, MOST_HIGH - MAP_BOTTOM), least=LEAST)
    west, east = ([place for place in half if is_crowded(place, first)][:MOST_INSETS] for half in halves)
    left += INSET if west else 0
    right -= INSET if east else 0
    high = height_in(spots, right - left, least=LEAST) + MAP_TOP + MAP_BOTTOM
    height = round(min(MOST_HIGH, max(LEAST_HIGH, high)))
    view = fit(spots, Box(left, MAP_TOP, right, height - MAP_BOTTOM), least=LEAST)
    boxes = [*_stacked(BORDER, height, len(west)), *_stacked(WIDE - BORDER - INSET, height, len(east))]
    main = draw(
        places,
        view,
        Box(0, 0, WIDE, height),
        links=links,
        gradients=name,
        keep_free=boxes,
        crowded=[place for place in places if is_crowded(place, view)],
    )
    insets = zip([*west, *east], boxes, strict=True)
    return main, *(replace(_inset(place, box), tie=_tie(place, box, main)) for place, box in insets)


@lru_cache(maxsize=64)
def narrow_map(
    places: tuple[Place, ...], links: tuple[Link, ...], *, name: str, ends: tuple[Name, Name]
) -> tuple[Panel, ...]:
    """The map as wide as a phone: the way across, and below it both ends with the names, headed by `ends`."""
    spots = _degrees(places)
    if not spots:
        return ()
    high = height_in(spots, NARROW - 3 * BORDER, least=LEAST) + 3 * BORDER
    top = round(min(ACROSS_MOST, max(ACROSS_LEAST, high)))
    across = Box(0, 0, NARROW, top)
    view = fit(spots, Box(1.5 * BORDER, 2 * BORDER, NARROW - 1.5 * BORDER, top - BORDER), least=LEAST)
    panels = [draw(places, view, across, links=links, gradients=name, crowded=places, named=False)]
    alliances: list[Place] = []
    for title, group in zip(ends, _ends(places), strict=True):
        if not group:
            continue
        box, view = _below(panels[-1].box, _degrees(group), LEAST_INSET * 3)
        crowded = [place for place in group if is_crowded(place, view)]
        alliances += crowded
        panels.append(draw(group, view, box, title=title, crowded=crowded))
    for place in alliances[: 2 * MOST_INSETS]:
        box, _view = _below(panels[-1].box, _degrees([place]), LEAST_INSET)
        panels.append(_inset(place, box))
    return tuple(panels)


def _degrees(places: Sequence[Place]) -> list[Point]:
    return [degrees for place in places for _name, degrees in place.spots]


def _beside(places: Sequence[Place]) -> float:
    """The room that the names of these places need between their dots and the edge."""
    widest = max((place.name.width(LABEL_SIZE) for place in places), default=0)
    return min(BESIDE_MOST, max(BESIDE_LEAST, widest + LEADER))


def _is_west(place: Place, spots: Sequence[Point]) -> bool:
    """Whether a place lies in the western half of the window around all."""
    west, _south, east, _north = extent(spots)
    ways = [(longitude - (west + east) / 2 + 180) % 360 - 180 for _name, (longitude, _latitude) in place.spots]
    return sum(ways) <= 0


def _stacked(x: float, height: float, count: int) -> list[Box]:
    """The frames of insets under each other at one side."""
    if not count:
        return []
    each = min(INSET_HIGH, (height - BORDER * (count + 1)) / count)
    return [
        Box(x, top, x + INSET, top + each) for top in (BORDER + number * (each + BORDER) for number in range(count))
    ]


def _inset(place: Place, box: Box) -> Panel:
    """The cities of one partner, each with its name."""
    view = _view_in(box, _degrees([place]), LEAST_INSET)
    return draw([place], view, box, title=place.title or place.name)


def _view_in(box: Box, spots: Sequence[Point], least: float) -> View:
    room = Box(box.left + PANEL_BESIDE, box.top + 2 * PANEL_BELOW, box.right - PANEL_BESIDE, box.bottom - PANEL_BELOW)
    return fit(spots, room, least=least)


def _below(box: Box, spots: Sequence[Point], least: float) -> tuple[Box, View]:
    """The frame of the next panel of the narrow picture, as high as its places need."""
    high = height_in(spots, NARROW - 2 * PANEL_BESIDE, least=least) + 3 * PANEL_BELOW
    top = box.bottom + BETWEEN
    frame = Box(0, top, NARROW, top + round(min(PANEL_MOST, max(PANEL_LEAST, high))))
    return frame, _view_in(frame, spots, least)


def _ends(places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """The places of the EU side and those of the other; a venue stands with whichever it is nearer to."""
    sides = {side: [place for place in places if place.side == side] for side in (EU, COUNTERPART)}

    def side_of(place: Place) -> str:
        return min(sides, key=lambda one: _apart(place, sides[one])) if place.side == VENUE else place.side

    return [place for place in places if side_of(place) == EU], [place for place in places if side_of(place) != EU]


def _apart(place: Place, others: Sequence[Place]) -> float:
    return min(
        (
            abs((one[0] - spot[0] + 180) % 360 - 180) + abs(one[1] - spot[1])
            for one in _degrees([place])
            for spot in _degrees(others)
        ),
        default=1000,
    )


def _tie(place: Place, box: Box, main: Panel) -> tuple[Point, Point] | None:
    """From an inset straight across to the name of what it shows; None where another name is in between."""
    named = (one for one in main.labels if one.side == place.side)
    label = next((one for one in named if " ".join(text for _y, text, _ in one.lines if text) == place.name.text), None)
    if label is None:
        return None
    y = (label.box.top + label.box.bottom) / 2
    if not box.top < y < box.bottom:
        return None
    west = box.right < label.box.left
    start, end = (box.right, label.box.left - 2) if west else (box.left, label.box.right + 2)
    way = Box(min(start, end), y - 1, max(start, end), y + 1)
    others = [one.box for one in main.labels if one is not label]
    others += [Box(one.x - 5, one.y - 5, one.x + 5, one.y + 5) for one in main.marks]
    return None if any(way.meets(other) for other in others) else ((start, round(y, 1)), (round(end, 1), round(y, 1)))


# More dots and arcs than these tell nobody anything; a page would be heavy with them.
MOST_DOTS, MOST_ARCS = 40, 60
CELLS = (1, 2, 3, 4, 6, 8, 12, 20, 45)  # degrees within which partners share a dot, the first that is enough


def grouped(places: Sequence[Place], links: Sequence[Link]) -> tuple[tuple[Place, ...], tuple[Link, ...]]:
    """As few dots and arcs as a map bears; few enough stay as they are."""
    known = [place for place in places if place.spots]
    shown = list(dict.fromkeys(links))
    if len(known) <= MOST_DOTS and len(shown) <= MOST_ARCS:
        return tuple(places), tuple(shown)
    for cell in CELLS:
        groups: dict[tuple[str, int, int], list[Place]] = defaultdict(list)
        for place in known:
            if place.side != VENUE:
                longitude, latitude = _middle(place)
                groups[place.side, int(longitude // cell), int(latitude // cell)].append(place)
        keys = {place.key: group[0].key for group in groups.values() for place in group}
        joined = {(keys[eu], keys[counterpart]) for eu, counterpart in shown if eu in keys and counterpart in keys}
        if len(groups) <= MOST_DOTS and len(joined) <= MOST_ARCS:
            break
    return tuple(_one(group) for group in groups.values()), tuple(sorted(joined))


def _middle(place: Place) -> Point:
    return _mean(_degrees([place]))


def _one(group: Sequence[Place]) -> Place:
    """Several partners as one, by the name of the first and how many more they are."""
    first = group[0]
    if len(group) == 1:
        return first
    name = replace(first.name, text=f"{first.name.text} +{len(group) - 1}", beside="")
    spots = ((name, _mean(_middle(place) for place in group)),)
    return replace(first, name=name, spots=spots, title=None, partners=len(group))


WORLD = "vendor/world-atlas-2.0.2/world.svg"  # below static/


def map_svg(panels: Sequence[Panel], size: str, summary: str, world: str) -> str:
    """The picture with its name; `size` says where it is shown, "wide" or "narrow", `world` where the outlines lie.

    The first panel is the map, the others lie on it or below it.
    """
    inside = [*(_panel(one, world) for one in panels), *(_line(*one.tie) for one in panels if one.tie)]
    height = max(one.box.bottom for one in panels)
    return (
        f'<svg class="wc-picture wc-map wc-map--{size}" viewBox="0 0 {panels[0].box.width:g} {height:g}" role="img" '
        f'aria-label="{escape(summary)}">{"".join(inside)}</svg>'
    )


def _panel(panel: Panel, world: str) -> str:
    box = panel.box
    title = ""
    if panel.title:
        title = (
            f'<text class="wc-map-title" x="{box.left:g}" dx="12" y="{box.top:g}" dy="21"{lang_of(panel.title.lang)}>'
            f"{escape(panel.title.text)}</text>"
        )
    inside = [
        f'<rect class="wc-map-ground" x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}"/>',
        _ground(panel, world),
        *(
            f'<linearGradient id="{name}" x1="{x}" y1="{y}" x2="{end_x}" y2="{end_y}">'
            '<stop class="wc-map-hue--eu" offset=".3"/><stop class="wc-map-hue--counterpart" offset=".7"/>'
            "</linearGradient>"
            for name, (x, y, end_x, end_y) in panel.gradients.items()
        ),
        *(
            f'<path class="wc-map-arc{" wc-map-arc--thin" if arc.thin else ""}" d="{arc.d}" '
            f'stroke="url(#{arc.gradient})"/>'
            for arc in panel.arcs
        ),
        *(_line(*label.leader) for label in panel.labels if label.leader),
        *map(_mark, panel.marks),
        *(_text(label, *line) for label in panel.labels for line in label.lines),
        title,
    ]
    return f"<g{' class="wc-map-panel"' if panel.title else ''}>{''.join(inside)}</g>"


def _ground(panel: Panel, world: str) -> str:
    """Land and borders, of a file that all maps share and browsers keep; coloured as what uses it."""
    box, window = panel.ground, panel.window
    used = "".join(
        f'<use class="wc-map-{css}" href="{world}#{name}"{f' x="{turn}"' if turn else ""}/>'
        for turn in panel.turns
        for css, name in (("land", "land"), ("border", "borders"))
    )
    return (
        f'<svg x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}" '
        f'viewBox="{window.left:g} {window.top:g} {window.width:g} {window.height:g}" preserveAspectRatio="none">'
        f"{used}</svg>"
    )


def _line(start: Point, end: Point) -> str:
    return f'<path class="wc-map-leader" d="M{start[0]:g} {start[1]:g}L{end[0]:g} {end[1]:g}"/>'


def _mark(mark: Mark) -> str:
    """A disc, a ring, or for a venue a square."""
    if mark.side == VENUE:
        left, top, side = mark.x - mark.radius, mark.y - mark.radius, 2 * mark.radius
        return f'<path class="wc-map-dot wc-map-dot--venue" d="M{left:g} {top:g}h{side:g}v{side:g}h-{side:g}z"/>'
    middle = f'cx="{mark.x:g}" cy="{mark.y:g}"'
    if mark.side == COUNTERPART:
        shape = f'{middle} r="{mark.ring:g}" stroke-width="{mark.stroke:g}"'
        return f'<circle class="wc-map-dot wc-map-dot--counterpart" {shape}/>'
    return f'<circle class="wc-map-dot wc-map-dot--eu" {middle} r="{mark.radius:g}"/>'


def _text(label: Label, y: float, text: str, beside: str) -> str:
    own_script = f'{" " if text else ""}<tspan lang="ko">{escape(beside)}</tspan>' if beside else ""
    return (
        f'<text class="wc-map-name wc-map-name--{label.side}" x="{label.x:g}" y="{y:g}" '
        f'text-anchor="{label.anchor}"{lang_of(label.lang)}>{escape(text)}{own_script}</text>'
    )
