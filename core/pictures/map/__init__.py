"""A strand on the map: `wide_map` and `narrow_map` draw it, from the places and links below."""

from core.pictures.map.drawing import MOST_HIGH, WIDE, MapPicture, narrow_map, wide_map
from core.pictures.map.grouping import grouped
from core.pictures.map.labels import Label, Mark, Name
from core.pictures.map.panels import COUNTERPART, EU, VENUE, Link, Panel, Place, Spot
from core.pictures.map.svg import WORLD, map_svg

__all__ = [
    "COUNTERPART",
    "EU",
    "MOST_HIGH",
    "VENUE",
    "WIDE",
    "WORLD",
    "Label",
    "Link",
    "MapPicture",
    "Mark",
    "Name",
    "Panel",
    "Place",
    "Spot",
    "grouped",
    "map_svg",
    "narrow_map",
    "wide_map",
]
