"""What the pages and acts below an event have alike: where they lie, their addresses, why an act is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.action_views import ActPage
from events.enums import EventStatus
from events.events.actions import ReopenEvent
from events.events.selectors import is_workable
from events.models import Event
from partnerships.programmes.pages import InStrand

if TYPE_CHECKING:
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
        return self.event.status == EventStatus.CANCELLED and self.can_reopen()

    def can_reopen(self) -> bool:
        """Whether the reader can take the event up again."""
        return ReopenEvent.button_on(self.event, self.grants) is not None and is_workable(self.event)

    def event_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the events, and the mission it is part of, to the event and down to the page."""
        places = self.event.get_crumbs()
        return [*places, *below] if below else [*places[:-1], (self.event.title, "")]

    def delegations_place(self) -> tuple[str, str]:
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
        return self.event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to the act, and what can be done first where it is refused."""
        reopens = "refusal" in kwargs and (self.can_reopen() if self.proposes_reopening else self.offers_reopening())
        return super().get_context_data(crumbs=self.event_crumbs(*self.get_places()), reopens=reopens, **kwargs)

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the event and the act, and the act itself."""
        return [(str(self.title), "")]

    def get_done_url(self) -> str:
        return str(self.event.get_absolute_url())


def event_address(event: Event, name: str, *more: object) -> str:
    """An address below an event: its strand, its code, and what lies below."""
    return reverse(f"events:{name}", args=[event.strand.code, event.code, *more])


def events_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of events, for the way back."""
    return _("Events"), reverse("events:event-list", args=[strand.code])
