"""From which day on what delegates told of themselves is erased: so many days after the event's end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from core import clock
from events.enums import EventStatus

if TYPE_CHECKING:
    from events.models import Event


def last_day_of(event: Event) -> dt.date | None:
    """The last day of the event: what happened, else the plan as it stands; of a cancelled one the day of that.

    None where no date of it is known. A known month ends with its last day.
    """
    if event.status == EventStatus.CANCELLED:
        return _cancelled_on(event) or event.shown_period.last_day
    return event.shown_period.last_day


def _cancelled_on(event: Event) -> dt.date | None:
    """The day on which it was last cancelled, by its history."""
    standing = event.history.exclude(status=EventStatus.CANCELLED).order_by("-history_date", "-history_id").first()
    versions = event.history.filter(status=EventStatus.CANCELLED)
    if standing is not None:
        versions = versions.filter(history_date__gte=standing.history_date).exclude(pk=standing.pk)
    first = versions.order_by("history_date", "history_id").first()
    return clock.day_of(first.history_date) if first else None


def erased_after(event: Event, *, kept_days: int) -> dt.date | None:
    """The last day on which the details are kept; None where the event has no date."""
    last = last_day_of(event)
    return last + dt.timedelta(days=kept_days) if last else None
