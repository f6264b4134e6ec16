"""What the pages below a pairing have alike."""

from __future__ import annotations

from partnerships.models import Pairing
from partnerships.views.strands import InStrand


class InPairing(InStrand):
    """A page below a pairing: finds it among those the reader may see."""

    def get_pairing(self) -> Pairing:
        """The pairing of the address, else 404."""
        return self.get_or_404(
            Pairing.objects.visible_to(self.grants).for_page(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )
