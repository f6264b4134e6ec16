"""Many partners on one map: those that lie near each other share a dot, and their pairings an arc."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.pictures.map.panels import VENUE, Link, Place
from core.pictures.projection import Point

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
        joined = {
            Link(keys[link.eu], keys[link.counterpart])
            for link in shown
            if link.eu in keys and link.counterpart in keys
        }
        if len(groups) <= MOST_DOTS and len(joined) <= MOST_ARCS:
            break
    return tuple(_one(group) for group in groups.values()), tuple(
        sorted(joined, key=lambda link: (link.eu, link.counterpart))
    )


def _middle(place: Place) -> Point:
    return _mean(spot.degrees for spot in place.spots)


def _mean(points: Iterable[Point]) -> Point:
    columns, rows = zip(*points, strict=True)
    return sum(columns) / len(columns), sum(rows) / len(rows)


def _one(group: Sequence[Place]) -> Place:
    """Several partners as one, by the name of the first and how many more they are."""
    first = group[0]
    if len(group) == 1:
        return first
    name = replace(first.name, text=f"{first.name.text} +{len(group) - 1}", beside="")
    spot = replace(first.spots[0], name=name)
    longitude, latitude = _mean(_middle(place) for place in group)
    return replace(
        first,
        name=name,
        spots=(replace(spot, longitude=longitude, latitude=latitude),),
        title=None,
        partners=len(group),
    )
