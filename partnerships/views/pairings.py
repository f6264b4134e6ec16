"""The pages of a pairing: its journey, its history, and each milestone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.access import Grants
from core.models import AuditEntry
from partnerships.models import Invitation, Membership, Milestone, Pairing, StrandRole
from partnerships.rules import side_of
from partnerships.services.journeys import read_journeys
from partnerships.services.strips import large_strip, state_name, state_word
from partnerships.views.clocks import faces
from partnerships.views.marks import marked
from partnerships.views.strands import InStrand, crumbs

HISTORY_PAGE = 50
# Who is invited or leaves is for those who keep the strand's people, not for all who read a pairing.
_OF_PEOPLE = [model._meta.label_lower for model in (Invitation, Membership, StrandRole)]


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The parts of a pairing's pages."""
    return [
        {
            "label": _("Journey"),
            "url": pairing.get_absolute_url(),
            "current": current == "journey",
        },
        {
            "label": _("History"),
            "url": reverse("partnerships:pairing-history", args=[pairing.strand.code, pairing.code]),
            "current": current == "history",
        },
    ]


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
            parts=[(part, marked(part.milestones, journey.today)) for part in journey.stages],
            themes=[row.theme for row in pairing.chosen_themes.select_related("theme__strand")],
            my_side=side_of(self.grants, pairing),
            **large_strip(journey),
            **kwargs,
        )


class PairingHistory(InPairing, TemplateView):
    """Who did what when and why in a pairing."""

    template_name = "partnerships/pairing_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Newest first; what was loaded for the whole strand stands here too."""
        pairing = self.get_pairing()
        entries = AuditEntry.objects.filter(pairing_id=pairing.pk) | AuditEntry.objects.filter(
            strand_id=pairing.strand_id, pairing_id=None
        )
        entries = entries.exclude(object_type__in=_OF_PEOPLE)
        page = Paginator(entries.order_by("-at", "-id"), HISTORY_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            page=page,
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (_("History"), "")),
            tabs=tabs(pairing, "history", self.grants),
            **kwargs,
        )


class MilestonePage(InPairing, TemplateView):
    """One milestone: what was planned, what is planned now, what happened, and its history."""

    template_name = "partnerships/milestone.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The milestone among those of the pairing, else 404."""
        pairing = self.get_pairing()
        milestone = self.get_or_404(
            Milestone.objects.visible_to(self.grants).select_related("stage", "plan_item"),
            pairing=pairing,
            code=self.kwargs["milestone"],
        )
        milestone.pairing = pairing
        today = clock.today()
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            milestone=milestone,
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                (milestone.title, ""),
            ),
            country=pairing.strand.side_letters("counterpart"),
            responsible_names=[
                partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")
            ],
            state=state_name(milestone, today),
            state_word=state_word(milestone, today),
            changes=list(milestone.date_changes.all()),
            versions=list(milestone.history.select_related("history_user")[:20]),
            **kwargs,
        )
