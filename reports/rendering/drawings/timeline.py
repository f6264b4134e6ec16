"""The timeline of a strand as it stands on sheets: so many rows, the axis above and the key below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from core.pictures.label_lines import LABEL_SIZE
from core.pictures.labels import text_width
from core.pictures.shapes import Bar, arrow_path, bar_path, ghost_path, half_paths
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GHOST, HAIR, HUES, INK, INK_2, LATE, LINE, PAPER, ROAD
from reports.rendering.drawings.stops import DOTTED, OUTLINE, draw_road, paint_of

if TYPE_CHECKING:
    from core.pictures.large import TodayLine
    from core.pictures.small import Counter
    from core.pictures.timeline import StrandTimeline, TimelineRow
    from core.pictures.timeline_words import PlacedWords

NAME, NAME_LINE, BADGE, BADGE_GAP, GAP = 12, 15, 26, 7, 14
NARROWEST, WIDEST = 120, 250
KEY_HEIGHT = 46
TALL = 76  # a row in which names may take two lines


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with the names of its two partners."""

    eu: str
    counterpart: str
    row: TimelineRow


def name_room(names: Sequence[str]) -> float:
    """How wide the column of names is, before the axis begins."""
    widest = max((text_width(name, NAME, bold=True) for name in names), default=0)
    return round(min(max(widest, NARROWEST), WIDEST) + BADGE + BADGE_GAP + GAP)


def timeline_svg(timeline: StrandTimeline, rows: Sequence[NamedRow], letters: Mapping[str, str], room: float) -> str:
    """These rows of a timeline; `letters` are those of the sides, `room` is what their names take on the left."""
    width, bottom = room + timeline.width, _bottom(timeline, len(rows))
    parts = _drawn(timeline, rows, letters, room)
    keys, _height = canvas.legend(_keys(letters), bottom + 18, width=width)
    return canvas.drawing([*parts, *keys], height=bottom + KEY_HEIGHT, width=width)


def way_svg(timeline: StrandTimeline) -> str:
    """The one row of a timeline, where its name and how it reads stand beside it in words."""
    rows = [NamedRow("", "", row) for row in timeline.rows]
    return canvas.drawing(_drawn(timeline, rows, {}, 0), height=_bottom(timeline, len(rows)) + 1, width=timeline.width)


def _bottom(timeline: StrandTimeline, rows: int) -> float:
    return timeline.head_height + timeline.names_height + rows * timeline.row_height


def _drawn(timeline: StrandTimeline, rows: Sequence[NamedRow], letters: Mapping[str, str], room: float) -> list[str]:
    width, first, bottom = room + timeline.width, _bottom(timeline, 0), _bottom(timeline, len(rows))
    axis = [*_grid(timeline, bottom), *_today_line(timeline.today, bottom), *_head(timeline)]
    parts = [_moved_by(room, 0, axis), canvas.path(f"M0 {timeline.head_height:g}H{width:g}", stroke=INK)]
    if timeline.names:
        top = timeline.head_height
        if room:
            parts.append(canvas.words(0, top + timeline.names_road.y + 9, pgettext("timeline", "Stages")))
        parts.append(_moved_by(room, top, _stages(timeline)))
        parts.append(canvas.path(f"M0 {first:g}H{width:g}", stroke=LINE))
    for number, row in enumerate(rows):
        top = first + number * timeline.row_height
        if room:
            parts += _names(row, letters, top, timeline, room - BADGE - BADGE_GAP - GAP)
        parts.append(_moved_by(room, top, _row(timeline, row.row)))
        parts.append(canvas.path(f"M0 {top + timeline.row_height:g}H{width:g}", stroke=HAIR))
    return [*parts, _moved_by(room, 0, _pill(timeline.today))]


def _moved_by(x: float, y: float, parts: Iterator[str] | Sequence[str]) -> str:
    return f'<g transform="translate({x:g} {y:g})">{"".join(parts)}</g>'


def _grid(timeline: StrandTimeline, bottom: float) -> Iterator[str]:
    for tick in timeline.axis.ticks:
        yield canvas.path(f"M{tick.x:g} {timeline.grid_top:g}V{bottom:g}", stroke=LINE if tick.is_year else HAIR)


def _head(timeline: StrandTimeline) -> Iterator[str]:
    for tick in timeline.axis.ticks:
        if tick.label:
            yield canvas.words(tick.label_x, timeline.month_y, tick.label, bold=tick.is_year)
    for year in timeline.axis.years:
        yield canvas.words(year.x, timeline.year_y, year.label, fill=INK, bold=True)


def _today_line(today: TodayLine | None, bottom: float) -> Iterator[str]:
    if today is not None:
        yield canvas.path(f"M{today.x:g} {today.top:g}V{bottom:g}", stroke=INK, stroke_width=1.6)


def _pill(today: TodayLine | None) -> Iterator[str]:
    if today is not None:
        yield canvas.rect(today.pill_x, 0, today.pill_width, today.pill_height, rx=11, fill=INK)
        yield canvas.words(today.label_x, today.label_y, today.label, fill=PAPER, bold=True, anchor="middle")


def _stages(timeline: StrandTimeline) -> Iterator[str]:
    for name in timeline.names:
        if name.leader_top is not None:
            yield canvas.path(f"M{name.band.x:g} {name.leader_top:g}V{timeline.names_road.y:g}", stroke=ROAD)
    yield from draw_road(timeline.names_road)
    for name in timeline.names:
        yield from _on_paper(name.x, name.y, name.text, size=13, bold=True)


def _names(
    row: NamedRow, letters: Mapping[str, str], top: float, timeline: StrandTimeline, room: float
) -> Iterator[str]:
    """Both names beside the band, within the row."""
    height, middle = timeline.row_height, row.row.road.y + row.row.road.height / 2
    most = 2 if height >= TALL else 1
    said = [
        (side, canvas.wrapped(name, room, NAME, bold=True, most=most))
        for side, name in (("eu", row.eu), ("counterpart", row.counterpart))
    ]
    needed = sum(len(lines) for _side, lines in said) * NAME_LINE + 4
    y = top + max(min(middle - needed / 2, height - needed - 3), 3)
    for side, lines in said:
        yield canvas.rect(0, y, BADGE, 14, rx=3, fill=HUES[side])
        yield canvas.words(BADGE / 2, y + 11, letters[side], size=10.5, fill=PAPER, bold=True, anchor="middle")
        for line in lines:
            yield canvas.words(BADGE + BADGE_GAP, y + 11.5, line, size=NAME, fill=INK, bold=True)
            y += NAME_LINE
        y += 4


def _row(timeline: StrandTimeline, row: TimelineRow) -> Iterator[str]:
    yield from draw_road(row.road)
    if timeline.today is not None:
        yield canvas.path(f"M{timeline.today.x:g} 0V{timeline.row_height:g}", stroke=INK, stroke_width=1.6)
    for ghost in row.ghosts:
        yield canvas.path(ghost, fill="none", stroke=GHOST)
    for arrow in row.arrows:
        yield canvas.path(arrow, fill=GHOST)
    for label in row.labels:
        if label.leader:
            yield canvas.path(label.leader, stroke=ROAD)
    for stop in row.stops:
        for part in stop.parts:
            # What was done on a band that is behind would lie dark on dark.
            yield canvas.path(part.d, fill="none", stroke=PAPER, stroke_width=4)
            yield canvas.path(part.d, **paint_of(part.css))
    for counter in row.counters:
        yield from _counter(counter)
    for label in row.labels:
        yield from _label(label)


def _counter(counter: Counter) -> Iterator[str]:
    fill, edge, ink = (ROAD, PAPER, PAPER) if counter.is_done else (PAPER, ROAD, INK)
    yield canvas.path(bar_path(counter.box), fill=fill, stroke=edge, stroke_width=1.4)
    yield canvas.words(counter.x, counter.y, counter.text, fill=ink, bold=True, anchor="middle")


def _label(label: PlacedWords) -> Iterator[str]:
    late = label.words.is_late
    if label.flag:
        yield canvas.path(label.flag, fill=LATE)
    fill = LATE if late else INK
    for line in label.lines:
        yield from _on_paper(label.x, line.y, line.title, line.rest, fill=fill, bold=late, anchor=label.anchor)


def _on_paper(
    x: float,
    y: float,
    title: str,
    rest: str = "",
    *,
    size: float = LABEL_SIZE,
    fill: str = INK,
    bold: bool = False,
    anchor: str = "start",
) -> Iterator[str]:
    """Words with an edge of paper, so that no line runs through them; the edge is a text of its own below."""
    tail = INK_2 if fill == INK else fill
    yield canvas.words_in_two(x, y, title, rest, size=size, fills=(PAPER, PAPER), bold=bold, anchor=anchor, edge=3)
    yield canvas.words_in_two(x, y, title, rest, size=size, fills=(fill, tail), bold=bold, anchor=anchor)


def _keys(letters: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    long, short = Bar(0.5, -5, 27, 10), Bar(0.5, -6, 21, 12)
    round_end = Bar(0.5, -6, 21, 12, left=6, right=6)
    yield canvas.rect(0, -5, 28, 10, fill=ROAD), pgettext("journey legend", "reported as happened"), 28
    yield canvas.path(bar_path(long), **DOTTED), pgettext("journey legend", "not reported"), 28
    yield canvas.path(bar_path(long), **OUTLINE), pgettext("journey legend", "planned"), 28
    ghost = canvas.path(ghost_path(0, 28, 0, 2.5), fill="none", stroke=GHOST)
    yield ghost, pgettext("journey legend", "baseline"), 28
    moved = canvas.path(ghost_path(0, 12, 2, 2.5, 26), fill="none", stroke=GHOST)
    yield moved + canvas.path(arrow_path(26, 2), fill=GHOST), pgettext("journey legend", "moved from the baseline"), 30
    yield canvas.path(bar_path(round_end), **OUTLINE), pgettext("journey legend", "days known"), 22
    yield canvas.path(bar_path(short), **OUTLINE), pgettext("journey legend", "month only"), 22
    for side in ("eu", "counterpart"):
        mark = Bar(0.5, -6, 16, 12, left=6, right=6)
        yield canvas.path(bar_path(mark), **paint_of(f"wc-journey-{side} is-filled")), letters[side], 17
    halves = half_paths(Bar(0.5, -6, 24, 12, left=6, right=6))
    joint = "".join(
        canvas.path(half, **paint_of(f"wc-journey-{side}"))
        for half, side in zip(halves, ("eu", "counterpart"), strict=True)
    )
    yield joint, pgettext("journey legend", "joint"), 25
    count = canvas.path(bar_path(Bar(0.5, -7, 18, 14, left=7, right=7)), **OUTLINE)
    count += canvas.words(9.5, 4, "3", fill=INK, bold=True, anchor="middle")
    yield count, pgettext("journey legend", "several milestones"), 19
    flag = canvas.path("M1 -6H10l-2.4 3.3l2.4 3.3H2.6V6H1Z", fill=LATE)
    yield flag, pgettext("journey legend", "overdue"), 11
