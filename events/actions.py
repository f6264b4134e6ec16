"""What all actions on an event and below one have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.actions import Action
from events.enums import EventStatus
from events.events.selectors import is_workable
from events.models import Event
from events.workflow import ORGANISER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.access import Grants


def find_event(grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Event | None:
    """The event of an address with its names, among those visible to a reader; under a lock."""
    rows = Event.objects.visible_to(grants).with_names().order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True) if locked else rows
    return rows.filter(strand__code=words["strand"], code=words["event"]).first()


class EventAction(Action):
    """An action on an event, or on a record of one; where it is refused, the reader may reopen what was cancelled."""

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
