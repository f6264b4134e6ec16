"""What the pages and acts below a pairing have alike."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property

from core.acts import ActPage
from partnerships.models import Pairing
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.journey import may_edit_pairing


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, else 404."""
        return self.get_or_404(
            Pairing.objects.visible_to(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )


class OfPairing(ActPage, InPairing):
    """An act below a pairing, with the way back to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        pairing = self.pairing
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), *self.get_places()),
            **kwargs,
        )

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the pairing and the act, and the act itself."""
        return [(str(self.title), "")]


class AddsToPairing(ActPage, InPairing):
    """An act that adds a record to a pairing: for whoever may edit the pairing, while it goes on."""

    rule: ClassVar[Any] = may_edit_pairing

    def get_record(self) -> Pairing:
        """The pairing that gets it, by which it is judged who may add."""
        return self.pairing

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"pairing": self.pairing}

    def get_refusal(self) -> str:
        """A pairing that is over gets none."""
        return self.pairing.ended_because
