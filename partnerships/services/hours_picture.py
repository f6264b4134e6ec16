"""The common hours of a pairing as a picture: two weeks on the EU side's clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from core.formats import short_date
from core.pictures.hours import DayOfHours, Hours, hours
from partnerships.services.fair_hours import DAY

if TYPE_CHECKING:
    from partnerships.services.common_hours import CommonHours, HoursOfDay
    from partnerships.services.fair_hours import Office, Span

MIDNIGHT = 24 * 60
# Width and room for the days' names, on a wide page and on a narrow one.
WIDE, NARROW = (1120, 110), (350, 68)


def hours_pictures(common: CommonHours) -> dict[str, Hours]:
    """The same picture for wide and for narrow pages; nothing where a side has no clock."""
    if not common.days:
        return {}
    strand = common.pairing.strand
    first, second = (strand.side_letters(side.participation.side) for side in common.sides)
    rows = [_row(row, common.offices) for row in common.days]
    return {
        name: hours(rows, (first, second), width=width, left=left)
        for name, (width, left) in (("wide_picture", WIDE), ("narrow_picture", NARROW))
    }


def _row(row: HoursOfDay, offices: tuple[Office, Office]) -> DayOfHours:
    first = offices[0]
    spans = [[hours for step in (-1, 0, 1) if (hours := office.hours_on(row.day + step * DAY))] for office in offices]
    bands = [_cut(found, first, row.day) for found in spans]
    notes = ["" if band else why for band, why in zip(bands, row.why, strict=True)]
    slot = row.slot if row.slot and not row.windows else None
    edge = _cut([slot.span], first, row.day) if slot else ()
    return DayOfHours(
        label=short_date(row.day),
        bands=(bands[0], bands[1]),
        windows=_cut(list(row.windows), first, row.day),
        slot=edge[0] if edge else None,
        notes=(notes[0], notes[1]),
    )


def _cut(spans: list[Span], office: Office, day: dt.date) -> tuple[tuple[float, float], ...]:
    """Spans as minutes of a day on an office's clock; what lies outside the day is cut off."""
    cut = [(_minute(span.start, office, day), _minute(span.end, office, day)) for span in spans]
    return tuple((start, end) for start, end in cut if start < end)


def _minute(moment: dt.datetime, office: Office, day: dt.date) -> int:
    local = moment.astimezone(office.zone)
    if local.date() != day:
        return 0 if local.date() < day else MIDNIGHT
    return local.hour * 60 + local.minute
