"""What the check of records asks of events and of what lies in them."""

from __future__ import annotations

from events.services.event_integrity import of_events
from events.services.visit_integrity import of_visits
from partnerships.services.integrity import register_check

register_check(of_events)
register_check(of_visits)
