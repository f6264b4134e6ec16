"""A meeting of the two sides as a calendar file (RFC 5545), without anybody's name or address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from core import clock
from core.formats import format_moment
from core.texts import reader_language

if TYPE_CHECKING:
    from partnerships.services.common_hours import CommonHours

PRODUCT = "-//World Cities//Portal//EN"
# Clock changes are written out so far around the meeting: RFC 5545 wants those that matter to it.
AROUND = dt.timedelta(days=370)


def meeting_file(*, hours: CommonHours, start: dt.datetime, minutes: int, address: str) -> bytes:
    """The file of one meeting that begins at `start` and lasts `minutes`; `address` is the pairing's full address.

    The same pairing, start and length give the same UID, so that a calendar takes a second file for the first one.
    The time stands on the EU side's clock with its clock changes, the description tells both clocks. Written in the
    reader's language. Raises ValueError where a side has no clock.
    """
    pairing = hours.pairing
    first, second = hours.offices
    local = start.astimezone(first.zone)
    language = {"LANGUAGE": reader_language()}
    event = Event()
    event.uid = f"{pairing.strand.code}.{pairing.code}.{start.astimezone(dt.UTC):%Y%m%dT%H%MZ}.{minutes}@world-cities"
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", local)
    event.add("dtend", (start + dt.timedelta(minutes=minutes)).astimezone(first.zone))
    event.add("summary", _("Meeting %(pairing)s") % {"pairing": pairing.name}, parameters=language)
    lines = [
        f"{side.participation.partner.name}: {format_moment(start.astimezone(office.zone))}"
        for side, office in zip(hours.sides, (first, second), strict=True)
    ]
    event.add("description", "\n".join([*lines, address]), parameters=language)
    event.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=(local - AROUND).date(), last_date=(local + AROUND).date())
    written: bytes = calendar.to_ical()
    return written
