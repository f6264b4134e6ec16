"""Moving a stage or a plan item: the form, the preview on the same page, and carrying it out as previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.acts import CONFLICT, REFUSED
from core.errors import DomainError
from partnerships.forms.plan import DATES, MoveForm
from partnerships.services.plan_moves import (
    Preview,
    preview_item_move,
    preview_stage_move,
    reschedule_plan_item,
    reschedule_stage,
)
from partnerships.views.plan import OfPlan, OnPlanItem, OnStage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

MOST_TICKS = 2000


class Move(OfPlan):
    """What both moves have alike: `preview` shows what comes along, `carry_out` does it and counts."""

    template_name = "partnerships/plan_move.html"
    form_class = MoveForm
    submit_label = gettext_lazy("Move")

    def preview(self, form: MoveForm) -> Preview:
        """What the move brings about."""
        raise NotImplementedError

    def carry_out(self, form: MoveForm) -> Preview:
        """Move it with what follows and what is ticked."""
        raise NotImplementedError

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
        form: MoveForm = kwargs["form"]
        preview = self._preview_or_none(form) if form.is_bound and not any(map(form.has_error, DATES)) else None
        if preview is not None:
            # What is carried out next is what the page shows now.
            sent: QueryDict = form.data.copy()  # type: ignore[attr-defined]
            sent["seen_preview"] = preview.digest
            form.data = sent
        return super().get_context_data(preview=preview, ticked=self.ticked, moving=self.record, **kwargs)

    def _preview_or_none(self, form: MoveForm) -> Preview | None:
        try:
            return self.preview(form)
        except DomainError:
            return None

    @property
    def ticked(self) -> list[str]:
        """The offered rows that the user has ticked."""
        return list(self.request.POST.getlist("also"))[:MOST_TICKS]

    def act(self, form: MoveForm) -> str:
        """Move it, and say how much came along."""
        if not form.cleaned_data["seen_preview"]:
            self.preview(form)
            raise DomainError(_("Look at the preview first: it shows what moves along. Then move."))
        return self._said(self.carry_out(form))

    def _said(self, done: Preview) -> str:
        count = sum(1 for _row in done.chosen(self.ticked))
        if not count:
            return _("Moved. Nothing else moved with it.")
        text = ngettext("Moved, and %(count)s more with it.", "Moved, and %(count)s more with it.", count)
        return text % {"count": count}

    def _given(self, form: MoveForm) -> dict[str, Any]:
        return {
            **self.given,
            "version": form.cleaned_data["seen_version"],
            "forecast": form.forecast,
            "reason": form.cleaned_data["reason"],
            "also": self.ticked,
            "digest": form.cleaned_data["seen_preview"],
        }


class StageReschedule(Move, OnStage):
    """Moves a stage, its items, and the milestones that follow them."""

    title = gettext_lazy("Move the stage")

    def preview(self, form: MoveForm) -> Preview:
        """Its items, the milestones that follow them, the pairings' own milestones in it."""
        return preview_stage_move(stage=self.record, forecast=form.forecast)

    def carry_out(self, form: MoveForm) -> Preview:
        """Move it."""
        return reschedule_stage(stage=self.record, **self._given(form))


class PlanItemReschedule(Move, OnPlanItem):
    """Moves an item of the plan, and the milestones that follow it."""

    title = gettext_lazy("Move the plan item")

    def preview(self, form: MoveForm) -> Preview:
        """The milestones of the open pairings."""
        return preview_item_move(item=self.record, forecast=form.forecast)

    def carry_out(self, form: MoveForm) -> Preview:
        """Move it."""
        return reschedule_plan_item(item=self.record, **self._given(form))
