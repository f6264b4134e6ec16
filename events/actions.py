"""What all actions on an event and below one have alike."""

from __future__ import annotations

from typing import Any, ClassVar

from core.actions import Action
from events.enums import EventStatus
from events.events.selectors import is_workable
from events.models import Event
from events.workflow import ORGANISER


class EventAction(Action):
    """An action on an event, or on a record of one; where it is refused, the reader may reopen what was cancelled."""

    on: ClassVar[Any] = Event
    template = "events/events/event_act.html"
    refused_template = "events/events/event_refused.html"

    @property
    def event(self) -> Event:
        """The event, with its names."""
        event: Event = getattr(self.row, "event", self.row)
        return event

    @property
    def actors(self) -> frozenset[str]:
        return self.event.actors(self.grants)

    def get_context(self) -> dict[str, Any]:
        event = self.event
        cancelled = event.status == EventStatus.CANCELLED
        reopens = cancelled and ORGANISER in event.actors(self.grants) and is_workable(event)
        return {"section": "events", "event": event, "reopens": reopens}
