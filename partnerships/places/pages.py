"""What the pages and acts below a partner of a strand have alike."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.acts import ActPage
from partnerships.models import Participation
from partnerships.programmes.views import InStrand, crumbs


class OfPartner(InStrand):
    """A page below a partner of a strand."""

    @cached_property
    def participation(self) -> Participation:
        """The partner of the address in its strand, else 404."""
        rows = Participation.objects.visible_to(self.grants).for_page()
        return self.get_or_404(rows, strand__code=self.kwargs["strand"], partner__code=self.kwargs["partner"])

    def places(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Where the page lies."""
        strand, partner = self.participation.strand, self.participation.partner
        partners = reverse("partnerships:partner-list", args=[strand.code])
        return crumbs(strand, (_("Partners"), partners), (partner.name, self.participation.get_absolute_url()), *below)


class PartnerAct(ActPage, OfPartner):
    """An act below a partner's page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(
            strand=self.participation.strand,
            section="partners",
            crumbs=self.places((str(self.title), "")),
            **kwargs,
        )
