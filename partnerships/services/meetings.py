"""Who sat outside office hours when the two sides last sat together, by their contacts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from partnerships.enums import AT_ONE_HOUR, ContactKind
from partnerships.models import Contact
from partnerships.services.fair_hours import Span, days_of, minutes_outside, whose_turn

if TYPE_CHECKING:
    from partnerships.models import Pairing
    from partnerships.services.fair_hours import Office

LAST = 10
# How long a meeting counts whose length nobody wrote down.
USUAL = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """One of the last meetings: when each side sat there by its own clock, and whether outside its hours, EU first.

    `closed` says why an office had a day off, and nothing where it had none.
    """

    contact: Contact
    local: tuple[dt.datetime, dt.datetime]
    outside: tuple[bool, bool]
    closed: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Meetings:
    """The last meetings, newest first; `counts` says how often each side sat outside its hours, EU first."""

    rows: tuple[Meeting, ...]
    counts: tuple[int, int]

    @property
    def turn(self) -> int | None:
        """The side (0 the EU's) that sat outside less often; None where both did as often."""
        return whose_turn(self.counts)


NONE_YET = Meetings((), (0, 0))


def read_meetings(pairing: Pairing, offices: tuple[Office, Office], now: dt.datetime) -> Meetings:
    """The last ten calls, meetings and visits with a known hour, judged by the hours that the offices have now.

    A visit is judged by the clock of the place for both sides, since all sit there. One query. `offices` must know
    their days off as far back as the meetings go; a holiday that they do not know counts as a working day.
    """
    rows = (
        Contact.objects.standing()
        .filter(pairing=pairing, kind__in=AT_ONE_HOUR, starts_at__lte=now)
        .order_by("-starts_at", "-pk")[:LAST]
    )
    found = tuple(_meeting(row, offices) for row in rows)
    counts = tuple(sum(meeting.outside[side] for meeting in found) for side in (0, 1))
    return Meetings(found, (counts[0], counts[1]))


def _meeting(contact: Contact, offices: tuple[Office, Office]) -> Meeting:
    start = contact.starts_at
    if start is None:  # pragma: no cover - the query asks for an hour
        raise ValueError(contact.code)
    span = Span(start, start + dt.timedelta(minutes=contact.minutes or USUAL))
    if contact.kind == ContactKind.VISIT and contact.time_zone:
        place = ZoneInfo(contact.time_zone)
        offices = (offices[0].on_clock_of(place), offices[1].on_clock_of(place))
    first, second = offices
    return Meeting(
        contact,
        (start.astimezone(first.zone), start.astimezone(second.zone)),
        (_is_outside(first, span), _is_outside(second, span)),
        (_why_day_off(first, span), _why_day_off(second, span)),
    )


def why_closed(office: Office, day: dt.date) -> str:
    """Why an office is closed on a day of its own calendar; empty where it is open."""
    if office.works_on(day):
        return ""
    return office.off.get(day) or _("weekend")


def _why_day_off(office: Office, span: Span) -> str:
    """Why a day that a span touches is none of work."""
    return next((why for day in days_of(office, span) if (why := why_closed(office, day))), "")


def _is_outside(office: Office, span: Span) -> bool:
    return bool(_why_day_off(office, span)) or bool(minutes_outside(office, span))
