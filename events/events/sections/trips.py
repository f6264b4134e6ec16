"""The part of an event's page that tells of the plans and reports of journeys."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from events.trips.selectors import papers_at

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/events/sections/trips.html shows; a constant number of queries."""
    return {"lines": papers_at(grants, event)}
