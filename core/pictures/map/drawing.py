"""A strand on the map: its partners as dots, its pairings as bows, members that stand close in an inset."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.pictures.map.labels import Label, Name
from core.pictures.map.panels import (
    COUNTERPART,
    EU,
    LABEL_SIZE,
    VENUE,
    Link,
    Panel,
    Place,
    draw,
    is_crowded,
)
from core.pictures.projection import Box, Point, View, extent, fit, height_in

# Pixels: as wide as a page of the portal, and as a phone. Both have texts of the same size.
WIDE, NARROW = 1152, 350
LEAST_HIGH, MOST_HIGH = 410, 640
TOP, BOTTOM = 84, 56
BESIDE_LEAST, BESIDE_MOST, LEADER = 120, 240, 56  # room for names at both sides, as their widths ask for it
INSET, INSET_HIGH, EDGE = 262, 340, 20
MOST_INSETS = 2  # at one side
# The smallest windows, in degrees of longitude, of the map and of an inset.
LEAST, LEAST_INSET = 18, 2.4
# The narrow picture: the way across without names, then each end and each alliance in a panel of its own.
ACROSS_LEAST, ACROSS_MOST = 150, 260
PANEL_LEAST, PANEL_MOST = 200, 330
PANEL_BESIDE, PANEL_BELOW, BETWEEN = 82, 34, 10


@dataclass(frozen=True)
class MapPicture:
    """Everything that is drawn: the first panel is the map, the others lie on it or below it.

    `ties` are lines from an inset to the dots that it shows larger; `unnamed` counts dots whose names found no room.
    """

    width: float
    height: float
    panels: tuple[Panel, ...]
    ties: tuple[tuple[Point, Point], ...]
    unnamed: int


@lru_cache(maxsize=64)
def wide_map(places: tuple[Place, ...], links: tuple[Link, ...], *, name: str) -> MapPicture | None:
    """The map as wide as a page, as high as its places need; None where no city's place is known.

    `name` begins the names of its gradients.
    """
    spots = _degrees(places)
    if not spots:
        return None
    halves = [[place for place in places if place.spots and _is_west(place, spots) == west] for west in (True, False)]
    left, right = _beside(halves[0]), WIDE - _beside(halves[1])
    first = fit(spots, Box(left, TOP, right, MOST_HIGH - BOTTOM), least=LEAST)
    west, east = ([place for place in half if is_crowded(place, first)][:MOST_INSETS] for half in halves)
    left += INSET if west else 0
    right -= INSET if east else 0
    high = height_in(spots, right - left, least=LEAST) + TOP + BOTTOM
    height = round(min(MOST_HIGH, max(LEAST_HIGH, high)))
    view = fit(spots, Box(left, TOP, right, height - BOTTOM), least=LEAST)
    boxes = [*_stacked(EDGE, height, len(west)), *_stacked(WIDE - EDGE - INSET, height, len(east))]
    insets = [_inset(place, box) for place, box in zip([*west, *east], boxes, strict=True)]
    main = draw(
        places,
        view,
        Box(0, 0, WIDE, height),
        links=links,
        gradients=name,
        keep_free=boxes,
        crowded=[place for place in places if is_crowded(place, view)],
    )
    ties = [_tie(place, box, main, view) for place, box in zip([*west, *east], boxes, strict=True)]
    return _picture(WIDE, height, [main, *insets], [tie for tie in ties if tie])


@lru_cache(maxsize=64)
def narrow_map(
    places: tuple[Place, ...], links: tuple[Link, ...], *, name: str, ends: tuple[Name, Name]
) -> MapPicture | None:
    """The map as wide as a phone: the way across, and below it both ends with the names, headed by `ends`."""
    spots = _degrees(places)
    if not spots:
        return None
    high = height_in(spots, NARROW - 3 * EDGE, least=LEAST) + 3 * EDGE
    top = round(min(ACROSS_MOST, max(ACROSS_LEAST, high)))
    across = Box(0, 0, NARROW, top)
    view = fit(spots, Box(1.5 * EDGE, 2 * EDGE, NARROW - 1.5 * EDGE, top - EDGE), least=LEAST)
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
    return _picture(NARROW, panels[-1].box.bottom, panels, [])


def _picture(width: float, height: float, panels: Sequence[Panel], ties: Sequence[tuple[Point, Point]]) -> MapPicture:
    return MapPicture(width, height, tuple(panels), tuple(ties), sum(panel.unnamed for panel in panels))


def _degrees(places: Sequence[Place]) -> list[Point]:
    return [spot.degrees for place in places for spot in place.spots]


def _beside(places: Sequence[Place]) -> float:
    """The room that the names of these places need between their dots and the edge."""
    widest = max((place.name.width(LABEL_SIZE) for place in places), default=0)
    return min(BESIDE_MOST, max(BESIDE_LEAST, widest + LEADER))


def _is_west(place: Place, spots: Sequence[Point]) -> bool:
    """Whether a place lies in the western half of the window around all."""
    west, _south, east, _north = extent(spots)
    ways = [(spot.longitude - (west + east) / 2 + 180) % 360 - 180 for spot in place.spots]
    return sum(ways) <= 0


def _stacked(x: float, height: float, count: int) -> list[Box]:
    """The frames of insets under each other at one side."""
    if not count:
        return []
    each = min(INSET_HIGH, (height - EDGE * (count + 1)) / count)
    return [Box(x, top, x + INSET, top + each) for top in (EDGE + number * (each + EDGE) for number in range(count))]


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
    found: tuple[list[Place], list[Place]] = ([], [])
    sides = {side: [place for place in places if place.side == side] for side in (EU, COUNTERPART)}
    for place in places:
        side = place.side
        if side == VENUE:
            side = min(sides, key=lambda one: _apart(place, sides[one]))
        found[0 if side == EU else 1].append(place)
    return found


def _apart(place: Place, others: Sequence[Place]) -> float:
    return min(
        (
            abs((one[0] - spot[0] + 180) % 360 - 180) + abs(one[1] - spot[1])
            for one in _degrees([place])
            for spot in _degrees(others)
        ),
        default=1000,
    )


def _tie(place: Place, box: Box, main: Panel, view: View) -> tuple[Point, Point] | None:
    """From an inset straight across to the name of what it shows; None where another name is in between."""
    label = next((one for one in main.labels if one.side == place.side and _shows(one, place)), None)
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


def _shows(label: Label, place: Place) -> bool:
    return " ".join(line.text for line in label.lines if line.text) == place.name.text
