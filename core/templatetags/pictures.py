"""Tags of what pictures and tables of pairings are made of: strips, rows, links, states with their icons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from core.formats import format_number
from core.pictures.drawn import row_svg, strip_svg
from core.templatetags.portal import side_badge, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.pictures.small import SmallJourney
    from core.pictures.timeline import StrandTimeline, TimelineRow

register = template.Library()


@register.simple_tag
def journey_strip(journey: SmallJourney | None, summary: str) -> SafeString:
    """The small journey strip, one picture with one name; the words stand beside it."""
    return mark_safe(strip_svg(journey, summary) if journey else "")  # noqa: S308 - escapes what it is given


@register.simple_tag
def timeline_row(timeline: StrandTimeline, row: TimelineRow, summary: str) -> SafeString:
    """One pairing on the axis of a timeline."""
    return mark_safe(row_svg(timeline, row, summary))  # noqa: S308 - escapes what it is given


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
