"""A meeting of the two sides as a calendar file (RFC 5545), without anybody's name or address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.calendars import Entry, calendar_file
from core.formats import format_moment
from core.texts import reader_language

if TYPE_CHECKING:
    from partnerships.services.common_hours import CommonHours


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
        f"{side.participation.partner.name}: {format_moment(start.astimezone(office.zone))}"
        for side, office in zip(hours.sides, (first, second), strict=True)
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
