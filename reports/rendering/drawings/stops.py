"""The paint of milestones and stages: the classes that colour them on pages, as presentation attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GHOST, HAIR, HUES, INK, PAPER, ROAD

if TYPE_CHECKING:
    from core.pictures.stages import Road

_HUES = {**HUES, "road": ROAD}
_TINTS = {"eu": "#e9f0fa", "counterpart": "#fbeee6", "road": HAIR}


def paint_of(css: str) -> dict[str, str]:
    """The classes of a part of a stop as what paints it."""
    if "wc-journey-strike" in css:
        return {"fill": "none", "stroke": INK, "stroke_width": "1.6", "stroke_linecap": "round"}
    hue = next((name for name in _HUES if f"wc-journey-{name}" in css), "road")
    if "is-filled" in css:
        return {"fill": _HUES[hue], "stroke": _HUES[hue], "stroke_width": "1.2"}
    if "is-unknown" in css:
        dots = {"stroke_dasharray": "0.1 3.2", "stroke_linecap": "round"}
        return {"fill": PAPER, "stroke": _HUES[hue], "stroke_width": "1.6"} | dots
    if "is-cancelled" in css:
        return {"fill": _TINTS[hue], "stroke": _HUES[hue], "stroke_width": "1.2", "stroke_dasharray": "3 2"}
    return {"fill": PAPER, "stroke": _HUES[hue], "stroke_width": "1.2"}


OUTLINE, DOTTED = paint_of("wc-journey-road is-outline"), paint_of("wc-journey-road is-unknown")
# What was reported may lie on another stage's plan, whose edge must not show around it.
SOLID = {"fill": ROAD, "stroke": PAPER, "stroke_width": "2", "paint_order": "stroke"}
PIECES = {"done": SOLID, "unreported": DOTTED, "ahead": OUTLINE}


def draw_road(road: Road) -> Iterator[str]:
    """The stages of a road above the ghosts of their first plan."""
    for ghost in road.ghosts:
        yield canvas.path(ghost, fill="none", stroke=GHOST)
    for piece in road.pieces:
        yield canvas.rect(piece.x, road.y, piece.width, road.height, **PIECES[piece.kind])
