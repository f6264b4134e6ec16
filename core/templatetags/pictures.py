"""Tags of what pictures and tables of pairings are made of: journeys as SVG, links, states with their icons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, pgettext, pgettext_lazy

from core.formats import format_number
from core.pictures.stops import Kind, Part, Road, StageBar, Stop, stop_parts
from core.pictures.strips import SMALL_HEIGHT, LargeJourney, Mark, PlacedStop, SmallJourney, UprightLine, mark_parts
from core.pictures.timeline import PlacedLabel, StrandTimeline, TimelineRow
from core.templatetags.portal import side_badge, spanned, text

register = template.Library()


@register.simple_tag(takes_context=True)
def journey_large(context: Any, journey: LargeJourney) -> SafeString:
    """The large strip, which scrolls where it has no room."""
    svg = _large_svg(journey, _("Journey"), context["summary"], _sides(context))
    return mark_safe(  # noqa: S308 - escapes what it is given
        f'<div class="wc-journey-scroll" role="group" aria-labelledby="strip-title">{svg}</div>'
    )


def _sides(context: Any) -> dict[str, str]:
    """Whose a stop is, by name."""
    return {"eu": context["eu_name"], "counterpart": context["counterpart_name"], "both": _("Both sides")}


@register.simple_tag(takes_context=True)
def journey_upright(context: Any, items: Iterable[UprightLine]) -> SafeString:
    """The same as a timetable, for narrow screens."""
    sides = _sides(context)
    lines = "".join(_upright(*item, sides, context["today_label"]) for item in items)
    return mark_safe(f'<ol class="wc-journey-upright">{lines}</ol>' if lines else "")  # noqa: S308 - is escaped


def _upright(road: Kind, one: StageBar | Stop | None, sides: dict[str, str], today: str) -> str:
    css = "wc-journey-upright"
    if isinstance(one, Stop):
        stop, parts = one, mark_parts(one)
        halo = parts_svg((d, "wc-journey-halo") for d, _css in parts)
        name = f"{_lang(stop.lang)}>{escape(stop.title)}"
        name = f'<a href="{escape(stop.url)}"{name}</a>' if stop.url else f"<span{name}</span>"
        when = spanned(stop.when) if stop.when else escape(stop.note)
        if stop.moved:
            when = f'<span class="wc-moved">{when}</span>'
            if stop.planned:
                when += f" ({pgettext('journey', 'baseline %(dates)s') % {'dates': spanned(stop.planned)}})"
        late, flag = (" is-late", _UPRIGHT_FLAG) if stop.overdue else ("", "")
        return (
            f'<li class="{css}-stop is-{road}">'
            f'<svg class="wc-journey-mark" viewBox="0 0 36 20" aria-hidden="true">{halo}{parts_svg(parts)}</svg>'
            f'<p class="{css}-title">{name}</p><p class="{css}-line">{when} · {escape(sides[stop.side])}</p>'
            + (f'<p class="{css}-line{late}">{flag}{escape(stop.state)}</p>' if stop.state else "")
            + (f'<p class="{css}-line">{escape(stop.reason)}</p></li>' if stop.reason else "</li>")
        )
    if one:
        name = f"{_lang(one.lang)}>{escape(one.name)}"
        return f'<li class="{css}-stage is-{road}"><h3 class="{css}-name"{name}</h3></li>'
    return f'<li class="{css}-today" aria-current="date"><span class="{css}-pill">{escape(today)}</span></li>'


_UPRIGHT_FLAG = (
    '<svg class="wc-journey-upright-flag" viewBox="0 0 9 11" aria-hidden="true">'
    '<path d="M0 0H9l-2.4 3.3l2.4 3.3H1.6V11H0Z"/></svg>'
)


@register.simple_tag
def pairing_link(pairing: Any, css: str) -> SafeString:
    """A pairing by both its partners, each with the letters of its side, as the link to its page."""
    sides = (
        (side_badge(side, pairing.strand.side_letters(side)), text(part.partner, "name"))
        for side, part in (("eu", pairing.eu), ("counterpart", pairing.counterpart))
    )
    names = format_html_join(" ", "<span>{} <span>{}</span></span>", sides)
    return format_html('<a class="{}" href="{}">{}</a>', css, pairing.get_absolute_url(), names)


@register.simple_tag
def count_cells(cells: Iterable[tuple[int, str]]) -> SafeString:
    """Numbers in the cells of a row, each with the address of what it counts."""
    zero = SafeString(" wc-number--zero")
    shown = (
        ("" if number else zero, format_html('<a href="{}">{}</a>', url, format_number(number)))
        if number and url
        else ("" if number else zero, format_number(number))
        for number, url in cells
    )
    return format_html_join("\n", '<td class="wc-number{}">{}</td>', shown)


_STROKE = 'fill="none" stroke="currentColor" stroke-width="{}" stroke-linecap="round"'
_PLANNED = '<circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
_LATE = f'<path d="M3 13V1.5" {_STROKE.format(1.6)}/><path d="M3 1.5h9.5L10 4.8l2.5 3.2H3z" fill="currentColor"/>'
_UNKNOWN = "".join(f'<circle cx="{x}" cy="7" r="1.2" fill="currentColor"/>' for x in (2.2, 7, 11.8))
_ICONS = {
    "done": f'<path d="M2 7.6l3.4 3.4L12 3.4" {_STROKE.format(1.8)} stroke-linejoin="round"/>',
    "overdue": _LATE,
    "late": _LATE,
    "running": '<path d="M3.5 1.8v10.4L12 7z" fill="currentColor"/>',
    "soon": '<circle cx="7" cy="7" r="5.8" class="wc-icon-amber" stroke="currentColor" stroke-width="1.4"/>'
    f'<path d="M7 3.6V7l2.3 1.5" {_STROKE.format(1.4)}/>',
    "watch": '<path d="M7 1.2l6.2 11.4H.8z" class="wc-icon-amber" stroke="currentColor" stroke-width="1.3" '
    f'stroke-linejoin="round"/><path d="M7 5.2v3.6M7 10.4v.4" {_STROKE.format(1.5)}/>',
    "at-risk": '<rect x="2" y="2" width="10" height="10" fill="currentColor"/>',
    "on-track": '<circle cx="7" cy="7" r="5" fill="currentColor"/>',
    "cancelled": f'<path d="M3 3l8 8M11 3l-8 8" {_STROKE.format(1.6)}/>',
    "not-reported": _UNKNOWN,
    "unknown": _UNKNOWN,
}
_WORDS = {
    "done": pgettext_lazy("status", "Done"),
    "running": pgettext_lazy("status", "Running"),
    "overdue": pgettext_lazy("status", "Overdue"),
    "soon": pgettext_lazy("status", "Due soon"),
    "not-reported": pgettext_lazy("status", "Not reported"),
    "unknown": pgettext_lazy("status", "Not reported"),
    "cancelled": pgettext_lazy("status", "Cancelled"),
    "on-track": pgettext_lazy("status", "On track"),
    "watch": pgettext_lazy("status", "Watch"),
    "at-risk": pgettext_lazy("status", "At risk"),
}


@register.simple_tag
def status_icon(status: str) -> SafeString:
    """The sign before the word of a state."""
    return mark_safe(  # noqa: S308 - our own text
        f'<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{_ICONS.get(status, _PLANNED)}</svg>'
    )


@register.simple_tag
def status_label(status: str, word: object = "") -> SafeString:
    """Icon and word of a state, or another word in place of the usual one."""
    said = word or _WORDS.get(status) or pgettext_lazy("status", "Planned")
    return format_html(
        '<span class="wc-status wc-status--{}">{}<span>{}</span></span>', status, status_icon(status), said
    )


@register.simple_tag
def road_of(road: Road) -> SafeString:
    """The stages above the ghosts of their baselines."""
    pieces = [
        f'<rect class="wc-journey-{piece.kind}" x="{piece.x:g}" y="{road.y:g}" width="{piece.width:g}" '
        f'height="{road.height:g}" rx="1"/>'
        for piece in road.pieces
    ]
    return mark_safe(_path("ghost", "".join(road.ghosts)) + "".join(pieces))  # noqa: S308 - numbers alone


def _path(kind: str, d: str) -> str:
    """Several shapes of one kind are one path."""
    return f'<path class="wc-journey-{kind}" d="{d}"/>' if d else ""


def parts_svg(parts: Iterable[Part]) -> str:
    """The paths of a stop."""
    return "".join(f'<path class="wc-journey-stop {css}" d="{d}"/>' for d, css in parts)


def _large_svg(journey: LargeJourney, title: str, summary: str, sides: Mapping[str, str]) -> str:
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
        road_of(way),
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
        *(_text("name", one.x, one.y, one.text, _lang(one.band.stage.lang)) for one in journey.names),
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


def _lang(language: str) -> str:
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
        f'<tspan class="wc-journey-label-title"{_lang(stop.lang)}>{escape(label.title)}</tspan>'
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


@register.simple_tag
def journey_strip(journey: SmallJourney | None, summary: str) -> SafeString:
    """The strip of lists, one picture with one name; the words stand beside it."""
    if journey is None:
        return SafeString("")
    today = ""
    if journey.today_x is not None:
        x = f"{journey.today_x:g}"
        today = _path("today", f"M{x} 5V{SMALL_HEIGHT:g}") + _path("triangle", f"M{x} 7l-4 -6h8Z")
    alone, alike = _alone(journey.marks), defaultdict[str, str](str)
    for _stops, parts in alone:
        for d, css in parts:
            alike[css] += d
    stops = _halo(alone) + parts_svg((d, css) for css, d in alike.items())
    inside = [road_of(journey.road), stops, *map(_counter, _counters(journey.marks)), today]
    return _svg("wc-journey wc-journey-small", journey.width, SMALL_HEIGHT, summary, inside)


@register.simple_tag
def timeline_row(timeline: StrandTimeline, row: TimelineRow, summary: str) -> SafeString:
    """One pairing on the axis of a timeline."""
    alone = _alone(row.marks)
    inside = [
        road_of(row.road),
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


def _svg(css: str, width: float, height: float, summary: str, inside: Iterable[str]) -> SafeString:
    return mark_safe(  # noqa: S308 - escapes what it is given
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
        name = f"<tspan{_lang(label.words.lang)}>{escape(title)}</tspan>" if title else ""
        apart = ' dx="6"' if title else ""
        spans.append(
            f'<text class="wc-timeline-words{late}" x="{label.x:g}" y="{y:g}" text-anchor="{label.anchor}">{name}'
            + (f'<tspan class="wc-timeline-rest"{apart}>{escape(rest)}</tspan></text>' if rest else "</text>")
        )
    return _path("flag", label.flag) + "".join(spans)
