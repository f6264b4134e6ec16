"""The common hours of a pairing: two weeks day by day, the last meetings, and a calendar file of one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.access import Grants
from core.calendars import Entry, calendar_file
from core.formats import format_moment, format_time, format_times, join_names, short_date
from core.texts import reader_language
from partnerships.enums import AT_ONE_HOUR, ContactKind
from partnerships.hours.fair_hours import (
    DAY,
    Office,
    Slot,
    Span,
    common_windows,
    days_of,
    fairest_slot,
    minutes_outside,
    next_common,
    whose_turn,
)
from partnerships.hours.selectors import Offices, read_offices
from partnerships.models import Contact, Pairing
from partnerships.rules import may_see_dealings

LAST = 10
# How long a meeting counts whose length nobody wrote down.
USUAL = 60


def read_meetings(pairing: Pairing, offices: tuple[Office, Office], now: dt.datetime) -> list[Contact]:
    """The last ten calls, meetings and visits with a known hour, judged by the hours that the offices have now.

    The newest first. Each has, EU first, when each side sat there by its own clock (`local`), whether outside its
    hours (`outside`), and why its office had a day off (`closed`, empty where it had none).
    A visit is judged by the clock of the place for both sides, since all sit there. One query. `offices` must know
    their days off as far back as the meetings go; a holiday that they do not know counts as a working day.
    """
    rows: list[Any] = list(
        Contact.objects.active()
        .filter(pairing=pairing, kind__in=AT_ONE_HOUR, starts_at__lte=now)
        .order_by("-starts_at", "-pk")[:LAST]
    )
    for row in rows:
        span = Span(row.starts_at, row.starts_at + dt.timedelta(minutes=row.minutes or USUAL))
        at_place = ZoneInfo(row.time_zone) if row.kind == ContactKind.VISIT and row.time_zone else None
        judged = [office.on_clock_of(at_place) if at_place else office for office in offices]
        row.local = [row.starts_at.astimezone(office.zone) for office in judged]
        row.closed = [_why_day_off(office, span) for office in judged]
        row.outside = [bool(_why_day_off(office, span) or minutes_outside(office, span)) for office in judged]
    return rows


def _why_closed(office: Office, day: dt.date) -> str:
    """Why an office is closed on a day of its own calendar; empty where it is open."""
    return "" if office.works_on(day) else office.off.get(day) or _("weekend")


def _why_day_off(office: Office, span: Span) -> str:
    """Why a day that a span touches is none of work."""
    return next((why for day in days_of(office, span) if (why := _why_closed(office, day))), "")


DAYS = 14
# Meetings of the past are judged by the holidays of so many days back.
BACK = dt.timedelta(days=400)


class HoursOfDay:
    """One day of the EU side's calendar: when both offices are open, else why not and the fairest hour instead.

    `why` gives each side's reason to be closed, EU first, empty where it works; `slot` is the hour to propose,
    None where no hour of the day can be asked for.
    """

    def __init__(self, offices: tuple[Office, Office], day: dt.date, *, turn: int | None, now: dt.datetime) -> None:
        self.day = day
        self.windows = common_windows(*offices, day)
        self.length = sum((window.length for window in self.windows), dt.timedelta())
        self._slot = partial(fairest_slot, offices, day, turn=turn, after=now)
        self.why = ("", "") if self.windows else self._why(*offices)

    @cached_property
    def slot(self) -> Slot | None:
        """Looked for when it is asked for: it weighs every quarter of an hour of the day."""
        return self._slot()

    def _why(self, first: Office, second: Office) -> tuple[str, str]:
        """Each one's reason; the second may meet the first one's day on another of its own: then that day counts."""
        first_always, second_always = (replace(office, weekend=frozenset(), off={}) for office in (first, second))
        windows = common_windows(first_always, second_always, self.day)
        met = [second.day_of(window.start) for window in windows] or [self.day]
        return _why_closed(first, self.day), next((why for day in met if (why := _why_closed(second, day))), "")


class CommonHours:
    """The two weeks of a pairing from today on; `days` is empty where a side has no city, hence no clock."""

    def __init__(self, pairing: Pairing, sides: Offices, now: dt.datetime, *, with_meetings: bool) -> None:
        self.pairing, self.sides, self.now = pairing, sides, now
        self.names = (pairing.eu.partner.name, pairing.counterpart.partner.name)
        self.meetings: list[Contact] = []
        self.days: list[HoursOfDay] = []
        if None in sides:
            return
        if with_meetings:
            self.meetings = read_meetings(pairing, self.offices, now)
        first = self.offices[0].day_of(now)
        self.days = [
            HoursOfDay(self.offices, first + step * DAY, turn=whose_turn(self.counts), now=now) for step in range(DAYS)
        ]

    @property
    def offices(self) -> tuple[Office, Office]:
        """Both offices; raises ValueError where a side has none."""
        first, second = self.sides
        if first is None or second is None:
            raise ValueError
        return first, second

    @property
    def counts(self) -> tuple[int, int]:
        """How often each side sat outside its hours in the last meetings."""
        rows: Any = self.meetings
        first, second = (sum(meeting.outside[side] for meeting in rows) for side in (0, 1))
        return first, second

    @property
    def proposal(self) -> Slot | None:
        """The next hour to propose: in the first common hours that hold one, else the fairest edge."""
        slots = [day.slot for day in self.days if day.slot]
        return next((slot for slot in slots if slot.is_common), slots[0] if slots else None)


def read_common_hours(pairing: Pairing, now: dt.datetime, grants: Grants) -> CommonHours:
    """The common hours of two weeks from today on; one query.

    Where the reader sees into the pairing, its last meetings are read too by another one, and the proposed hour then
    takes turns.
    """
    sides = read_offices([pairing], (now - BACK).date(), (now + DAYS * DAY).date())[pairing.pk]
    return CommonHours(pairing, sides, now, with_meetings=may_see_dealings(grants, pairing))


def span_at(span: Span, office: Office, day: dt.date) -> str:
    """A span on an office's clock, 10:00–11:00; with the day before it where that is another than `day`."""
    start, end = (moment.astimezone(office.zone) for moment in (span.start, span.end))
    begins = format_time(start) if start.date() == day else f"{short_date(start.date())} {format_time(start)}"
    return format_times(begins, format_time(end))


def spans_at(spans: Sequence[Span], office: Office, day: dt.date) -> str:
    """Several spans on an office's clock."""
    return join_names(span_at(span, office, day) for span in spans)


def length_label(length: dt.timedelta) -> str:
    """A length in hours and minutes: 1 h, 1 h 30 min."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    words = [_("%(count)s h") % {"count": hours}] if hours else []
    if minutes or not hours:
        words.append(_("%(count)s min") % {"count": minutes})
    return " ".join(words)


def common_day(sides: Offices, names: Sequence[str], now: dt.datetime) -> tuple[dt.date | None, str]:
    """The day to show of two offices, and what their common hours come to now, in one sentence.

    That is today as long as both are open on it, else the next day on which they are; None where a side has no clock.
    """
    first, second = sides
    if first is None or second is None:
        homeless = [name for name, office in zip(names, sides, strict=True) if office is None]
        return None, _("Common hours are not known: %(partners)s has no city in the portal yet.") % {
            "partners": join_names(homeless)
        }
    today = first.day_of(now)
    found = shown = next_common(first, second, today, within=DAYS)
    if found and found[1][-1].end <= now:
        found = next_common(first, second, today + DAY, within=DAYS - 1)
    if found is None:
        return shown[0] if shown else today, _("No common hours in the next two weeks")
    day, windows = found
    window = next(one for one in windows if one.end > now)
    if window.start <= now:
        return day, _("Both in office hours for another %(length)s") % {"length": length_label(window.end - now)}
    times = f"{span_at(window, first, day)} ({span_at(window, second, day)})"
    if day == today:
        return day, f"{_('Common hours today')}: {times}"
    when = short_date(day, weekday=True)
    return shown[0] if shown else day, f"{_('Next common hours')}: {when} {times}"


def meeting_file(*, hours: CommonHours, start: dt.datetime, minutes: int, address: str) -> bytes:
    """The file of one meeting that begins at `start` and lasts `minutes`; `address` is the pairing's full address.

    The same pairing, start and length give the same UID, so that a calendar takes a second file for the first one.
    The time stands on the EU side's clock with its clock changes, the description tells both clocks. Written in the
    reader's language. Raises ValueError where a side has no clock.
    """
    pairing = hours.pairing
    first, second = hours.offices
    uid = f"{pairing.strand.code}.{pairing.code}.{start.astimezone(dt.UTC):%Y%m%dT%H%MZ}.{minutes}@world-cities"
    lines = [
        f"{name}: {format_moment(start.astimezone(office.zone))}"
        for name, office in zip(hours.names, (first, second), strict=True)
    ]
    entry = Entry(
        uid=uid,
        summary=_("Meeting %(pairing)s") % {"pairing": pairing.name},
        start=start,
        end=start + dt.timedelta(minutes=minutes),
        zone=first.zone,
        language=reader_language(),
        description="\n".join([*lines, address]),
        url=address,
    )
    return calendar_file([entry], name="")


# A day and a time on the wall of one place, as one moment: also on the nights on which its clocks change.


class NoSuchTime(ValueError):
    """The clocks went past this time that night: it was never on the wall."""


def moment_at(day: dt.date, time: dt.time, zone: ZoneInfo) -> tuple[dt.datetime, bool]:
    """The moment in UTC, and whether the wall showed this time twice; then it is the first of both.

    Raises NoSuchTime for a time in the hour that was left out. `zoneinfo` itself refuses neither.
    """
    local = dt.datetime.combine(day, time, zone)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    later = local.replace(fold=1).astimezone(dt.UTC)
    return moment, later != moment
