"""The journeys of many pairings below each other on one axis of months: what happened, what is open, the first plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formats import month_label, short_date, year_label
from core.periods import Period
from core.pictures.labels import text_width
from core.pictures.scale import DayScale, Span, axis, span_of
from core.pictures.shapes import Bar, bar_path, ghost_path, strike_path
from core.pictures.stops import days_of, end_is_day, start_is_day
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GHOST, HAIR, HUES, INK, LATE, LINE, NARROW, PAPER, ROAD, WIDTH
from reports.rendering.drawings.stops import DOTTED, OUTLINE

MOST_ROWS, MOST_HEIGHT = 20, 860
HEAD, PAD, LANE, BAR = 54, 8, 14, 10
# What is a day wide; an outline needs more to be seen as one.
LEAST, LEAST_OUTLINE = 4.0, 9.0
NAME, NAME_LINE, BADGE, BADGE_GAP = 12, 15, 24, 7
NARROWEST, WIDEST = 110, 230
_SQUARE = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone: `state` is done, undated (done, nobody said when), open, overdue, not-reported or cancelled."""

    state: str
    baseline: Period
    shown: Period


@dataclass(frozen=True, slots=True)
class Way:
    """The journey of one pairing, with the names of its two partners."""

    eu: str
    counterpart: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row as it is drawn: the lines of its names, its bars by lane, what lies above these, its height."""

    names: Sequence[tuple[str, Sequence[str]]]
    lanes: Sequence[Sequence[tuple[Mark, Bar]]]
    ghosts: Sequence[str]
    above: float
    height: float


def journey_drawings(
    ways: Sequence[Way], letters: Mapping[str, str], today: date, language: str
) -> list[tuple[str, str]]:
    """One drawing, or several of about twenty rows on the same axis; none where no date is known at all.

    Each beside the same for a phone, where names stand above the bars.
    """
    span = _span(ways)
    if span is None:
        return []
    room = _name_room(ways)
    scale, narrow = DayScale(span, WIDTH - room, LEAST), DayScale(span, NARROW, LEAST)
    rows = [_lay(way, scale, room) for way in ways]
    low = iter([_lay(way, narrow, 0) for way in ways])
    states = {mark.state for way in ways for mark in way.marks if days_of(mark.shown)}
    return [
        (
            _draw(page, letters, scale, room, today, states, language),
            _draw([next(low) for _row in page], letters, narrow, 0, today, states, language),
        )
        for page in _pages(rows)
    ]


def _span(ways: Sequence[Way]) -> Span | None:
    periods = [period for way in ways for mark in way.marks for period in (mark.baseline, mark.shown)]
    return span_of(day for period in periods if (days := days_of(period)) for day in (days.first, days.last))


def _name_room(ways: Sequence[Way]) -> float:
    widest = max(text_width(name, NAME, bold=True) for way in ways for name in (way.eu, way.counterpart))
    return round(min(max(widest, NARROWEST), WIDEST) + BADGE + BADGE_GAP + 12)


def _pages(rows: Sequence[_Laid]) -> Iterator[list[_Laid]]:
    page: list[_Laid] = []
    for row in rows:
        if page and (len(page) == MOST_ROWS or sum(one.height for one in page) + row.height > MOST_HEIGHT):
            yield page
            page = []
        page.append(row)
    if page:
        yield page


def _lay(way: Way, scale: DayScale, left: float) -> _Laid:
    """A row with its names in the room on the left, or above the bars where there is none."""
    room = (left - 12 if left else scale.width) - BADGE - BADGE_GAP
    names = [
        (side, canvas.wrapped(name, room, NAME, bold=True))
        for side, name in (("eu", way.eu), ("counterpart", way.counterpart))
    ]
    lanes = _lanes([(mark, bar) for mark in way.marks if (bar := _bar(mark, scale, left))])
    ghosts = dict.fromkeys(
        _ghost(days, scale, left) for mark in way.marks if (days := days_of(mark.baseline)) is not None
    )
    named = sum(len(parts) for _side, parts in names) * NAME_LINE
    drawn = len(lanes) * LANE + 8
    above = 0 if left else named + 4
    height = (max(named, drawn) if left else above + drawn) + 2 * PAD
    return _Laid(names, lanes, list(ghosts), above, height)


def _bar(mark: Mark, scale: DayScale, left: float) -> Bar | None:
    period = mark.shown
    days = days_of(period)
    if days is None:
        return None
    least = LEAST if mark.state == "done" else LEAST_OUTLINE
    x, width = scale.start(days.first), scale.end(days.last) - scale.start(days.first)
    if width < least:
        x, width = min(max(0.0, x + (width - least) / 2), scale.width - least), least
    ends = [BAR / 2 if known else _SQUARE for known in (start_is_day(period), end_is_day(period))]
    return Bar(round(left + x, 1), 0, round(width, 1), BAR, left=ends[0], right=ends[1])


def _ghost(days: Span, scale: DayScale, left: float) -> str:
    return ghost_path(left + scale.start(days.first), left + scale.end(days.last), 0, 2.5)


def _lanes(bars: Sequence[tuple[Mark, Bar]]) -> list[list[tuple[Mark, Bar]]]:
    """What happened in the first lane, where marks may touch; the others below, none upon another."""
    lanes: list[list[tuple[Mark, Bar]]] = [[(mark, bar) for mark, bar in bars if mark.state == "done"]]
    below: list[list[tuple[Mark, Bar]]] = []
    for mark, bar in sorted((one for one in bars if one[0].state != "done"), key=lambda one: (one[1].x, -one[1].width)):
        free = next((lane for lane in below if lane[-1][1].end + 1 <= bar.x), None)
        if free is None:
            below.append(free := [])
        free.append((mark, bar))
    return [lane for lane in [*lanes, *below] if lane]


def _draw(
    rows: Sequence[_Laid],
    letters: Mapping[str, str],
    scale: DayScale,
    room: float,
    today: date,
    states: set[str],
    language: str,
) -> str:
    bottom, width = HEAD + sum(row.height for row in rows), room + scale.width
    parts = [*_grid(scale, room, bottom, language), *_today(scale, room, today, bottom, language)]
    y = float(HEAD)
    for row in rows:
        parts += _row(row, letters, y)
        y += row.height
        parts.append(canvas.path(f"M0 {y:g}H{width:g}", stroke=HAIR))
    keys, height = canvas.legend(_keys(states), bottom + 16, width=width)
    return canvas.drawing([*parts, *keys], height=bottom + height + 6, width=width)


def _grid(scale: DayScale, room: float, bottom: float, language: str) -> Iterator[str]:
    found = axis(scale, lambda day: month_label(day, language), lambda day: year_label(day, language), None)
    for tick in found.ticks:
        yield canvas.path(f"M{room + tick.x:g} {HEAD - 16}V{bottom:g}", stroke=LINE if tick.is_year else HAIR)
        if tick.label:
            yield canvas.words(room + tick.label_x, HEAD - 7, tick.label, size=11)
    for year in found.years:
        yield canvas.words(room + year.x, HEAD - 22, year.label, size=12, fill=INK, bold=True)


def _today(scale: DayScale, room: float, today: date, bottom: float, language: str) -> Iterator[str]:
    if today not in scale.span:
        return
    x = room + scale.middle(today)
    label = _("Records of %(day)s") % {"day": short_date(today, language)}
    at_end = x > room + scale.width * 0.7
    yield canvas.path(f"M{x:g} 2V{bottom:g}", stroke=INK, stroke_width=1.2)
    anchor, step = ("end", -4) if at_end else ("start", 4)
    yield canvas.words(x + step, 11, label, size=11, fill=INK, bold=True, anchor=anchor)


def _row(row: _Laid, letters: Mapping[str, str], top: float) -> Iterator[str]:
    y = top + PAD
    if row.above:  # no line runs through names that stand above their bars
        widest = max(text_width(line, NAME, bold=True) for _side, lines in row.names for line in lines)
        yield canvas.rect(0, y - 2, BADGE + BADGE_GAP + widest, row.above, fill=PAPER)
    for side, lines in row.names:
        yield canvas.rect(0, y, BADGE, 13, rx=3, fill=HUES[side])
        yield canvas.words(BADGE / 2, y + 10, letters[side], size=9.5, fill=PAPER, bold=True, anchor="middle")
        for line in lines:
            yield canvas.words(BADGE + BADGE_GAP, y + 11, line, size=NAME, fill=INK, bold=True)
            y += NAME_LINE
    lanes = top + PAD + row.above
    for number, lane in enumerate(row.lanes):
        for mark, bar in lane:
            yield from _mark(mark.state, Bar(bar.x, lanes + number * LANE, bar.width, BAR, bar.left, bar.right))
    ghost = top + row.height - 7
    for path in row.ghosts:
        yield f'<g transform="translate(0 {ghost:g})">{canvas.path(path, fill="none", stroke=GHOST)}</g>'


def _mark(state: str, bar: Bar) -> Iterator[str]:
    yield canvas.path(bar_path(bar), **PAINTS[state])
    if state == "cancelled":
        yield canvas.path(strike_path(bar), fill="none", stroke=INK, stroke_width=1.2)
    label = pgettext("journey legend", "not reported")
    if state == "not-reported" and text_width(label, 9.5) + 8 <= bar.width:
        yield canvas.words(bar.centre, bar.y + 8.2, label, size=9.5, anchor="middle")


PAINTS: dict[str, Mapping[str, str | float]] = {
    "done": {"fill": ROAD, "stroke": PAPER, "stroke_width": 0.6},
    "undated": {"fill": LINE, "stroke": ROAD, "stroke_width": 1},
    "open": OUTLINE,
    "overdue": {"fill": PAPER, "stroke": LATE, "stroke_width": 2},
    "not-reported": DOTTED,
    "cancelled": {"fill": PAPER, "stroke": GHOST, "stroke_width": 1},
}


def _keys(states: set[str]) -> Iterator[tuple[str, str, float]]:
    said = {
        "done": pgettext("journey legend", "reported as happened"),
        "undated": pgettext("milestone in a picture", "done, day not reported: as planned"),
        "open": pgettext("journey legend", "planned"),
        "overdue": pgettext("milestone in a picture", "overdue"),
        "not-reported": pgettext("journey legend", "not reported"),
        "cancelled": pgettext("milestone in a picture", "cancelled"),
    }
    for state, text in said.items():
        if state in states:
            yield "".join(_sample(state)), text, 22
    yield canvas.path(ghost_path(0, 22, 0, 2.5), fill="none", stroke=GHOST), pgettext("first plan", "baseline"), 22
    yield "", _("square: month known, round: days known"), 0


def _sample(state: str) -> Iterator[str]:
    bar = Bar(0.5, -5, 21, BAR, left=_SQUARE, right=_SQUARE)
    yield canvas.path(bar_path(bar), **PAINTS[state])
    if state == "cancelled":
        yield canvas.path(strike_path(bar), fill="none", stroke=INK, stroke_width=1.2)
