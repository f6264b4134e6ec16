"""The way of a pairing as one band that stands alone: a vector picture for files, readable in grey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from core.pictures.journey import StageBar, Stop, journey_span, large_journey, small_journey
from core.pictures.labels import text_width
from core.pictures.large import LargeJourney
from core.pictures.shapes import bar_path
from core.pictures.small import BAND_Y, SmallJourney
from core.plain_text import plain_text

WIDTH = 680
BELOW = 14  # room below the band for the ghost of the first plan
INK, INK_2, ROAD, GHOST, HAIR, LINE, PAPER = "#1a2129", "#46515c", "#3a4550", "#8793a0", "#dfe4e9", "#c9d0d7", "#ffffff"
HUES = {"eu": "#2355a6", "counterpart": "#9e3d12", "road": ROAD}
TINTS = {"eu": "#e9f0fa", "counterpart": "#fbeee6", "road": HAIR}

type DateLabel = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class StripLabels:
    """The words along the band."""

    month: DateLabel
    year: DateLabel
    today: str


def strip_svg(stages: Sequence[StageBar], stops: Sequence[Stop], today: date, labels: StripLabels) -> str:
    """The band with its stages by name and its milestones as marks; empty where no date is known at all."""
    large = large_journey(
        stages, stops, today, month_label=labels.month, year_label=labels.year, today_label=labels.today, width=WIDTH
    )
    small = small_journey(stages, stops, today, width=WIDTH, span=journey_span(stages, stops))
    if large is None or small is None:
        return ""
    height = large.road.y + large.road.height + BELOW
    inner = "".join(
        [*_axis(large, height), *_today(large, height), *_names(large), *_road(large), *_stops(small, large)]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
        f'font-family="Pretendard" font-size="12">{inner}</svg>'
    )


def _path(d: str, **paint: str) -> str:
    facts = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in paint.items())
    return f'<path d="{d}" {facts}/>'


def _said(words: str) -> str:
    return escape(plain_text(words).replace("\n", " "))


def _text(x: float, y: float, words: str, *, size: int = 12, fill: str = INK_2, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}"{weight}>{_said(words)}</text>'


def _axis(large: LargeJourney, height: float) -> Iterator[str]:
    for tick in large.axis.ticks:
        stroke = LINE if tick.is_year else HAIR
        yield _path(f"M{tick.x} {large.grid_top:g}V{height:g}", stroke=stroke, fill="none")
        if tick.label:
            yield _text(tick.label_x, large.month_y, tick.label, bold=tick.is_year)
    for year in large.axis.years:
        yield _text(year.x, large.year_y, year.label, bold=True)


def _names(large: LargeJourney) -> Iterator[str]:
    for name in large.names:
        if name.leader_top is not None:
            yield _path(f"M{name.band.x} {name.leader_top:g}V{large.road.y:g}", stroke=ROAD, fill="none")
        # A patch of paper below the words, so that no line runs through them.
        width = text_width(name.text, 13, bold=True)
        yield f'<rect x="{name.x - 2:g}" y="{name.y - 12:g}" width="{width + 4:g}" height="15" fill="{PAPER}"/>'
        yield _text(name.x, name.y, name.text, size=13, fill=INK, bold=True)


def _road(large: LargeJourney) -> Iterator[str]:
    road = large.road
    for ghost in road.ghosts:
        yield _path(ghost, fill="none", stroke=GHOST)
    for band in road.bands:
        place = f'x="{band.x:g}" y="{road.y:g}" height="{road.height:g}"'
        yield f'<rect {place} width="{band.width:g}" fill="{PAPER}" stroke="{ROAD}" stroke-width="1.2"/>'
        if band.solid_width:
            yield f'<rect {place} width="{band.solid_width:g}" fill="{ROAD}"/>'


def _stops(small: SmallJourney, large: LargeJourney) -> Iterator[str]:
    down = large.road.y + large.road.height / 2 - (BAND_Y + small.road.height / 2)
    yield f'<g transform="translate(0 {down:g})">'
    for stop in small.stops:
        for part in stop.parts:
            # What was done on a band that is behind would lie dark on dark.
            yield _path(part.d, fill="none", stroke=PAPER, stroke_width="4")
            yield _path(part.d, **paint_of(part.css))
    for counter in small.counters:
        fill, ink = (ROAD, PAPER) if counter.is_done else (PAPER, INK)
        yield _path(bar_path(counter.box), fill=fill, stroke=PAPER if counter.is_done else ROAD, stroke_width="1.6")
        yield (
            f'<text x="{counter.x:g}" y="{counter.y:g}" font-size="12" font-weight="700" fill="{ink}" '
            f'text-anchor="middle">{counter.text}</text>'
        )
    yield "</g>"


def paint_of(css: str) -> dict[str, str]:
    """The classes of a part of a stop as what paints it."""
    if "wc-journey-strike" in css:
        return {"fill": "none", "stroke": INK, "stroke_width": "1.6", "stroke_linecap": "round"}
    hue = next((name for name in HUES if f"wc-journey-{name}" in css), "road")
    if "is-filled" in css:
        return {"fill": HUES[hue], "stroke": HUES[hue], "stroke_width": "1.2"}
    if "is-unknown" in css:
        dots = {"stroke_dasharray": "0.1 3.2", "stroke_linecap": "round"}
        return {"fill": PAPER, "stroke": HUES[hue], "stroke_width": "1.6"} | dots
    if "is-cancelled" in css:
        return {"fill": TINTS[hue], "stroke": HUES[hue], "stroke_width": "1.2", "stroke_dasharray": "3 2"}
    return {"fill": PAPER, "stroke": HUES[hue], "stroke_width": "1.2"}


def _today(large: LargeJourney, height: float) -> Iterator[str]:
    today = large.today
    if today is None:
        return
    yield _path(f"M{today.x} {today.top:g}V{height:g}", stroke=INK, stroke_width="1.6", fill="none")
    yield (
        f'<rect x="{today.pill_x:g}" y="0" width="{today.pill_width:g}" height="{today.pill_height:g}" rx="11" '
        f'fill="{INK}"/>'
    )
    yield (
        f'<text x="{today.label_x:g}" y="{today.label_y:g}" font-size="12" font-weight="700" fill="{PAPER}" '
        f'text-anchor="middle">{_said(today.label)}</text>'
    )
