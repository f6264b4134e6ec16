"""The page of a partner in a strand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from partnerships.models import Membership, Pairing
from partnerships.rules import may_manage_people
from partnerships.services.journeys import read_journeys
from partnerships.services.organisations import said_of
from partnerships.services.strips import side_labels, small_strips
from partnerships.views.interest_lines import interests_of
from partnerships.views.offices import office_hours
from partnerships.views.panels import panels
from partnerships.views.partners import OfPartner
from partnerships.views.project_sections import projects_of_partner
from partnerships.views.strands import crumbs


class PartnerPage(OfPartner, TemplateView):
    """A partner in a strand: its cities, its side, its pairings."""

    template_name = "partnerships/partner.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of it in a constant number of queries."""
        participation, today = self.participation, clock.today()
        strand = participation.strand
        pairings = Pairing.objects.visible_to(self.grants).with_side(participation).with_names()
        journeys = read_journeys(list(pairings), today)
        coordinators = (
            Membership.objects.not_ended(today)
            .filter(participation=participation, started_on__lte=today)
            .select_related("user")
            .with_deputies(today)
        )
        return super().get_context_data(
            strand=strand,
            participation=participation,
            partner=participation.partner,
            said=said_of(participation.partner, strand=strand, grants=self.grants),
            section="partners",
            crumbs=crumbs(
                strand,
                (_("Partners"), reverse("partnerships:partner-list", args=[strand.code])),
                (participation.partner.name, ""),
            ),
            projects=projects_of_partner(participation, self.grants),
            strips=list(zip(journeys, small_strips(journeys), strict=True)),
            coordinators=list(coordinators),
            interests=interests_of(self.grants, participation),
            panels=panels("partner", grants=self.grants, participation=participation),
            office=office_hours(participation, self.grants),
            keeps_people=may_manage_people(self.grants, strand),
            **(side_labels(journeys[0]) if journeys else {}),
            **kwargs,
        )
