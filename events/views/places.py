"""What the pages and acts below an event have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.acts import ActPage
from events.models import Event
from partnerships.views.strands import InStrand, crumbs

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

    def event_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the events, and the mission it is part of, down to the page."""
        event = self.event
        mission = [(event.part_of.title, event.part_of.get_absolute_url())] if event.part_of else []
        return crumbs(event.strand, events_place(event.strand), *mission, *below)

    def address(self, name: str, *more: Any) -> str:
        """An address below the event: its strand, its code, and what lies below."""
        return reverse(f"events:{name}", args=[self.event.strand.code, self.event.code, *more])


class OfEvent(ActPage, InEvent):
    """An act below an event, with the way back to it."""

    template_name = "events/event_act.html"

    def get_record(self) -> Any:
        """The event, unless the act is about something below it."""
        return self.event

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        event = self.event
        here = (event.title, event.get_absolute_url())
        return super().get_context_data(
            strand=event.strand,
            event=event,
            section="events",
            crumbs=self.event_crumbs(here, *self.get_places()),
            **kwargs,
        )

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the event and the act, and the act itself."""
        return [(str(self.title), "")]

    def get_done_url(self) -> str:
        """The event's page."""
        return str(self.event.get_absolute_url())


def events_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of events, for the way back."""
    return _("Events"), reverse("events:event-list", args=[strand.code])
