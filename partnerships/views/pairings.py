"""The pages of a pairing: its journey and its history."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from core import clock
from partnerships.models import Pairing
from partnerships.rules import may_edit_pairing, side_of
from partnerships.services.health import read_health
from partnerships.services.journeys import read_journeys
from partnerships.services.strips import large_strip
from partnerships.views.clocks import faces
from partnerships.views.marks import marked_parts
from partnerships.views.strands import InStrand, crumbs
from partnerships.views.tabs import tabs


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    def get_pairing(self) -> Pairing:
        """The pairing of the address, else 404."""
        return self.get_or_404(
            Pairing.objects.visible_to(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )


class PairingPage(InPairing, TemplateView):
    """The two partners face to face and their whole journey."""

    template_name = "partnerships/pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the first screen in a constant number of queries."""
        pairing = self.get_pairing()
        (journey,) = read_journeys([pairing], clock.today())
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, "")),
            tabs=tabs(pairing, "journey", self.grants),
            faces=faces(pairing, clock.now()),
            journey_facts=journey,
            health=read_health(grants=self.grants, pairings=[pairing], today=journey.today).get(pairing.pk),
            parts=marked_parts(journey, self.grants),
            themes=[row.theme for row in pairing.chosen_themes.select_related("theme__strand")],
            my_side=side_of(self.grants, pairing),
            may_add_milestone=pairing.is_open and may_edit_pairing(self.grants, pairing),
            **large_strip(journey),
            **kwargs,
        )
