"""Journeys as SVG, written from their geometry: the road of the stages, the strip of lists, the row of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.pictures.small import Counter, SmallJourney, SmallStop
    from core.pictures.stops import Part, Road, Stop
    from core.pictures.timeline import StrandTimeline, TimelineRow
    from core.pictures.timeline_labels import LabelText, PlacedLabel


def road_svg(road: Road) -> str:
    """The stages above the ghosts of their baselines."""
    pieces = [
        f'<rect class="wc-journey-{piece.kind}" x="{piece.x:g}" y="{road.y:g}" width="{piece.width:g}" '
        f'height="{road.height:g}" rx="1"/>'
        for piece in road.pieces
    ]
    return _path("ghost", "".join(road.ghosts)) + "".join(pieces)


def _path(kind: str, d: str) -> str:
    """Several shapes of one kind are one path."""
    return f'<path class="wc-journey-{kind}" d="{d}"/>' if d else ""


def parts_svg(parts: Iterable[Part]) -> str:
    """The paths of a stop."""
    return "".join(f'<path class="wc-journey-stop {part.css}" d="{part.d}"/>' for part in parts)


def _halo(stops: Iterable[SmallStop]) -> str:
    """What parts stops from all that lies below them."""
    return _path("halo", "".join(part.d for placed in stops for part in placed.parts))


def strip_svg(journey: SmallJourney, summary: str) -> str:
    """The strip of lists, one picture with one name."""
    today = ""
    if journey.today_x is not None:
        x = f"{journey.today_x:g}"
        today = (
            f'<path class="wc-journey-today" d="M{x} 5V{journey.height:g}"/>'
            f'<path class="wc-journey-triangle" d="M{x} 7l-4 -6h8Z"/>'
        )
    stops = _halo(journey.stops) + "".join(parts_svg(placed.parts) for placed in journey.stops)
    counters = "".join(_counter(one) for one in journey.counters)
    inside = road_svg(journey.road) + stops + counters + today
    return _svg("wc-journey wc-journey-small", journey.width, journey.height, summary, inside)


def row_svg(timeline: StrandTimeline, row: TimelineRow, summary: str) -> str:
    """One pairing of a timeline."""
    today = ""
    if timeline.today:
        today = f'<path class="wc-journey-today" d="M{timeline.today.x:g} 0V{timeline.row_height:g}"/>'
    inside = [
        road_svg(row.road),
        today,
        _path("ghost", "".join(row.ghosts)),
        _path("arrow", "".join(row.arrows)),
        _path("leader", "".join(label.leader for label in row.labels)),
        _halo(row.stops),
        *(_stop(placed) for placed in row.stops),
        *(f"<g>{_title(one.stops)}{_counter(one)}</g>" for one in row.counters),
        *(_label(label) for label in row.labels),
    ]
    return _svg("wc-journey", timeline.width, timeline.row_height, summary, "".join(inside))


def _svg(css: str, width: float, height: float, summary: str, inside: str) -> str:
    return (
        f'<svg class="{css}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(summary)}">{inside}</svg>'
    )


def _stop(placed: SmallStop) -> str:
    title, drawn = _title([placed.stop]), parts_svg(placed.parts)
    return f"{drawn[:-2]}>{title}</path>" if len(placed.parts) == 1 else f"<g>{title}{drawn}</g>"


def _title(stops: Iterable[Stop]) -> str:
    """What the pointer reads of stops."""
    said = "; ".join(", ".join(one for one in (stop.title, stop.note, stop.state) if one) for stop in stops)
    return f"<title>{escape(said)}</title>"


def _counter(counter: Counter) -> str:
    box, done = counter.box, " is-done" if counter.is_done else ""
    return (
        f'<rect class="wc-journey-counter{done}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
        f'height="{box.height:g}" rx="{box.left:g}"/><text class="wc-journey-counter-text{done}" '
        f'x="{counter.x:g}" y="{counter.y:g}" text-anchor="middle">{counter.text}</text>'
    )


def _label(label: PlacedLabel) -> str:
    flag = f'<path class="wc-journey-flag" d="{label.flag}"/>' if label.flag else ""
    late = " is-late" if label.words.is_late else ""
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return flag + "".join(
        f'<text class="wc-timeline-words{late}" x="{label.x:g}" y="{line.y:g}"{anchor}>'
        f"{_label_spans(label.words, line.title, line.rest)}</text>"
        for line in label.lines
    )


def _label_spans(words: LabelText, title: str, rest: str) -> str:
    name = f'<tspan lang="{words.lang}">{escape(title)}</tspan>' if words.lang and title else escape(title)
    apart = ' dx="6"' if title else ""
    return f'{name}<tspan class="wc-timeline-rest"{apart}>{escape(rest)}</tspan>' if rest else name
