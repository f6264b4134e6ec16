"""The days of events: on which each took place, what their sum leaves out, and which events ran in parallel."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from core.formats import format_number
from events.enums import EventStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.periods import Period
    from events.models import Event


def days_held(event: Event) -> list[dt.date]:
    """The days on which it was held, as far as they are known to the day."""
    return days_in(event.actual) if event.status == EventStatus.HELD else []


def days_in(period: Period) -> list[dt.date]:
    """The days of a period, first and last included; none where they are not known to the day."""
    first, last = period.first_day, period.last_day
    if first is None or last is None or not period.days_known:
        return []
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def days_remark(events: Collection[Event]) -> str:
    """What is to be said beside the days of held events added up: how many are the same, and which are not known."""
    each = [days_held(event) for event in events]
    known = sum(len(days) for days in each)
    on_calendar = len({day for days in each for day in days})
    said = []
    if on_calendar < known:
        words = ngettext(
            "some on the same days, %(count)s day of the calendar",
            "some on the same days, %(count)s days of the calendar",
            on_calendar,
        )
        said.append(words % {"count": format_number(on_calendar)})
    if unknown := sum(not days for days in each):
        words = ngettext(
            "%(count)s of %(all)s event without known days",
            "%(count)s of %(all)s events without known days",
            len(each),
        )
        said.append(words % {"count": format_number(unknown), "all": format_number(len(each))})
    return "; ".join(said)


def in_parallel(events: Collection[Event]) -> set[int]:
    """The numbers of those that share a day with another one of theirs for other pairings, as far as days are known."""
    served = {event.pk: {row.pairing_id for row in event.serving.all()} for event in events}
    on: dict[dt.date, list[int]] = defaultdict(list)
    for event in events:
        for day in days_in(event.shown_period) if served[event.pk] and not event.all_pairings else ():
            on[day].append(event.pk)
    return {key for keys in on.values() for key in keys if any(served[key].isdisjoint(served[one]) for one in keys)}
