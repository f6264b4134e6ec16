"""Tags of what pictures and tables of pairings are made of: journeys as SVG, links, states with their icons."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, pgettext, pgettext_lazy

from core.formats import format_number
from core.pictures.shapes import lang_of
from core.pictures.stops import Kind, Road, StageBar, Stop, parts_svg, path_svg, picture, road_svg
from core.pictures.strips import UprightLine, alone_parts, counter_svg, crowds, halo, mark_parts
from core.pictures.timeline import PlacedLabel, StrandTimeline, TimelineRow
from core.templatetags.portal import side_badge, spanned, text

register = template.Library()


@register.simple_tag(takes_context=True)
def journey_upright(context: Any, items: Iterable[UprightLine]) -> SafeString:
    """The same as a timetable, for narrow screens."""
    sides = {"eu": context["eu_name"], "counterpart": context["counterpart_name"], "both": _("Both sides")}
    lines = "".join(_upright(*item, sides, context["today_label"]) for item in items)
    return mark_safe(f'<ol class="wc-journey-upright">{lines}</ol>' if lines else "")  # noqa: S308 - is escaped


def _upright(road: Kind, one: StageBar | Stop | None, sides: dict[str, str], today: str) -> str:
    css = "wc-journey-upright"
    if isinstance(one, Stop):
        stop, parts = one, mark_parts(one)
        halo = parts_svg((d, "wc-journey-halo") for d, _css in parts)
        name = f"{lang_of(stop.lang)}>{escape(stop.title)}"
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
        name = f"{lang_of(one.lang)}>{escape(one.name)}"
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


@register.filter("status")
@register.simple_tag
def status_label(status: str, word: object = "") -> SafeString:
    """Icon and word of a state, or another word in place of the usual one."""
    said = word or _WORDS.get(status) or pgettext_lazy("status", "Planned")
    return format_html(
        '<span class="wc-status wc-status--{}">{}<span>{}</span></span>', status, status_icon(status), said
    )


_STEPS = ((".5", "10.5", "5"), ("8.5", "8", "7.5"), ("16.5", "5.5", "10"), ("24.5", "3", "12.5"), ("32.5", ".5", "15"))


@register.simple_tag
def level(reached: int, word: object) -> SafeString:
    """How far a cooperation project has come, from 0 to 5, and the word for it."""
    steps = "".join(
        f'<rect class="wc-level-step{" wc-level-step--reached" if reached > place else ""}" '
        f'x="{x}" y="{y}" width="5" height="{height}" />'
        for place, (x, y, height) in enumerate(_STEPS)
    )
    return format_html(
        '<span class="wc-level"><svg width="40" height="16" viewBox="0 0 40 16" aria-hidden="true" focusable="false">'
        "{}</svg><span>{}</span></span>",
        mark_safe(steps),  # noqa: S308 - numbers alone
        word,
    )


@register.simple_tag
def road_of(road: Road) -> SafeString:
    """The stages of a strand above its rows."""
    return mark_safe(road_svg(road))  # noqa: S308 - numbers alone


@register.simple_tag
def timeline_row(timeline: StrandTimeline, row: TimelineRow, summary: str) -> SafeString:
    """One pairing on the axis of a timeline."""
    alone = alone_parts(row.marks)
    inside = [
        road_svg(row.road),
        path_svg("today", f"M{timeline.today[0]:g} 0V{timeline.row_height:g}") if timeline.today else "",
        path_svg("ghost", "".join(row.ghosts)),
        path_svg("arrow", "".join(row.arrows)),
        path_svg("leader", "".join(label.leader for label in row.labels)),
        halo(alone),
        *(f"<g>{_title(stops)}{parts_svg(parts)}</g>" for stops, parts in alone),
        *(f"<g>{_title(mark[0])}{counter_svg(mark)}</g>" for mark in crowds(row.marks)),
        *map(_label, row.labels),
    ]
    drawn = picture("wc-journey", timeline.width, timeline.row_height, summary, inside)
    return mark_safe(drawn)  # noqa: S308 - escapes what it is given


def _title(stops: Iterable[Stop]) -> str:
    """What the pointer reads of stops."""
    said = "; ".join(", ".join(filter(None, (stop.title, stop.note, stop.state))) for stop in stops)
    return f"<title>{escape(said)}</title>"


def _label(label: PlacedLabel) -> str:
    late, spans = " is-late" if label.words.is_late else "", []
    for y, title, rest in label.lines:
        name = f"<tspan{lang_of(label.words.lang)}>{escape(title)}</tspan>" if title else ""
        apart = ' dx="6"' if title else ""
        spans.append(
            f'<text class="wc-timeline-words{late}" x="{label.x:g}" y="{y:g}" text-anchor="{label.anchor}">{name}'
            + (f'<tspan class="wc-timeline-rest"{apart}>{escape(rest)}</tspan></text>' if rest else "</text>")
        )
    return path_svg("flag", label.flag) + "".join(spans)
