"""What all actions on an event and below one have alike."""

from __future__ import annotations

from typing import Any, ClassVar

from core.actions import Action
from events.events.selectors import reopens_cancelled
from events.models import Event


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
        return {"section": "events", "event": self.event, "reopens": reopens_cancelled(self.grants, self.event)}
