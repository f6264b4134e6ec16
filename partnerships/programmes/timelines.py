"""The journeys of a strand as one picture: a row for each pairing, with words for what is late, moved or next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formats import month_label, short_date, year_label
from core.periods import DAY, YEAR, PartialDate, Period
from core.pictures.stops import days_of
from core.pictures.timeline import Sheet, StrandTimeline, strand_timeline
from core.pictures.timeline_labels import LabelText
from core.texts import reader_language
from partnerships.enums import MilestoneStatus
from partnerships.models import Milestone
from partnerships.pairings.cards import stage_bar, stop
from partnerships.pairings.selectors import Journey

if TYPE_CHECKING:
    from core.pictures.stops import Stop
    from core.pictures.timeline import TimelineRow

WIDE = Sheet(width=760, longest=440)
NARROW = Sheet(width=320, lines=4, longest=320, least=320)
LARGE = Sheet(width=760, lanes=6, longest=440, least=240, is_named=True)
LARGE_OF_MANY = Sheet(width=760, longest=440, is_named=True)
MANY = 12  # pairings from which each has one line of words, so that one sees several at once
# What counts most among the words above a row, first to last.
LATE, MOVED, NEXT, UNKNOWN, OTHER = range(5)


@dataclass(frozen=True)
class PageRow:
    """A pairing with its strip for wide and for narrow screens."""

    journey: Journey
    wide: TimelineRow
    narrow: TimelineRow


@dataclass(frozen=True)
class PageTimeline:
    """What `components/strand_timeline.html` draws: both forms of the axis, and the rows."""

    wide: StrandTimeline
    narrow: StrandTimeline
    rows: list[PageRow]


def page_timeline(journeys: Sequence[Journey], *, is_large: bool = False) -> PageTimeline | None:
    """The picture for a page; a large one names the stages and more milestones. None without any date."""
    large = LARGE_OF_MANY if len(journeys) > MANY else LARGE
    wide, narrow = (timeline_of(journeys, sheet) for sheet in (large if is_large else WIDE, NARROW))
    if wide is None or narrow is None:
        return None
    rows = [PageRow(*row) for row in zip(journeys, wide.rows, narrow.rows, strict=True)]
    return PageTimeline(wide, narrow, rows)


def timeline_of(journeys: Sequence[Journey], sheet: Sheet) -> StrandTimeline | None:
    """The journeys of one strand on a sheet, in the language at hand; None without any, or without a date."""
    if not journeys:
        return None
    today = journeys[0].today
    return strand_timeline(
        [
            ([stage_bar(part) for part in journey.stages], _row(journey, everything=sheet.lanes > 1))
            for journey in journeys
        ],
        today,
        sheet,
        month_label=month_label,
        year_label=year_label,
        today_label=_("Today, %(day)s") % {"day": short_date(today)},
    )


def _row(journey: Journey, *, everything: bool) -> list[tuple[Stop, LabelText | None]]:
    rows = journey.milestones
    ahead = [row for row in rows if row.status == MilestoneStatus.PLANNED and not row.is_overdue(journey.today)]
    coming = min(ahead, key=lambda row: row.forecast.last_day or dt.date.max, default=None)
    found: list[tuple[Stop, LabelText | None]] = []
    for row in rows:
        drawn = stop(row, journey.today, journey.standings.get(row.pk))
        words = _label(row, drawn, is_next=row is coming)
        found.append((drawn, words if everything or words.rank < OTHER else None))
    return found


def _label(milestone: Milestone, drawn: Stop, *, is_next: bool) -> LabelText:
    """What is late says by how much, what moved from when, what comes next when and who is to confirm it."""
    when, rank = short_period(milestone.shown_period), OTHER
    if drawn.overdue:
        return LabelText(drawn.title, drawn.state, LATE, is_late=True, lang=drawn.lang)
    if milestone.status in {MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED}:
        return LabelText(drawn.title, drawn.state, UNKNOWN, lang=drawn.lang)
    if _has_left(milestone):
        before = short_period(milestone.baseline)
        when = pgettext("dates of a milestone", "%(now)s, was %(before)s") % {"now": when, "before": before}
        rank = MOVED
    elif is_next:
        rank = NEXT
    said = ", ".join(part for part in (when, drawn.state) if part)
    return LabelText(drawn.title, said, rank, lang=drawn.lang)


def _has_left(milestone: Milestone) -> bool:
    """Whether it lies outside of its first plan; a visit on two of three planned days has not moved."""
    now, before = days_of(milestone.shown_period), days_of(milestone.baseline)
    return now is not None and before is not None and (now.first < before.first or now.last > before.last)


def short_period(period: Period) -> str:
    """A period without its year, for words on an axis: 15–17 Mar, Oct–Nov, 3. 15.~3. 17."""
    start, end = period.start, period.end or period.start
    if start is None or end is None:
        return ""
    first, last = _short(start), _short(end)
    if first == last:
        return first
    if reader_language() == "ko":
        return f"{first}~{last}"
    if start.precision == end.precision == DAY and (start.day.year, start.day.month) == (end.day.year, end.day.month):
        return f"{start.day.day}–{last}"
    joint = "–" if start.precision == end.precision != DAY else " – "
    return f"{first}{joint}{last}"


def _short(date: PartialDate) -> str:
    if date.precision == YEAR:
        return year_label(date.day)
    # Korean days without the weekday, for which there is no room.
    return short_date(date.day).partition("(")[0] if date.precision == DAY else month_label(date.day)
