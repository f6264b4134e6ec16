"""The acts on a milestone: move, report done, object, reopen, cancel, mark as not reported."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ReasonForm
from core.errors import DomainError
from core.formats import format_period
from partnerships.enums import ConfirmationBy, Responsible
from partnerships.forms.moves import days_before
from partnerships.milestones import services
from partnerships.milestones.forms import MilestoneReportForm, MilestoneRescheduleForm
from partnerships.models import Milestone
from partnerships.pairings.pages import OfPairing
from partnerships.pairings.services import check_open
from partnerships.rules import (
    may_act_on_milestone,
    may_object_to_milestone,
    milestone_actors,
    side_of,
)
from partnerships.services.transitions import check_transition
from partnerships.workflow import MILESTONE


class OnMilestone(OfPairing):
    """An act on one milestone; `name` is the transition's."""

    template_name = "partnerships/milestones/milestone_act.html"
    rule = may_act_on_milestone
    name: ClassVar[str]
    given_as = "milestone"

    def get_record(self) -> Milestone:
        """The milestone among those of the pairing, else 404."""
        milestone = self.get_or_404(
            Milestone.objects.visible_to(self.grants).select_related("stage", "plan_item"),
            pairing=self.pairing,
            code=self.kwargs["milestone"],
        )
        milestone.pairing = self.pairing
        return milestone

    def get_done_url(self) -> str:
        """The milestone's page."""
        return str(self.record.get_absolute_url())

    def get_places(self) -> list[tuple[str, str]]:
        """Below the milestone."""
        return [(self.record.title, self.get_done_url()), (str(self.title), "")]

    def get_refusal(self) -> str:
        """What the service would say now, apart from reason and input; nothing where it would go on."""
        milestone, actors = self.record, milestone_actors(self.grants, self.record)
        try:
            check_open(milestone.pairing)
            check_transition(table=MILESTONE, name=self.name, state=milestone.status, actors=actors, reason="-")
        except DomainError as refused:
            return str(refused)
        return ""

    @property
    def must_say_why(self) -> bool:
        """Whether the reader acts in place of a side."""
        return MILESTONE[self.name].needs_reason(milestone_actors(self.grants, self.record))

    def given(self, form: Any) -> dict[str, Any]:
        """With the reason, which every service takes."""
        return super().given(form) | {"reason": form.cleaned_data.get("reason", "")}


class MilestoneReschedule(OnMilestone):
    """Moves the forecast."""

    name = "reschedule"
    form_class = MilestoneRescheduleForm
    title = gettext_lazy("Move the date")
    submit_label = gettext_lazy("Move")
    question = gettext_lazy("Both sides see the new date and the reason. The first plan stays beside it.")
    undone_by = "partnerships:milestone-reschedule"

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Back to the days before."""
        return days_before(form)

    def act(self, form: Any) -> str:
        """Move it."""
        services.reschedule_milestone(**self.given(form), forecast=form.forecast)
        return _("Moved to %(period)s.") % {"period": format_period(form.forecast)}


class MilestoneReport(OnMilestone):
    """Reports it done."""

    name = "report-done"
    form_class = MilestoneReportForm
    title = gettext_lazy("Report done")
    submit_label = gettext_lazy("Report done")
    undone_by = "partnerships:milestone-reopen"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; one that both sides confirm leads to its text instead."""
        if self.record.confirmation == ConfirmationBy.BOTH and not self.get_refusal():
            messages.info(request, services.confirm_instead(self.record))
            return redirect(self.record.get_text_url())
        return super().get(request, *args, **kwargs)

    def get_question(self) -> str:
        """Who can say no to it."""
        if self.record.responsible == Responsible.BOTH and side_of(self.grants, self.pairing):
            return _("The other side sees the report and can object to it.")
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whoever acts in place of a side says why."""
        return {"record": self.record, "must_say_why": self.must_say_why}

    def act(self, form: Any) -> str:
        """Report it."""
        services.report_milestone(**self.given(form), actual=form.actual)
        return _("Reported done: %(period)s.") % {"period": format_period(form.actual)}


class MilestoneObject(OnMilestone):
    """Objects to the other side's report."""

    name = "object"
    rule = may_object_to_milestone
    form_class = ReasonForm
    title = gettext_lazy("Object to the report")
    submit_label = gettext_lazy("Object")
    question = gettext_lazy("The milestone is open again until it is reported anew. The other side gets an e-mail.")

    def get_refusal(self) -> str:
        """The service's own sentence, which knows whose report it is."""
        try:
            check_open(self.pairing)
            services.check_objection(self.record, side_of(self.grants, self.pairing))
        except DomainError as refused:
            return str(refused)
        return ""

    def act(self, form: Any) -> str:
        """Object."""
        services.object_to_milestone(**self.given(form))
        return _("The milestone is open again. The side that reported it has been told why.")


class MilestoneReopen(OnMilestone):
    """Opens again what was done, cancelled or not reported."""

    name = "reopen"
    form_class = ReasonForm
    title = gettext_lazy("Reopen the milestone")
    submit_label = gettext_lazy("Reopen")
    question = gettext_lazy("The actual dates are taken away; the history keeps them.")

    def act(self, form: Any) -> str:
        """Reopen it."""
        services.reopen_milestone(**self.given(form))
        return _("The milestone is open again.")


class MilestoneCancel(OnMilestone):
    """It will not take place."""

    name = "cancel"
    form_class = ReasonForm
    title = gettext_lazy("Cancel the milestone")
    submit_label = gettext_lazy("Cancel the milestone")
    danger = True
    question = gettext_lazy("It stays in the journey as cancelled, and can be reopened.")
    undone_by = "partnerships:milestone-reopen"

    def act(self, form: Any) -> str:
        """Cancel it."""
        services.cancel_milestone(**self.given(form))
        return _("The milestone is cancelled.")


class MilestoneNotReported(OnMilestone):
    """Nobody can say whether it took place."""

    name = "mark-not-reported"
    form_class = ReasonForm
    title = gettext_lazy("Mark as not reported")
    submit_label = gettext_lazy("Mark as not reported")
    question = gettext_lazy("It then counts neither as open nor as late nor as done, until somebody reports it.")
    undone_by = "partnerships:milestone-reopen"

    def act(self, form: Any) -> str:
        """Mark it."""
        services.mark_milestone_not_reported(**self.given(form))
        return _("The milestone is marked as not reported.")
