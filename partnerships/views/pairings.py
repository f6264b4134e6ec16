"""What the pages below a pairing have alike."""

from __future__ import annotations

from django.utils.functional import cached_property

from core.errors import DomainError
from partnerships.models import Pairing
from partnerships.services.pairings import check_open
from partnerships.views.strands import InStrand


def closed_words(pairing: Pairing) -> list[str]:
    """What the services say of a pairing in which nothing is changed any more, for the form that would try."""
    try:
        check_open(pairing)
    except DomainError as refused:
        return [str(refused)]
    return []


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
