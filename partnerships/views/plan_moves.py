"""Moving a stage or a plan item: the form, the preview on the same page, and carrying it out as previewed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.forms.plan import MoveForm
from partnerships.services.plan_moves import (
    Preview,
    preview_item_move,
    preview_stage_move,
    reschedule_plan_item,
    reschedule_stage,
)
from partnerships.views.plan import OfPlan, OnPlanItem, OnStage
from partnerships.views.previewed_moves import PreviewedMove


class Move(PreviewedMove, OfPlan):
    """What both moves have alike: `preview` shows what comes along, `move` does it."""

    template_name = "partnerships/plan_move.html"
    form_class = MoveForm
    submit_label = gettext_lazy("Move")

    def preview(self, form: MoveForm) -> Preview:
        """What the move brings about."""
        raise NotImplementedError

    def move(self, form: MoveForm) -> Preview:
        """Move it with what follows and what is ticked."""
        raise NotImplementedError

    def carry_out(self, form: MoveForm) -> str:
        """Move it, and say how much came along."""
        return self._said(self.move(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is moved."""
        return super().get_context_data(moving=self.record, **kwargs)

    def _said(self, done: Preview) -> str:
        count = sum(1 for _row in done.chosen(self.ticked))
        if not count:
            return _("Moved. Nothing else moved with it.")
        text = ngettext("Moved, and %(count)s more with it.", "Moved, and %(count)s more with it.", count)
        return text % {"count": count}

    def _given(self, form: MoveForm) -> dict[str, Any]:
        return {
            **self.acting,
            "version": form.cleaned_data["seen_version"],
            "forecast": form.forecast,
            "reason": form.cleaned_data["reason"],
            "also": self.ticked,
            "digest": form.cleaned_data["seen_preview"],
        }


class StageReschedule(Move, OnStage):
    """Moves a stage, its items, and the milestones that follow them."""

    title = gettext_lazy("Move the stage")
    undone_by = "partnerships:stage-reschedule"

    def preview(self, form: MoveForm) -> Preview:
        """Its items, the milestones that follow them, the pairings' own milestones in it."""
        return preview_stage_move(stage=self.record, forecast=form.forecast)

    def move(self, form: MoveForm) -> Preview:
        """Move it."""
        return reschedule_stage(stage=self.record, **self._given(form))


class PlanItemReschedule(Move, OnPlanItem):
    """Moves an item of the plan, and the milestones that follow it."""

    title = gettext_lazy("Move the plan item")
    undone_by = "partnerships:plan-item-reschedule"

    def preview(self, form: MoveForm) -> Preview:
        """The milestones of the open pairings."""
        return preview_item_move(item=self.record, forecast=form.forecast)

    def move(self, form: MoveForm) -> Preview:
        """Move it."""
        return reschedule_plan_item(item=self.record, **self._given(form))
