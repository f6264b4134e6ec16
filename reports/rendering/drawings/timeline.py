"""The timeline of a brief: its rows below the axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.pictures.label_lines import LABEL_SIZE
from core.pictures.shapes import bar_path
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GHOST, HAIR, INK, INK_2, LATE, LINE, PAPER, ROAD
from reports.rendering.drawings.stops import draw_road, paint_of

if TYPE_CHECKING:
    from core.pictures.large import TodayLine
    from core.pictures.small import Counter
    from core.pictures.timeline import StrandTimeline, TimelineRow
    from core.pictures.timeline_words import PlacedWords


def way_svg(timeline: StrandTimeline) -> str:
    """The rows of a timeline, where their names and how it reads stand beside it in words."""
    bottom = _bottom(timeline, len(timeline.rows))
    return canvas.drawing(_drawn(timeline, bottom), height=bottom + 1, width=timeline.width)


def _bottom(timeline: StrandTimeline, rows: int) -> float:
    return timeline.head_height + timeline.names_height + rows * timeline.row_height


def _drawn(timeline: StrandTimeline, bottom: float) -> list[str]:
    width, first = timeline.width, _bottom(timeline, 0)
    axis = [*_grid(timeline, bottom), *_today_line(timeline.today, bottom), *_head(timeline)]
    parts = [*axis, canvas.path(f"M0 {timeline.head_height:g}H{width:g}", stroke=INK)]
    if timeline.names:
        parts.append(_moved_down(timeline.head_height, _stages(timeline)))
        parts.append(canvas.path(f"M0 {first:g}H{width:g}", stroke=LINE))
    for number, row in enumerate(timeline.rows):
        top = first + number * timeline.row_height
        parts.append(_moved_down(top, _row(timeline, row)))
        parts.append(canvas.path(f"M0 {top + timeline.row_height:g}H{width:g}", stroke=HAIR))
    return [*parts, *_pill(timeline.today)]


def _moved_down(y: float, parts: Iterator[str]) -> str:
    return f'<g transform="translate(0 {y:g})">{"".join(parts)}</g>'


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
