"""When two offices are both open, and which hour is fairest where they never are: data in, moments out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# Where a slot may begin beside the edges of office hours themselves.
GRID = dt.timedelta(minutes=15)
# Nobody is asked further outside: between two working days of seven hours each an hour is found that asks for less.
MOST_OUTSIDE = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to a later one, both in UTC."""

    start: dt.datetime
    end: dt.datetime

    @property
    def length(self) -> dt.timedelta:
        """How long it lasts in real time."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Office:
    """One side's office: its clock, its hours on that clock, and the days on which it is closed.

    `weekend` are weekdays as Python counts them (Monday is 0); `off` names the other days off, whatever the reason.
    """

    zone: ZoneInfo
    opens: dt.time
    closes: dt.time
    weekend: frozenset[int] = frozenset({5, 6})
    off: Mapping[dt.date, str] = field(default_factory=dict, hash=False)

    def works_on(self, day: dt.date) -> bool:
        """Whether it is open on a day of its own calendar."""
        return day.weekday() not in self.weekend and day not in self.off

    def hours_on(self, day: dt.date) -> Span | None:
        """Its hours on a day of its own calendar; None where it is closed.

        An hour that a clock change leaves out counts from the moment after the change.
        """
        if not self.works_on(day):
            return None
        start, end = (self.moment(day, time) for time in (self.opens, self.closes))
        return Span(start, end) if start < end else None

    def moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        """A time on its clock as a moment in UTC; the first of two that a clock change makes of it."""
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Which day a moment is in its calendar."""
        return moment.astimezone(self.zone).date()

    def on_clock_of(self, zone: ZoneInfo) -> Office:
        """The same office on the clock of another place: where its people were when they sat there."""
        return replace(self, zone=zone)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour to meet, and how far it reaches outside each office's hours, in the order of the offices."""

    span: Span
    outside: tuple[dt.timedelta, dt.timedelta]

    @property
    def is_common(self) -> bool:
        """Whether both are in their offices all the while."""
        return not any(self.outside)


def common_windows(first: Office, second: Office, day: dt.date) -> list[Span]:
    """When both offices are open on a day of the first one's calendar, in order.

    The second one's hours of the day before and the day after are looked at too: its own day may be another one,
    and where its hours run over the first one's midnight there can be two windows in a day.
    """
    mine = first.hours_on(day)
    if mine is None:
        return []
    found = []
    for theirs in _hours_around(second, day):
        start, end = max(mine.start, theirs.start), min(mine.end, theirs.end)
        if start < end:
            found.append(Span(start, end))
    return found


@lru_cache(maxsize=2_000)
def next_common(first: Office, second: Office, day: dt.date, *, within: int) -> tuple[dt.date, list[Span]] | None:
    """The first of so many days from one on, in the first office's calendar, on which both are open, and when."""
    days = (day + step * DAY for step in range(within))
    return next(((one, windows) for one in days if (windows := common_windows(first, second, one))), None)


def minutes_outside(office: Office, span: Span) -> dt.timedelta:
    """How far a span reaches outside the office hours nearest to it: zero where it lies within them.

    An hour after closing counts 60 minutes, the hour after that 120: it is the distance that weighs. Without a
    working day around it a span is as far out as a day is long.
    """
    return _distance(_hours_around(office, office.day_of(span.start)), span)


def fairest_slot(
    offices: tuple[Office, Office],
    day: dt.date,
    *,
    turn: int | None = None,
    after: dt.datetime | None = None,
) -> Slot | None:
    """The hour of a day of the first one's calendar that takes each office least outside its hours.

    The rule, in this order: the larger of the two distances is as small as can be; then their sum; then the office
    whose `turn` it is (0 or 1, the one that sat outside less often) takes the larger part; then the earlier slot.
    Nobody is asked on a day off, nor further outside than MOST_OUTSIDE. None where no slot is left, or all begin
    before `after`. Where both are open for an hour, the slot lies in their common hours.
    """
    slots = (slot for slot in _slots(offices, day) if after is None or slot.span.start >= after)
    return min(slots, key=lambda slot: _weight(slot, turn), default=None)


def is_workday(office: Office, span: Span) -> bool:
    """Whether a span lies on working days of an office."""
    return all(office.works_on(day) for day in days_of(office, span))


def days_of(office: Office, span: Span) -> tuple[dt.date, dt.date]:
    """The first and the last day of an office that a span touches; what ends at midnight ends on the day before."""
    return office.day_of(span.start), office.day_of(span.end - dt.timedelta(microseconds=1))


def whose_turn(times_outside: Sequence[int]) -> int | None:
    """The one of two that sat outside its hours less often: the next time is its; None where both did as often."""
    first, second = times_outside
    if first == second:
        return None
    return 0 if first < second else 1


def _weight(slot: Slot, turn: int | None) -> tuple[dt.timedelta, dt.timedelta, dt.timedelta, dt.datetime]:
    first, second = slot.outside
    taken = dt.timedelta(0) if turn is None else slot.outside[turn]
    return max(first, second), first + second, -taken, slot.span.start


def _slots(offices: tuple[Office, Office], day: dt.date) -> Iterator[Slot]:
    first, second = offices
    if not first.works_on(day):
        return
    # A slot of the day may lie on the day before or after on the other clock, nearest to the hours of one further.
    near_first, near_second = (_hours_around(office, day, reach=2) for office in offices)
    for start in sorted(set(_starts(offices, day))):
        span = Span(start, start + HOUR)
        if first.day_of(start) != day or not (is_workday(first, span) and is_workday(second, span)):
            continue
        outside = (_distance(near_first, span), _distance(near_second, span))
        if max(outside) <= MOST_OUTSIDE:
            yield Slot(span, outside)


def _starts(offices: tuple[Office, Office], day: dt.date) -> Iterator[dt.datetime]:
    """Every quarter of an hour of the day, and where a slot touches the edge of somebody's hours."""
    first, _second = offices
    moment, end = first.moment(day, dt.time()), first.moment(day + DAY, dt.time())
    while moment < end:
        yield moment
        moment += GRID
    for office in offices:
        for span in _hours_around(office, day):
            yield from (span.start - HOUR, span.start, span.end - HOUR, span.end)


def _hours_around(office: Office, day: dt.date, *, reach: int = 1) -> list[Span]:
    """The hours of a day and of so many days before and after it in the office's own calendar."""
    spans = (office.hours_on(day + step * DAY) for step in range(-reach, reach + 1))
    return [span for span in spans if span is not None]


def _distance(around: Iterable[Span], span: Span) -> dt.timedelta:
    zero = dt.timedelta(0)
    return min((max(hours.start - span.start, span.end - hours.end, zero) for hours in around), default=DAY)
