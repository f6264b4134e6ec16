"""The programme at a glance: strands by stages, what is due, who is silent; and every pairing with its figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.errors import NotAllowed
from core.formats import month_label, short_date, year_label
from core.periods import DAY, YEAR, PartialDate, Period
from core.pictures.stops import days_of
from core.pictures.timeline import Sheet, StrandTimeline, strand_timeline
from core.pictures.timeline_labels import Label
from core.texts import reader_language
from partnerships.enums import MilestoneStatus, PairingStatus
from partnerships.history.selectors import Silence, silence
from partnerships.models import Milestone, Pairing, Stage, Strand
from partnerships.pairings.cards import stage_bar, stop
from partnerships.pairings.journeys import Journey, read_journeys
from partnerships.rules.places import may_see_programme
from partnerships.tasks.health import Health, read_health
from partnerships.tasks.selectors import partner_name

if TYPE_CHECKING:
    from core.access import Grants
    from core.pictures.stops import Stop
    from core.pictures.timeline import TimelineRow

MOST_DUE = 5


@dataclass(frozen=True, slots=True)
class PairingRow:
    """One pairing with what staff look at: health (None where the pairing is over), silence, what is due next."""

    journey: Journey
    health: Health | None
    quiet: Silence

    @property
    def pairing(self) -> Pairing:
        """The pairing itself."""
        return self.journey.pairing

    @property
    def silent_days(self) -> int | None:
        """Days without contact; None where nothing is known, before the start or after it."""
        return self.quiet.days if self.pairing.status == PairingStatus.ACTIVE else None

    @property
    def silent_side(self) -> str:
        """The partner that has been silent longer, by name."""
        known = self.quiet.side and self.silent_days is not None
        return partner_name(self.pairing, self.quiet.side) if known else ""

    @property
    def is_silent(self) -> bool:
        """Whether it has been silent for as many days as its strand allows."""
        return self.silent_days is not None and self.silent_days >= self.pairing.strand.silence_days

    @property
    def next_due(self) -> Milestone | None:
        """The open milestone that is due next, today or later."""
        return min(self.due, key=_last_day, default=None)

    @property
    def due(self) -> list[Milestone]:
        """Open milestones whose last day has not passed."""
        if not self.pairing.is_open:
            return []
        today = self.journey.today
        return [row for row in self.journey.milestones if _is_open(row) and _last_day(row) >= today]


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of a strand, and in how many of its pairings it stands where."""

    stage: Stage
    done: int
    open: int
    late: int
    not_reported: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next in a strand: one milestone, in one or several pairings."""

    milestone: Milestone
    pairings: list[Pairing]

    @property
    def until(self) -> PartialDate | None:
        """Its end, as exact as it is known."""
        return self.milestone.forecast.end or self.milestone.forecast.start


@dataclass(frozen=True, slots=True)
class StrandPart:
    """One strand of the programme."""

    strand: Strand
    stages: list[StageRow] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    silent: list[PairingRow] = field(default_factory=list)
    rows: list[PairingRow] = field(default_factory=list)

    @property
    def signals(self) -> int:
        """How many signals its pairings have."""
        return sum(len(row.health.signals) for row in self.rows if row.health)

    @property
    def is_over(self) -> bool:
        """Whether none of its pairings is open any more."""
        return bool(self.rows) and not any(row.pairing.is_open for row in self.rows)


def read_programme(*, grants: Grants, today: dt.date) -> list[StrandPart]:
    """The strands that the reader looks after or reads for the authority, newest first; raises NotAllowed.

    A constant number of queries, whatever the number of strands and pairings.
    """
    if not may_see_programme(grants):
        raise NotAllowed
    strands = Strand.objects.all()
    if not grants.is_administrator:
        strands = strands.filter(pk__in=grants.staff | grants.authority)
    parts = {strand.pk: strand for strand in strands.newest_first()}
    pairings = list(Pairing.objects.filter(strand__in=parts).with_names().order_by("code"))
    rows: dict[int, list[PairingRow]] = defaultdict(list)
    health = read_health(grants=grants, pairings=pairings, today=today)
    silences = silence(pairings, clock.end_of(today))
    for journey in read_journeys(pairings, today):
        key = journey.pairing.pk
        rows[journey.pairing.strand_id].append(PairingRow(journey, health.get(key), silences[key]))
    return [_part(strand, rows[key]) for key, strand in parts.items()]


def _part(strand: Strand, rows: Sequence[PairingRow]) -> StrandPart:
    return StrandPart(
        strand=strand,
        stages=_stages(rows),
        due=_due(rows),
        silent=sorted((row for row in rows if row.is_silent), key=lambda row: -(row.silent_days or 0)),
        rows=list(rows),
    )


def _stages(rows: Sequence[PairingRow]) -> list[StageRow]:
    """By stage, the states that it has in the pairings; a late one is late, whatever else it holds."""
    if not rows:
        return []
    found = []
    for parts in zip(*(row.journey.stages for row in rows), strict=True):
        states = [part.state for part in parts]
        found.append(
            StageRow(
                stage=parts[0].stage,
                done=states.count("done"),
                open=states.count("running") + states.count("planned"),
                late=states.count("overdue"),
                not_reported=states.count("not-reported"),
            )
        )
    return found


def _due(rows: Iterable[PairingRow]) -> list[Due]:
    """The next few; what several pairings have under one title and on one day is told once."""
    found: dict[tuple[Any, ...], Due] = {}
    for milestone in sorted((one for row in rows for one in row.due), key=lambda one: (_last_day(one), one.pk)):
        key = (milestone.title_en, milestone.title_ko, _last_day(milestone))
        due = found.setdefault(key, Due(milestone, []))
        due.pairings.append(milestone.pairing)
    return list(found.values())[:MOST_DUE]


def _is_open(milestone: Milestone) -> bool:
    return milestone.status == MilestoneStatus.PLANNED and milestone.forecast.last_day is not None


def _last_day(milestone: Milestone) -> dt.date:
    return milestone.forecast.last_day or dt.date.max


# The journeys of a strand as one picture: a row for each pairing, with words for what is late, moved or next.

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


def _row(journey: Journey, *, everything: bool) -> list[tuple[Stop, Label | None]]:
    rows = journey.milestones
    ahead = [row for row in rows if row.status == MilestoneStatus.PLANNED and not row.is_overdue(journey.today)]
    coming = min(ahead, key=lambda row: row.forecast.last_day or dt.date.max, default=None)
    found: list[tuple[Stop, Label | None]] = []
    for row in rows:
        drawn = stop(row, journey.today, journey.standings.get(row.pk))
        words = _label(row, drawn, is_next=row is coming)
        found.append((drawn, words if everything or words.rank < OTHER else None))
    return found


def _label(milestone: Milestone, drawn: Stop, *, is_next: bool) -> Label:
    """What is late says by how much, what moved from when, what comes next when and who is to confirm it."""
    when, rank = short_period(milestone.shown_period), OTHER
    if drawn.overdue:
        return Label(drawn.title, drawn.state, LATE, is_late=True, lang=drawn.lang)
    if milestone.status in {MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED}:
        return Label(drawn.title, drawn.state, UNKNOWN, lang=drawn.lang)
    if _has_left(milestone):
        before = short_period(milestone.baseline)
        when = pgettext("dates of a milestone", "%(now)s, was %(before)s") % {"now": when, "before": before}
        rank = MOVED
    elif is_next:
        rank = NEXT
    said = ", ".join(part for part in (when, drawn.state) if part)
    return Label(drawn.title, said, rank, lang=drawn.lang)


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
