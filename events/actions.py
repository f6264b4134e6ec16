"""What all actions on an event and below one have alike."""

import datetime as dt
from typing import Any, cast

from accounts.models import User
from core import clock
from core.access import Grants
from core.actions import Action, Button
from core.errors import AlreadyDone, DomainError
from events.enums import OPEN_EVENT, ORGANISER
from events.events.selectors import can_reopen, check_works, event_refusal, reopens_cancelled
from events.models import Event

COMING = frozenset(OPEN_EVENT)


class EventAction(Action):
    """An action on an event, or on a record of one; where it is refused, the reader may reopen what was cancelled."""

    on: Any = Event
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


class OnEvent(EventAction):
    """An action on an event, or on a head count, for its organisers, while one of the pairings it serves goes on."""

    allowed = frozenset({ORGANISER})

    def check_possible(self) -> None:
        """Refuse what belongs to pairings that are over, then by the state, and say what comes first."""
        check_works(self.event)
        if self.states is not None and self.state not in self.states:
            raise (AlreadyDone if self.state == self.target else DomainError)(event_refusal(self.event))

    @classmethod
    def button_on(cls, row: Event, grants: Grants) -> Button | None:
        """Its button on an event of which it is known that one of its pairings goes on; no query."""
        action = cls(row, by=cast("User", None), grants=grants)
        possible = action.is_allowed and (cls.states is None or row.status in cls.states)
        due = possible and action.is_timely(clock.today())
        return Button(str(action.button or action.title), action.url, action.weight) if due else None

    def is_timely(self, today: dt.date) -> bool:
        """Whether it is offered today."""
        del today
        return True

    def get_context(self) -> dict[str, Any]:
        """Whatever the state it refuses it in, the reader may reopen the event; asked where it is shown."""
        event = self.event
        return {"section": "events", "event": event, "reopens": lambda: can_reopen(self.grants, event)}
