"""The part of an event's page that takes it into the reader's own calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/events/sections/calendar.html shows; no query."""
    del grants, today
    return {"days_known": bool(event.shown_period) and event.shown_period.days_known}
