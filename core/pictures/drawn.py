"""Journeys as SVG, written from their geometry: large, as the strip of lists, as the row of a timeline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape

from core.pictures.large import LargeJourney, PlacedStop
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


def large_svg(journey: LargeJourney, title: str, summary: str, sides: Mapping[str, str]) -> str:
    """The large strip: each stop with its words, as a link where it has an address; `sides` are their names."""
    axis, today = journey.axis, journey.today
    inside = [f'<title id="strip-title">{escape(title)}</title><desc id="strip-summary">{escape(summary)}</desc>']
    inside.append('<g aria-hidden="true">')
    inside += [
        _path(_year("grid", tick.is_year), f"M{tick.x:g} {journey.grid_top:g}V{journey.height:g}")
        for tick in axis.ticks
    ]
    inside += [
        _path("leader", f"M{name.band.x:g} {name.leader_top:g}V{journey.road.y:g}")
        for name in journey.names
        if name.leader_top is not None
    ]
    inside.append(road_svg(journey.road))
    for placed in journey.stops:
        inside += [_path("ghost", placed.ghost), _path("arrow", placed.arrow), parts_svg(placed.parts)]
    if today:
        inside.append(_path("today", f"M{today.x:g} {today.top:g}V{today.bottom:g}"))
    inside += [
        _text(_year("month", tick.is_year), tick.label_x, journey.month_y, tick.label)
        for tick in axis.ticks
        if tick.label
    ]
    inside += [_text("year", year.x, journey.year_y, year.text) for year in axis.years]
    inside.append("</g>")
    inside += [_text("name", name.x, name.y, name.text, lang_attribute(name.band.stage.lang)) for name in journey.names]
    inside += [_linked(placed, sides) for placed in journey.stops]
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
    said = ", ".join(one for one in (stop.title, sides[stop.side], stop.note, stop.state) if one)
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


def strip_svg(journey: SmallJourney, summary: str) -> str:
    """The strip of lists, one picture with one name."""
    today = ""
    if journey.today_x is not None:
        x = f"{journey.today_x:g}"
        today = (
            f'<path class="wc-journey-today" d="M{x} 5V{journey.height:g}"/>'
            f'<path class="wc-journey-triangle" d="M{x} 7l-4 -6h8Z"/>'
        )
    alike: dict[str, str] = defaultdict(str)
    for part in (part for placed in journey.stops for part in placed.parts):
        alike[part.css] += part.d
    stops = _halo(journey.stops) + parts_svg(Part(d, css) for css, d in alike.items())
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
    return f"<g>{_title([placed.stop])}{parts_svg(placed.parts)}</g>"


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
    return flag + "".join(
        f'<text class="wc-timeline-words{late}" x="{label.x:g}" y="{line.y:g}" text-anchor="{label.anchor}">'
        f"{_label_spans(label.words, line.title, line.rest)}</text>"
        for line in label.lines
    )


def _label_spans(words: LabelText, title: str, rest: str) -> str:
    name = f"<tspan{lang_attribute(words.lang)}>{escape(title)}</tspan>" if title else ""
    apart = ' dx="6"' if title else ""
    return f'{name}<tspan class="wc-timeline-rest"{apart}>{escape(rest)}</tspan>' if rest else name
