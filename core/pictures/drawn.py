"""Journeys as SVG, written from their geometry: large, as the strip of lists, as the row of a timeline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from core.pictures.stops import Part, Road, Stop, stop_parts
from core.pictures.strips import SMALL_HEIGHT, LargeJourney, Mark, PlacedStop, SmallJourney
from core.pictures.timeline import PlacedLabel, StrandTimeline, TimelineRow


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
    return "".join(f'<path class="wc-journey-stop {css}" d="{d}"/>' for d, css in parts)


def large_svg(journey: LargeJourney, title: str, summary: str, sides: Mapping[str, str]) -> str:
    """The large strip: each stop with its words, as a link where it has an address; `sides` are their names."""
    today, way, ticks = journey.today, journey.road, journey.ticks
    inside = [
        f'<title id="strip-title">{escape(title)}</title><desc id="strip-summary">{escape(summary)}</desc>',
        '<g aria-hidden="true">',
        *(_path(_year("grid", one.is_year), f"M{one.x:g} {journey.grid_top:g}V{journey.height:g}") for one in ticks),
        *(
            _path("leader", f"M{one.band.x:g} {one.leader_top:g}V{way.y:g}")
            for one in journey.names
            if one.leader_top is not None
        ),
        road_svg(way),
    ]
    for placed in journey.stops:
        parts = parts_svg(stop_parts(placed.stop, placed.bar))
        inside += [_path("ghost", placed.ghost), _path("arrow", placed.arrow), parts]
    if today:
        inside.append(_path("today", f"M{today.x:g} {today.top:g}V{today.bottom:g}"))
    inside += [
        *(_text(_year("month", one.is_year), one.label_x, journey.month_y, one.label) for one in ticks if one.label),
        *(_text("year", year.x, journey.year_y, year.text) for year in journey.years),
        "</g>",
        *(_text("name", one.x, one.y, one.text, lang_attribute(one.band.stage.lang)) for one in journey.names),
        *(_linked(placed, sides) for placed in journey.stops),
    ]
    if today:
        inside.append(
            f'<rect class="wc-journey-pill" x="{today.pill_x:g}" y="0" width="{today.pill_width:g}" '
            f'height="{today.pill_height:g}" rx="11"/>'
        )
        inside.append(_text("pill-text", today.label_x, today.label_y, today.label, ' text-anchor="middle"'))
    return (
        f'<svg class="wc-journey wc-journey-large" viewBox="0 0 {journey.width:g} {journey.height:g}" role="group" '
        f'aria-labelledby="strip-title strip-summary">{"".join(inside)}</svg>'
    )


def _year(kind: str, is_year: bool) -> str:
    return f"{kind} is-year" if is_year else kind


def lang_attribute(language: str) -> str:
    """Of an element whose words are not in the page's language."""
    return f' lang="{language}"' if language else ""


def _text(kind: str, x: float, y: float, text: str, more: str = "") -> str:
    return f'<text class="wc-journey-{kind}" x="{x:g}" y="{y:g}"{more}>{escape(text)}</text>'


def _linked(placed: PlacedStop, sides: Mapping[str, str]) -> str:
    """The words of a stop, and the area to click."""
    stop, label, hit = placed.stop, placed.label, placed.hit
    said = ", ".join(filter(None, (stop.title, sides[stop.side], stop.note, stop.state)))
    late = " is-late" if stop.overdue else ""
    words = (
        f"<title>{escape(said)}</title>"
        f'<rect class="wc-journey-hit" x="{hit.x:g}" y="{hit.y:g}" width="{hit.width:g}" height="{hit.height:g}" '
        'rx="4"/>'
        f"{_path('flag', label.flag)}"
        f'<text class="wc-journey-label" x="{label.x:g}" y="{label.y:g}" text-anchor="{label.anchor}">'
        f'<tspan class="wc-journey-label-title"{lang_attribute(stop.lang)}>{escape(label.title)}</tspan>'
        f"{_beside('note', label.note)}{_beside(f'state{late}', label.state)}</text>"
    )
    return f'<a class="wc-journey-link" href="{escape(stop.url)}">{words}</a>' if stop.url else f"<g>{words}</g>"


def _beside(kind: str, text: str) -> str:
    return f'<tspan class="wc-journey-label-{kind}" dx="6">{escape(text)}</tspan>' if text else ""


def _alone(marks: Iterable[Mark]) -> list[tuple[Sequence[Stop], list[Part]]]:
    """The stops that stand alone, with their paths."""
    return [(stops, stop_parts(stops[0], bar)) for stops, bar in marks if len(stops) == 1]


def _halo(alone: Iterable[tuple[Sequence[Stop], list[Part]]]) -> str:
    """What parts stops from all that lies below them."""
    return _path("halo", "".join(d for _stops, parts in alone for d, _css in parts))


def _counters(marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if len(mark[0]) > 1]


def strip_svg(journey: SmallJourney, summary: str) -> str:
    """The strip of lists, one picture with one name."""
    today = ""
    if journey.today_x is not None:
        x = f"{journey.today_x:g}"
        today = _path("today", f"M{x} 5V{SMALL_HEIGHT:g}") + _path("triangle", f"M{x} 7l-4 -6h8Z")
    alone, alike = _alone(journey.marks), defaultdict[str, str](str)
    for _stops, parts in alone:
        for d, css in parts:
            alike[css] += d
    stops = _halo(alone) + parts_svg((d, css) for css, d in alike.items())
    inside = [road_svg(journey.road), stops, *map(_counter, _counters(journey.marks)), today]
    return _svg("wc-journey wc-journey-small", journey.width, SMALL_HEIGHT, summary, inside)


def row_svg(timeline: StrandTimeline, row: TimelineRow, summary: str) -> str:
    """One pairing of a timeline."""
    alone = _alone(row.marks)
    inside = [
        road_svg(row.road),
        _path("today", f"M{timeline.today.x:g} 0V{timeline.row_height:g}") if timeline.today else "",
        _path("ghost", "".join(row.ghosts)),
        _path("arrow", "".join(row.arrows)),
        _path("leader", "".join(label.leader for label in row.labels)),
        _halo(alone),
        *(f"<g>{_title(stops)}{parts_svg(parts)}</g>" for stops, parts in alone),
        *(f"<g>{_title(mark[0])}{_counter(mark)}</g>" for mark in _counters(row.marks)),
        *map(_label, row.labels),
    ]
    return _svg("wc-journey", timeline.width, timeline.row_height, summary, inside)


def _svg(css: str, width: float, height: float, summary: str, inside: Iterable[str]) -> str:
    return (
        f'<svg class="{css}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(summary)}">{"".join(inside)}</svg>'
    )


def _title(stops: Iterable[Stop]) -> str:
    """What the pointer reads of stops."""
    said = "; ".join(", ".join(filter(None, (stop.title, stop.note, stop.state))) for stop in stops)
    return f"<title>{escape(said)}</title>"


def _counter(mark: Mark) -> str:
    """Several stops at nearly one place, as their number; solid when all are done."""
    stops, box = mark
    done = " is-done" if all(stop.status == "done" for stop in stops) else ""
    x, y, number = round(box.centre, 1), box.y + box.left + 4, str(len(stops))
    return (
        f'<rect class="wc-journey-counter{done}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
        f'height="{box.height:g}" rx="{box.left:g}"/>'
    ) + _text(f"counter-text{done}", x, y, number, ' text-anchor="middle"')


def _label(label: PlacedLabel) -> str:
    late, spans = " is-late" if label.words.is_late else "", []
    for y, title, rest in label.lines:
        name = f"<tspan{lang_attribute(label.words.lang)}>{escape(title)}</tspan>" if title else ""
        apart = ' dx="6"' if title else ""
        spans.append(
            f'<text class="wc-timeline-words{late}" x="{label.x:g}" y="{y:g}" text-anchor="{label.anchor}">{name}'
            + (f'<tspan class="wc-timeline-rest"{apart}>{escape(rest)}</tspan></text>' if rest else "</text>")
        )
    return _path("flag", label.flag) + "".join(spans)
