"""The timeline of a strand, as pages draw it, on paper: so many rows, the axis above and the key below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from core.pictures.shapes import text_width
from reports.progress.rendering.drawings import canvas
from reports.progress.rendering.drawings.canvas import HAIR, HUES, INK, LINE, PAPER, from_page, moved

if TYPE_CHECKING:
    from core.pictures.timeline import StrandTimeline, TimelineRow

NAME, NAME_LINE, BADGE, BADGE_GAP, GAP = 12, 15, 24, 7, 14
NARROWEST, WIDEST = 120, 250
TALL, NAMED_IN_TWO = 76, 24  # a row in which names may take two lines, and what it is higher by

type NamedRow = tuple[Sequence[str], TimelineRow]  # the names of both partners, the EU first


def name_room(names: Sequence[str]) -> tuple[float, bool]:
    """How wide the column of names is, before the axis begins, and whether one of them is wider than it may be."""
    widest = max((text_width(name, NAME, bold=True) for name in names), default=0)
    return round(min(max(widest, NARROWEST), WIDEST) + BADGE + BADGE_GAP + GAP), widest > WIDEST


def timeline_svg(timeline: StrandTimeline, rows: Sequence[NamedRow], letters: Mapping[str, str], room: float) -> str:
    """These rows of a timeline; `letters` are those of the sides, `room` is what their names take on the left.

    Without room they stand above their rows. The key explains those kinds of stages that there are.
    """
    width = room + timeline.width
    parts, y = _head(timeline, room), timeline.head_height + timeline.names_height
    for names, row in rows:
        named, needed = _names(names, letters, timeline, room)
        if room:
            middle = row.road.y + row.road.height / 2
            parts.append(moved(0, y + max(min(middle - needed / 2, timeline.row_height - needed - 3), 3), named))
        else:
            parts.append(moved(0, y + 6, named))
            y += needed + 6
        parts.append(moved(room, y, _row(timeline, row)))
        y += timeline.row_height
        parts.append(canvas.path(f"M0 {y:g}H{width:g}", stroke=HAIR))
    kinds = {piece.kind for road in (timeline.names_road, *(row.road for _names, row in rows)) for piece in road.pieces}
    template, sides = "components/journey_legend.html", {f"{side}_label": word for side, word in letters.items()}
    keys, height = canvas.legend(
        canvas.legend_of(template, road_kinds=kinds, is_timeline=True, **sides), y + 18, width=width
    )
    return canvas.drawing([_lines(timeline, room, y), *parts, *keys], height=y + height + 10, width=width)


def way_svg(timeline: StrandTimeline) -> str:
    """The one row of a timeline, where its name and how it reads stand beside it in words."""
    top = timeline.head_height + timeline.names_height
    bottom = top + timeline.row_height
    parts = [_lines(timeline, 0, bottom), *_head(timeline, 0), moved(0, top, _row(timeline, timeline.rows[0]))]
    parts.append(canvas.path(f"M0 {bottom:g}H{timeline.width:g}", stroke=HAIR))
    return canvas.drawing(parts, height=bottom + 1, width=timeline.width)


def _lines(timeline: StrandTimeline, room: float, bottom: float) -> str:
    top = timeline.head_height
    lines = from_page("components/strand_timeline_lines.html", drawn=timeline)
    return f'<g transform="translate({room:g} {top:g}) scale(1 {bottom - top:g})">{lines}</g>'


def _head(timeline: StrandTimeline, room: float) -> list[str]:
    top, width = timeline.head_height, room + timeline.width
    parts = [moved(room, 0, from_page("components/strand_timeline_axis.html", drawn=timeline))]
    parts.append(canvas.path(f"M0 {top:g}H{width:g}", stroke=INK))
    if timeline.names:
        if room:
            parts.append(canvas.words(0, top + timeline.names_road.y + 9, pgettext("timeline", "Stages")))
        parts.append(moved(room, top, from_page("components/strand_timeline_stages.html", drawn=timeline)))
        parts.append(canvas.path(f"M0 {top + timeline.names_height:g}H{width:g}", stroke=LINE))
    return parts


def _row(timeline: StrandTimeline, row: TimelineRow) -> str:
    return from_page("components/strand_timeline_row.html", drawn=timeline, row=row)


def _names(
    names: Sequence[str], letters: Mapping[str, str], timeline: StrandTimeline, room: float
) -> tuple[str, float]:
    """Both names below each other, and how high they are; above their row no line runs through them."""
    most = 2 if not room or timeline.row_height >= TALL else 1
    wide = (room - GAP if room else timeline.width) - BADGE - BADGE_GAP
    parts, y, widest = list[str](), 0, 0.0
    for side, name in zip(("eu", "counterpart"), names, strict=True):
        parts.append(canvas.rect(0, y, BADGE, 14, rx=3, fill=HUES[side]))
        parts.append(canvas.words(BADGE / 2, y + 11, letters[side], size=10.5, fill=PAPER, bold=True, anchor="middle"))
        for line in canvas.wrapped(name, wide, NAME, bold=True, most=most):
            parts.append(canvas.words(BADGE + BADGE_GAP, y + 11.5, line, size=NAME, fill=INK, bold=True))
            widest = max(widest, text_width(line, NAME, bold=True))
            y += NAME_LINE
        y += 4
    ground = "" if room else canvas.rect(0, -2, BADGE + BADGE_GAP + widest, y, fill=PAPER)
    return ground + "".join(parts), y
