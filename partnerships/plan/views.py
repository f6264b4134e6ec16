"""The plan of a strand as everybody reads it who reads the strand, and the moves of its days, previewed by staff."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _, ngettext
from django.views.generic import TemplateView

from core.kept import Kept
from partnerships.enums import OPEN_PAIRING, ConfirmationBy, MilestoneStatus
from partnerships.milestones.selectors import own_moves
from partnerships.models import DateChange, Milestone, PlanItem, Stage
from partnerships.plan.move_actions import Preview
from partnerships.plan.pages import PreviewedMove
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.programmes.selectors import rounds_of
from partnerships.rules import may_edit_plan


class PlanPage(Kept, InStrand, TemplateView):
    """Stages in order, each with its plan items, their dates then and now, and why they moved."""

    template_name = "partnerships/plan/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many pairings follow."""
        strand = self.get_strand()
        moves = Prefetch(
            "date_changes", queryset=DateChange.objects.select_related("by", "entry").order_by("-at", "-id")
        )
        following = Milestone.objects.filter(status=MilestoneStatus.PLANNED, pairing__status__in=OPEN_PAIRING)
        left_out = ("outcome_en", "outcome_ko", "note", "note_other", "source", "search_text", "order_ko")
        following = following.defer(*left_out)
        items = PlanItem.objects.order_by("forecast_start", "forecast_last_day", "pk").prefetch_related(
            moves, Prefetch("milestones", following, "open_milestones")
        )
        stages = Stage.objects.filter(strand=strand).order_by("position")
        parts = [
            (stage, [(item, _following_label(item), *own_moves(item)) for item in stage.plan.all()])
            for stage in stages.prefetch_related(moves, Prefetch("plan", items))
        ]
        for stage, rows in parts:
            for row in (stage, *(item for item, *_rest in rows)):
                row.strand = strand
        return super().get_context_data(
            section="strand",
            crumbs=crumbs(strand, (_("Plan of the strand"), "")),
            parts=parts,
            may_edit_plan=may_edit_plan(self.grants, strand),
            rounds=rounds_of(strand, self.grants),
            both=ConfirmationBy.BOTH,
            **kwargs,
        )


def _following_label(item: Any) -> str:
    """How many milestones of open pairings are open, and how many of these are on a date of their own."""
    total = len(item.open_milestones)
    label = ngettext("%(count)s pairing has it open", "%(count)s pairings have it open", total) % {"count": total}
    apart = sum(milestone.forecast != item.forecast for milestone in item.open_milestones)
    if not apart:
        return label if total else ""
    more = ngettext("%(count)s on a date of its own", "%(count)s on dates of their own", apart) % {"count": apart}
    return f"{label}, {more}"


class PlanMove(PreviewedMove):
    """Moves a stage or an item of the plan, and what follows it."""

    def preview(self, form: Any) -> Preview:
        return Preview(self.record, form.forecast)
