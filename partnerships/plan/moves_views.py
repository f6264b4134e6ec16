"""An act that moves days: the form, the preview of what comes along on the same page, and carrying it out as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.acts import CONFLICT, REFUSED, ActPage
from core.errors import DomainError
from partnerships.milestones.forms import days_before
from partnerships.plan.forms import DATES, MoveForm
from partnerships.plan.moves import (
    Preview,
    preview_item_move,
    preview_stage_move,
    reschedule_plan_item,
    reschedule_stage,
)
from partnerships.plan.views import OfPlan, OnPlanItem, OnStage

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse, QueryDict

MOST_TICKS = 2000


class PreviewedMove(ActPage):
    """Its form has `seen_preview`; `preview` shows what comes along, `carry_out` does it and says how much did."""

    def preview(self, form: Any) -> Any:
        """What the move brings about, with its `digest`."""
        raise NotImplementedError

    def carry_out(self, form: Any) -> str:
        """Move it with what is ticked; returns the message."""
        raise NotImplementedError

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Back to the days before."""
        return days_before(form)

    @property
    def ticked(self) -> list[str]:
        """The offered rows that the user has ticked."""
        return list(self.request.POST.getlist("also"))[:MOST_TICKS]

    def get_ticked(self, form: Any, preview: Any) -> Collection[str]:
        """The rows that the page shows as ticked."""
        del form, preview
        return self.ticked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview first; carry out what has been seen."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form_class(request.POST, record=self.record)
        if form.is_valid():
            try:
                self.preview(form)
            except DomainError as refused:
                form.refuse(refused)
        return self._page(form, status=CONFLICT if form.is_stale else REFUSED if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the preview, wherever the form has dates to preview."""
        form = kwargs["form"]
        preview = self._preview_or_none(form) if form.is_bound and not any(map(form.has_error, DATES)) else None
        ticked = self.get_ticked(form, preview)
        if preview is not None:
            # What is carried out next is what the page shows now.
            sent: QueryDict = form.data.copy()
            sent["seen_preview"] = preview.digest
            form.data = sent
        return super().get_context_data(preview=preview, ticked=ticked, **kwargs)

    def _preview_or_none(self, form: Any) -> Any:
        try:
            return self.preview(form)
        except DomainError:
            return None

    def act(self, form: Any) -> str:
        """Move it, once its preview has been seen."""
        if not form.cleaned_data["seen_preview"]:
            self.preview(form)
            raise DomainError(_("Look at the preview first: it shows what moves along. Then move."))
        return self.carry_out(form)


# Moving a stage or a plan item: the form, the preview on the same page, and carrying it out as previewed.


class Move(PreviewedMove, OfPlan):
    """What both moves have alike: `preview` shows what comes along, `move` does it."""

    template_name = "partnerships/plan/plan_move.html"
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
        return self._sentence(self.move(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is moved."""
        return super().get_context_data(moving=self.record, **kwargs)

    def _sentence(self, done: Preview) -> str:
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
