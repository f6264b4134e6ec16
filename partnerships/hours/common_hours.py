"""The common hours of a pairing: two weeks day by day, the last meetings, and a calendar file of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.calendars import Entry, calendar_file
from core.formats import format_date, format_moment, format_time, format_times, join_names, short_date
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
    whose_turn,
)
from partnerships.hours.selectors import Offices, read_offices
from partnerships.models import Contact
from partnerships.rules.journey import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

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


def why_closed(office: Office, day: dt.date) -> str:
    """Why an office is closed on a day of its own calendar; empty where it is open."""
    if office.works_on(day):
        return ""
    return office.off.get(day) or _("weekend")


def _why_day_off(office: Office, span: Span) -> str:
    """Why a day that a span touches is none of work."""
    return next((why for day in days_of(office, span) if (why := why_closed(office, day))), "")


DAYS = 14
# Meetings of the past are judged by the holidays of so many days back.
BACK = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class HoursOfDay:
    """One day of the EU side's calendar: when both offices are open, else why not and the fairest hour instead.

    `why` gives each side's reason to be closed, EU first, empty where it works; `slot` is the hour to propose,
    None where no hour of the day can be asked for.
    """

    day: dt.date
    windows: tuple[Span, ...]
    why: tuple[str, str]
    slot: Slot | None

    @property
    def is_closed(self) -> bool:
        """Whether a side does not work that day, so that there is nothing to look for."""
        return any(self.why)

    @property
    def length(self) -> dt.timedelta:
        """How long both are open together."""
        return sum((window.length for window in self.windows), dt.timedelta())


@dataclass(frozen=True, slots=True)
class CommonHours:
    """The two weeks of a pairing from today on; `days` is empty where a side has no city, hence no clock."""

    pairing: Pairing
    sides: Offices
    days: tuple[HoursOfDay, ...]
    meetings: Sequence[Any]
    now: dt.datetime

    @property
    def offices(self) -> tuple[Office, Office]:
        """Both offices; raises ValueError where a side has none."""
        first, second = self.sides
        if first is None or second is None:
            raise ValueError
        return first, second

    @property
    def names(self) -> tuple[str, str]:
        """The names of both partners."""
        return self.pairing.eu.partner.name, self.pairing.counterpart.partner.name

    @property
    def counts(self) -> tuple[int, int]:
        """How often each side sat outside its hours in the last meetings."""
        first, second = (sum(meeting.outside[side] for meeting in self.meetings) for side in (0, 1))
        return first, second

    @property
    def proposal(self) -> Slot | None:
        """The next hour to propose: in the first common hours that hold one, else the fairest edge."""
        slots = [day.slot for day in self.days if day.slot]
        return next((slot for slot in slots if slot.is_common), slots[0] if slots else None)


def read_common_hours(
    pairings: Sequence[Pairing], now: dt.datetime, *, grants: Grants | None = None, days: int = DAYS
) -> dict[int, CommonHours]:
    """The common hours of each pairing for so many days from today on, by its key. One query for all of them.

    With `grants` the last meetings of the pairings that the reader sees into are read too: one query each, and the
    proposed hour then takes turns.
    """
    first = (now - BACK).date()
    offices = read_offices(pairings, first, (now + days * DAY).date())
    return {pairing.pk: _read(pairing, offices[pairing.pk], now, grants, days) for pairing in pairings}


def _read(pairing: Pairing, sides: Offices, now: dt.datetime, grants: Grants | None, days: int) -> CommonHours:
    hours = CommonHours(pairing, sides, (), (), now)
    first, second = sides
    if first is None or second is None:
        return hours
    if grants is not None and may_see_dealings(grants, pairing):
        hours = replace(hours, meetings=read_meetings(pairing, (first, second), now))
    turn, rows = whose_turn(hours.counts), []
    for day in (first.day_of(now) + step * DAY for step in range(days)):
        windows = tuple(common_windows(first, second, day))
        slot = fairest_slot((first, second), day, turn=turn, after=now)
        rows.append(HoursOfDay(day, windows, ("", "") if windows else _why(first, second, day), slot))
    return replace(hours, days=tuple(rows))


def _why(first: Office, second: Office, day: dt.date) -> tuple[str, str]:
    """Why the offices do not meet on a day: each one's reason to be closed.

    The second one may meet the first one's day on another day of its own; then it is that day off that counts.
    """
    first_always, second_always = (replace(office, weekend=frozenset(), off={}) for office in (first, second))
    met = [second.day_of(window.start) for window in common_windows(first_always, second_always, day)] or [day]
    return why_closed(first, day), next((why for why in (why_closed(second, row) for row in met) if why), "")


def at(moment: dt.datetime, office: Office, day: dt.date) -> str:
    """A moment on an office's clock; with its day where that is another than `day`."""
    local = moment.astimezone(office.zone)
    time = format_time(local)
    return time if local.date() == day else f"{short_date(local.date())} {time}"


def span_at(span: Span, office: Office, day: dt.date) -> str:
    """A span on an office's clock, 10:00–11:00; with the day before it where that is another than `day`."""
    end = span.end.astimezone(office.zone)
    return format_times(at(span.start, office, day), format_time(end))


def spans_at(spans: Sequence[Span], office: Office, day: dt.date) -> str:
    """Several spans on an office's clock."""
    return join_names(span_at(span, office, day) for span in spans)


def common_line(hours: CommonHours) -> str:
    """What the common hours come to now, in one or two sentences."""
    names = dict(zip(("first", "second"), hours.names, strict=True))
    homeless = [name for name, office in zip(hours.names, hours.sides, strict=True) if office is None]
    if homeless:
        return _("Common hours are not known: %(partners)s has no city in the portal yet.") % {
            "partners": join_names(homeless)
        }
    today = hours.days[0]
    if still := [window for window in today.windows if window.end > hours.now]:
        return _("Common hours today: %(first_time)s in %(first)s, %(second_time)s in %(second)s.") % (
            names | _times(hours, still, today.day)
        )
    return " ".join([_why_not_today(today, names), _next_line(hours, names)])


def _why_not_today(today: HoursOfDay, names: dict[str, str]) -> str:
    if today.windows:
        return _("The common hours of today are over.")
    if not today.is_closed:
        return _("No common hours today: one office closes before the other opens.")
    weekend = _("weekend")
    told = [
        why if why == weekend else _("%(holiday)s in %(partner)s") % {"holiday": why, "partner": name}
        for why, name in zip(today.why, (names["first"], names["second"]), strict=True)
        if why
    ]
    return _("No common hours today: %(why)s.") % {"why": join_names(dict.fromkeys(told))}


def _next_line(hours: CommonHours, names: dict[str, str]) -> str:
    later = next((row for row in hours.days[1:] if row.windows), None)
    if later:
        return _("Next on %(day)s: %(first_time)s in %(first)s, %(second_time)s in %(second)s.") % (
            names | {"day": format_date(later.day, weekday=True)} | _times(hours, later.windows, later.day)
        )
    slot = hours.proposal
    if slot is None:
        return _("There is none in the two weeks to come.")
    day = hours.offices[0].day_of(slot.span.start)
    return _("Fairest hour on %(day)s: %(first_time)s in %(first)s, %(second_time)s in %(second)s.") % (
        names | {"day": format_date(day, weekday=True)} | _times(hours, [slot.span], day)
    )


def _times(hours: CommonHours, spans: Sequence[Span], day: dt.date) -> dict[str, str]:
    first, second = hours.offices
    return {"first_time": spans_at(spans, first, day), "second_time": spans_at(spans, second, day)}


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
