"""What actions on a delegation, and on one of its people, have alike."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core.access import Grants
from core.actions import ACTIONS, Action
from core.errors import refusal_by
from events.delegations.selectors import find_delegation, places_of
from events.delegations.services import OFFICE, check_goes_on, locked_delegation, log_act_on_delegate
from events.enums import DelegateStatus
from events.events.selectors import reopens_cancelled
from events.models import Delegate, Delegation, Event
from partnerships.workflow import OWN


class OfDelegation(Action):
    """An action on a delegation, or on one of its people: for the own partner and the office."""

    allowed: frozenset[str] = OFFICE | {OWN}
    template: str = "events/events/event_act.html"
    refused_template: str = "events/events/event_refused.html"

    @property
    def delegation(self) -> Delegation:
        delegation: Delegation = getattr(self.row, "delegation", self.row)
        return delegation

    @property
    def event(self) -> Event:
        return self.delegation.event

    def get_context(self) -> dict[str, Any]:
        reopens, partner = reopens_cancelled(self.grants, self.event), self.delegation.participation.partner
        return {"section": "events", "event": self.event, "reopens": reopens, "record": self.row, "partner": partner}


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
