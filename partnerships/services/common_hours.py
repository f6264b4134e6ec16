"""The common hours of a pairing: two weeks day by day, and what they come to today, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.formats import format_date, format_time, format_times, join_names, short_date
from partnerships.rules import may_see_dealings
from partnerships.services.fair_hours import DAY, Office, Slot, Span, common_windows, fairest_slot
from partnerships.services.meetings import NONE_YET, Meetings, read_meetings, why_closed
from partnerships.services.offices import SideOffice, read_offices

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

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
    sides: tuple[SideOffice, SideOffice]
    days: tuple[HoursOfDay, ...]
    meetings: Meetings
    now: dt.datetime

    @property
    def offices(self) -> tuple[Office, Office]:
        """Both offices; raises ValueError where a side has none."""
        first, second = (side.office for side in self.sides)
        if first is None or second is None:
            raise ValueError
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


def _read(
    pairing: Pairing, sides: tuple[SideOffice, SideOffice], now: dt.datetime, grants: Grants | None, days: int
) -> CommonHours:
    first, second = (side.office for side in sides)
    if first is None or second is None:
        return CommonHours(pairing, sides, (), NONE_YET, now)
    offices = (first, second)
    meets = grants is not None and may_see_dealings(grants, pairing)
    meetings = read_meetings(pairing, offices, now) if meets else NONE_YET
    start = first.day_of(now)
    rows = tuple(_day(offices, start + step * DAY, meetings.turn, now) for step in range(days))
    return CommonHours(pairing, sides, rows, meetings, now)


def _day(offices: tuple[Office, Office], day: dt.date, turn: int | None, now: dt.datetime) -> HoursOfDay:
    first, second = offices
    windows = tuple(common_windows(first, second, day))
    slot = fairest_slot(offices, day, turn=turn, after=now)
    return HoursOfDay(day, windows, ("", "") if windows else _why(first, second, day), slot)


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
    names = _names(hours)
    homeless = [side.participation.partner.name for side in hours.sides if side.office is None]
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


def _names(hours: CommonHours) -> dict[str, str]:
    first, second = (side.participation.partner.name for side in hours.sides)
    return {"first": first, "second": second}


def _times(hours: CommonHours, spans: Sequence[Span], day: dt.date) -> dict[str, str]:
    first, second = hours.offices
    return {"first_time": spans_at(spans, first, day), "second_time": spans_at(spans, second, day)}
