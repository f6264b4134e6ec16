"""What the pages and acts below an event have alike: where they lie, their addresses, why an act is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.acts import ActPage
from events.enums import EventStatus
from events.events.selectors import is_workable
from events.models import Event
from events.rules import event_actors
from events.workflow import EVENT
from partnerships.programmes.pages import InStrand, crumbs

if TYPE_CHECKING:
    from events.models import Delegate
    from partnerships.models import Strand


class InEvent(InStrand):
    """A page below an event: finds it among those the reader may see."""

    @cached_property
    def event(self) -> Event:
        """The event of the address with what rules read of it, else 404."""
        rows = Event.objects.visible_to(self.grants).with_names()
        row: Event = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["event"])
        if row.part_of:
            row.part_of.strand = row.strand
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        event = self.event
        facts = {
            "strand": event.strand,
            "event": event,
            "section": "events",
            "country": event.strand.side_letters("counterpart"),
        }
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | kwargs)
        return context

    def offers_reopening(self) -> bool:
        """Whether the event is cancelled and the reader can take it up again, for pages that say why they are shut."""
        return self.event.status == EventStatus.CANCELLED and self.can_reopen()

    def can_reopen(self) -> bool:
        """Whether the reader can take the event up again."""
        event = self.event
        return EVENT["reopen"].allows(event.status, event_actors(self.grants, event)) and is_workable(event)

    def event_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the events, and the mission it is part of, to the event and down to the page."""
        event = self.event
        mission = [(event.part_of.title, event.part_of.get_absolute_url())] if event.part_of else []
        here = (event.title, event.get_absolute_url() if below else "")
        return crumbs(event.strand, events_place(event.strand), *mission, here, *below)

    def delegations_place(self) -> tuple[str, str]:
        """The delegations of the event, for the way back."""
        return _("Delegations"), self.address("delegation-list")

    def address(self, name: str, *more: object) -> str:
        """An address below the event."""
        return event_address(self.event, name, *more)


class OfEvent(ActPage, InEvent):
    """An act below an event, with the way back to it; `proposes_reopening` where one that was held refuses it, too."""

    template_name = "events/events/event_act.html"
    refused_page = "events/events/event_refused.html"
    given_as = "event"
    proposes_reopening: ClassVar[bool] = False

    def get_record(self) -> Any:
        """The event, unless the act is about something below it."""
        return self.event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to the act, and what can be done first where it is refused."""
        reopens = "refusal" in kwargs and (self.can_reopen() if self.proposes_reopening else self.offers_reopening())
        return super().get_context_data(crumbs=self.event_crumbs(*self.get_places()), reopens=reopens, **kwargs)

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the event and the act, and the act itself."""
        return [(str(self.title), "")]

    def get_done_url(self) -> str:
        """The event's page."""
        return str(self.event.get_absolute_url())


def event_address(event: Event, name: str, *more: object) -> str:
    """An address below an event: its strand, its code, and what lies below."""
    return reverse(f"events:{name}", args=[event.strand.code, event.code, *more])


def delegate_address(delegate: Delegate, name: str) -> str:
    """An address below a delegate: that of the event, the partner, and the number in the delegation."""
    delegation = delegate.delegation
    return event_address(delegation.event, name, delegation.participation.partner.code, delegate.number)


def events_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of events, for the way back."""
    return _("Events"), reverse("events:event-list", args=[strand.code])
