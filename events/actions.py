"""What all actions on an event and below one have alike, those on a delegation and on one of its people among them."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from core.access import Grants
from core.actions import ACTIONS, Action, Button
from core.errors import AlreadyDone, DomainError, refusal_by
from events.delegations.selectors import find_delegation, places_of
from events.delegations.services import OFFICE, check_goes_on, locked_delegation, log_act_on_delegate
from events.enums import OPEN_EVENT, ORGANISER, DelegateStatus
from events.events.selectors import can_reopen, check_works, event_refusal, reopens_cancelled
from events.models import Delegate, Delegation, Event
from partnerships.enums import OWN

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


class OfDelegation(EventAction):
    """An action on a delegation, or on one of its people: for the own partner and the office."""

    allowed: frozenset[str] = OFFICE | {OWN}

    @property
    def delegation(self) -> Delegation:
        delegation: Delegation = getattr(self.row, "delegation", self.row)
        return delegation

    @property
    def event(self) -> Event:
        return self.delegation.event

    @property
    def actors(self) -> frozenset[str]:
        return self.delegation.actors(self.grants)

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"record": self.row, "partner": self.delegation.participation.partner}


class OnDelegation(OfDelegation):
    """An action on a delegation, which is not saved until somebody is nominated; the event is locked."""

    on = Delegation

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Delegation | None:
        return find_delegation(grants, **{name: words[name] for name in Delegation.ADDRESS}, locked=locked)

    @classmethod
    def locked(cls, row: Delegation) -> Delegation:
        return locked_delegation(row.event, row.participation)


class OnDelegate(OfDelegation):
    """An action on one delegate; the event is locked first, so that a place is never given twice."""

    on = Delegate
    template = "events/delegates/delegate_act.html"
    refused_template = "events/delegates/delegate_refused.html"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        events = Event.objects.filter(delegations__delegates__in=rows).order_by("pk")
        events.select_for_update(of=("self",), no_key=True).first()

    @cached_property
    def places(self) -> Delegation:
        """The delegation as it stands, with its places."""
        return places_of(self.event)[self.delegation.participation]

    @property
    def comes_first(self) -> str:
        """The key of the action that comes before or in place of this one in the state of now."""
        ended = self.row.status in (DelegateStatus.DECLINED, DelegateStatus.WITHDRAWN)
        return "delegate-bring-back" if ended else ""

    def get_context(self) -> dict[str, Any]:
        """With the action that a refusal sends to, for those who may carry it out now."""
        instead = ACTIONS[self.comes_first](self.row, by=self.by, grants=self.grants) if self.comes_first else None
        possible = instead and instead.is_allowed and not refusal_by(check_goes_on, self.event)
        return super().get_context() | {"instead": (instead.url, instead.title) if instead and possible else None}

    def log(self, **parameters: Any) -> None:
        """The person by number alone, and without the reason, which is between the partner and the office."""
        if not self.is_logged:
            self.is_logged = True
            log_act_on_delegate(self.key, self.row, self.by, **parameters)
