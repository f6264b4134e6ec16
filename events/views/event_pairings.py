"""What the pages and acts about one pairing at an event have alike: visit notes and minutes."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import cached_property

from events.models import Minutes, VisitNote
from events.services.event_places import serves
from events.views.places import InEvent, OfEvent
from partnerships.models import Pairing


class InEventPairing(InEvent):
    """A page of one pairing that the event serves: for those who see what passes between its sides."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, else 404; one that was taken out of the event keeps what was written."""
        pairing: Pairing = self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )
        event = self.event
        if serves(event, pairing):
            return pairing
        written = any(model.objects.filter(event=event, pairing=pairing).exists() for model in (VisitNote, Minutes))
        if not written:
            raise Http404
        return pairing

    def of_pairing(self, name: str, *more: object) -> str:
        """An address of the pairing below the event."""
        return self.address(name, self.pairing.code, *more)


class OfEventPairing(OfEvent, InEventPairing):
    """An act of one pairing below an event, with the way back."""
