"""The page of one milestone."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from core import clock
from core.formats import format_period
from core.message_text import message_text
from partnerships.confirmations.selectors import milestone_stands
from partnerships.milestones.selectors import buttons, turn_of
from partnerships.milestones.services import confirm_instead
from partnerships.models import Milestone
from partnerships.pairings.pages import InPairing
from partnerships.services.attached import attached
from partnerships.services.history import timeline
from partnerships.services.strips import state_name, state_word
from partnerships.views.follow_ups import follow_ups_from
from partnerships.views.marks import address_of
from partnerships.views.panels import panels
from partnerships.views.strands import crumbs

RECENT = 20  # acts of the history that the page shows


class MilestonePage(InPairing, TemplateView):
    """One milestone: what was planned, what is planned now, what happened, whose turn it is, and its history."""

    template_name = "partnerships/milestones/milestone.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The milestone among those of the pairing, else 404."""
        pairing = self.pairing
        milestone = self.get_or_404(
            Milestone.objects.visible_to(self.grants).select_related("stage", "plan_item", "reported_by"),
            pairing=pairing,
            code=self.kwargs["milestone"],
        )
        milestone.pairing = pairing
        today = clock.today()
        standing = milestone_stands([milestone]).get(milestone.pk)
        turn = turn_of(milestone, standing)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            milestone=milestone,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (milestone.title, "")),
            country=pairing.strand.side_letters("counterpart"),
            responsible_names=[
                partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")
            ],
            state=state_name(milestone, today),
            state_word=state_word(milestone, today),
            standing=standing,
            whose_turn=turn,
            message=_message(milestone, state_word(milestone, today), turn),
            how_done=confirm_instead(milestone) if standing else "",
            reported_for=dict(pairing.partners).get(milestone.reported_side),
            objection_of=dict(pairing.partners).get(milestone.objection_side),
            buttons=[(one, address_of(milestone, one)) for one in buttons(self.grants, milestone, standing)],
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "milestone", milestone.pk]),
            entries=timeline(milestone, limit=RECENT),
            **follow_ups_from(self.grants, milestone),
            panels=panels("milestone", grants=self.grants, milestone=milestone),
            attached=attached(self.grants, [milestone])[Milestone, milestone.pk],
            **kwargs,
        )


def _message(milestone: Milestone, state: str, turn: str) -> str:
    """The lines that people copy into a messenger: what, when and how it stands, whose turn it is."""
    when = format_period(milestone.shown_period)
    title = f"{milestone.pairing.name} · {milestone.title}"
    return message_text([title, f"{when}: {state}" if when else state, turn], milestone.get_absolute_url())
