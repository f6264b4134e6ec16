"""Pieces of a drawing as SVG: shapes and words by presentation attributes alone, in the colours of the house."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from core.pictures import labels
from core.pictures.labels import text_width
from core.plain_text import plain_text

WIDTH = 680
NARROW = 264  # on a phone: of a page 320 wide, so that its smallest words, of 9.5, are ten pixels there
INK, INK_2, INK_3, ROAD, GHOST = "#1a2129", "#46515c", "#5b6671", "#3a4550", "#8793a0"
LINE, HAIR, PAPER, LATE = "#c9d0d7", "#dfe4e9", "#ffffff", "#a1124d"
HUES = {"eu": "#2355a6", "counterpart": "#9e3d12"}
# From light to dark; neighbours differ in any print.
GREYS = ("#3a4550", "#6b7884", "#97a3ae", "#c3ccd4", "#e6eaee")


def drawing(parts: Iterable[str], *, height: float, width: float = WIDTH) -> str:
    """A drawing of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="Pretendard" font-size="12">{"".join(parts)}</svg>'
    )


def path(d: str, **paint: str | float) -> str:
    """An outline; the names of `paint` are attributes with an underscore for the hyphen."""
    return f'<path d="{d}"{_attributes(paint)}/>'


def rect(x: float, y: float, width: float, height: float, **paint: str | float) -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{_attributes(paint)}/>'


def words(
    x: float, y: float, text: str, *, size: float = 12, fill: str = INK_2, bold: bool = False, anchor: str = "start"
) -> str:
    """A line of text; what is no letter of a document is left out."""
    weight = ' font-weight="700"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    shown = escape(" ".join(plain_text(text).split()))
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{place}>{shown}</text>'


def words_in_two(
    x: float,
    y: float,
    text: str,
    rest: str,
    *,
    fills: tuple[str, str],
    size: float = 12,
    bold: bool = False,
    anchor: str = "start",
    edge: float = 0,
) -> str:
    """A line of text whose rest has a fill of its own; `edge` widens its letters, to lie below the line itself."""
    weight = ' font-weight="700"' if bold else ""
    stroke = f' stroke="{fills[0]}" stroke-width="{edge:g}" stroke-linejoin="round"' if edge else ""
    first, second = (escape(" ".join(plain_text(part).split())) for part in (text, rest))
    gap = ' dx="6"' if first else ""
    tail = f'<tspan{gap} fill="{fills[1]}">{second}</tspan>' if second else ""
    place = f'x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}"{weight}{stroke}'
    return f'<text {place}><tspan fill="{fills[0]}">{first}</tspan>{tail}</text>'


def _attributes(paint: dict[str, str | float]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in paint.items())


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """A name in up to `most` lines, broken between words; what has no room even so ends in an ellipsis."""
    return labels.wrapped(plain_text(text), room, size, bold=bold, most=most)


def legend(keys: Iterable[tuple[str, str, float]], y: float, *, width: float = WIDTH) -> tuple[list[str], float]:
    """Samples with their words in a row, in several where one is too short: the parts, and the height they take.

    Each key is its sample as SVG drawn from 0 rightwards around the height 0, its words, and the sample's width.
    """
    parts: list[str] = []
    x, line = 0.0, y
    for sample, text, reach in keys:
        needed = reach + 5 + text_width(text, 11)
        if x and x + needed > width:
            x, line = 0.0, line + 18
        parts.append(f'<g transform="translate({x:g} {line:g})">{sample}{words(reach + 5, 4, text, size=11)}</g>')
        x += needed + 18
    return parts, line - y + 18 if parts else 0.0
