"""The map of a strand as it stands in files: the picture of the page, by presentation attributes alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from core.pictures.map import LABEL_SIZE
from core.plain_text import plain_text
from reports.rendering.drawings.canvas import GHOST, HUES, INK, INK_2, INK_3, LINE, PAPER, drawing, path, rect, words

if TYPE_CHECKING:
    from core.pictures.map import Label, MapPicture, Mark, Panel

GROUND, LAND = "#f6f7f9", "#e1e5ea"
TITLE_SIZE = 13


def map_svg(picture: MapPicture) -> str:
    """The drawing, as wide and high as the picture; a file scales it to its own width."""
    parts = []
    for number, panel in enumerate(picture.panels):
        parts += _panel(panel, framed=number > 0)
    for (x, y), (end_x, end_y) in picture.ties:
        parts.append(path(f"M{x:g} {y:g}L{end_x:g} {end_y:g}", stroke=INK_3, stroke_width=1, fill="none"))
    return drawing(parts, width=picture.width, height=picture.height)


def _panel(panel: Panel, *, framed: bool) -> list[str]:
    box = panel.box
    edge = {"stroke": LINE} if framed else {}
    parts = [rect(box.left, box.top, box.width, box.height, fill=PAPER if framed else GROUND, **edge)]
    if panel.land:
        parts.append(path(panel.land, fill=LAND))
    if panel.borders:
        parts.append(path(panel.borders, fill="none", stroke=PAPER if framed else GROUND, stroke_width=1))
    parts += [
        f'<linearGradient id="{hue.name}" gradientUnits="userSpaceOnUse" x1="{hue.start[0]:g}" y1="{hue.start[1]:g}" '
        f'x2="{hue.end[0]:g}" y2="{hue.end[1]:g}"><stop offset="0.3" stop-color="{HUES["eu"]}"/>'
        f'<stop offset="0.7" stop-color="{HUES["counterpart"]}"/></linearGradient>'
        for hue in panel.gradients
    ]
    parts += [
        path(arc.d, fill="none", stroke=f"url(#{arc.gradient})", stroke_width=0.9 if arc.thin else 2)
        for arc in panel.arcs
    ]
    parts += [_mark(mark) for mark in panel.marks]
    for label in panel.labels:
        parts += _label(label, PAPER if framed else GROUND)
    if panel.title:
        parts.append(words(box.left + 12, box.top + 21, panel.title.text, size=TITLE_SIZE, fill=INK, bold=True))
    return parts


def _mark(mark: Mark) -> str:
    """A full disc for the EU, a ring for the other side, a hollow square for a venue: told apart without colour."""
    if mark.side == "venue":
        side = 2 * mark.radius
        return rect(mark.x - mark.radius, mark.y - mark.radius, side, side, fill=PAPER, stroke=INK_2, stroke_width=1.4)
    hue = HUES[mark.side]
    if mark.side == "eu":
        return f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.radius:g}" fill="{hue}" stroke="{PAPER}"/>'
    return (
        f'<circle cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.ring:g}" fill="{PAPER}" stroke="{hue}" '
        f'stroke-width="{mark.stroke:g}"/>'
    )


def _label(label: Label, ground: str) -> list[str]:
    hue = HUES.get(label.side, INK_2)
    parts = []
    if label.leader:
        (x, y), (end_x, end_y) = label.leader
        parts.append(path(f"M{x:g} {y:g}L{end_x:g} {end_y:g}", stroke=GHOST, stroke_width=1, fill="none"))
    weight = "" if label.side == "venue" else ' font-weight="700"'
    for line in label.lines:
        text = escape(" ".join(plain_text(f"{line.text} {line.beside}").split()))
        place = f'x="{label.x:g}" y="{line.y:g}" font-size="{LABEL_SIZE}" text-anchor="{label.anchor}"{weight}'
        # The edge is a text of its own below: not everything that sets SVG knows paint-order.
        parts.append(f'<text {place} fill="{ground}" stroke="{ground}" stroke-width="3.5">{text}</text>')
        parts.append(f'<text {place} fill="{hue}">{text}</text>')
    return parts
