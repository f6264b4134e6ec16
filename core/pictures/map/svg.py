"""The map of a strand as SVG, written from its geometry."""

from html import escape

from core.pictures.map.drawing import MapPicture
from core.pictures.map.labels import Label, LabelLine, Mark
from core.pictures.map.panels import COUNTERPART, VENUE, Gradient, Ground, Panel
from core.pictures.projection import Point

WORLD = "vendor/world-atlas-2.0.2/world.svg"  # below static/


def map_svg(picture: MapPicture, size: str, summary: str, world: str) -> str:
    """The picture with its name; `size` says where it is shown, "wide" or "narrow", `world` where the outlines lie."""
    ties = "".join(_line(*tie) for tie in picture.ties)
    return (
        f'<svg class="wc-picture wc-map wc-map--{size}" viewBox="0 0 {picture.width:g} {picture.height:g}" role="img" '
        f'aria-label="{escape(summary)}">{"".join(_panel(one, world) for one in picture.panels)}{ties}</svg>'
    )


def _panel(panel: Panel, world: str) -> str:
    box = panel.box
    title = ""
    if panel.title:
        title = (
            f'<text class="wc-map-title" x="{box.left:g}" dx="12" y="{box.top:g}" dy="21"{_lang(panel.title.lang)}>'
            f"{escape(panel.title.text)}</text>"
        )
    inside = [
        f'<rect class="wc-map-ground" x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}"/>',
        _ground(panel.ground, world),
        *map(_gradient, panel.gradients),
        *(
            f'<path class="wc-map-arc{" wc-map-arc--thin" if arc.thin else ""}" d="{arc.d}" '
            f'stroke="url(#{arc.gradient})"/>'
            for arc in panel.arcs
        ),
        *(_line(*label.leader) for label in panel.labels if label.leader),
        *map(_mark, panel.marks),
        *(_text(label, line) for label in panel.labels for line in label.lines),
        title,
    ]
    return f"<g{' class="wc-map-panel"' if panel.title else ''}>{''.join(inside)}</g>"


def _ground(ground: Ground, world: str) -> str:
    """Land and borders, of a file that all maps share and browsers keep; coloured as what uses it."""
    box, window = ground.box, ground.window
    used = "".join(
        f'<use class="wc-map-{css}" href="{world}#{name}"{f' x="{turn}"' if turn else ""}/>'
        for turn in ground.turns
        for css, name in (("land", "land"), ("border", "borders"))
    )
    return (
        f'<svg x="{box.left:g}" y="{box.top:g}" width="{box.width:g}" height="{box.height:g}" '
        f'viewBox="{window.left:g} {window.top:g} {window.width:g} {window.height:g}" preserveAspectRatio="none">'
        f"{used}</svg>"
    )


def _gradient(hue: Gradient) -> str:
    x, y, end_x, end_y = hue.way
    return (
        f'<linearGradient id="{hue.name}" x1="{x}" y1="{y}" x2="{end_x}" y2="{end_y}">'
        '<stop class="wc-map-hue--eu" offset=".3"/><stop class="wc-map-hue--counterpart" offset=".7"/></linearGradient>'
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


def _text(label: Label, line: LabelLine) -> str:
    beside = f'{" " if line.text else ""}<tspan lang="ko">{escape(line.beside)}</tspan>' if line.beside else ""
    return (
        f'<text class="wc-map-name wc-map-name--{label.side}" x="{label.x:g}" y="{line.y:g}" '
        f'text-anchor="{label.anchor}"{_lang(label.lang)}>{escape(line.text)}{beside}</text>'
    )


def _lang(language: str) -> str:
    return f' lang="{language}"' if language else ""
