"""The part of an event's page that tells of minutes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/sections/minutes.html shows; a constant number of queries."""
    del grants, event, today
    return {}
