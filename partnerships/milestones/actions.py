"""What people do to milestones: add and edit one, move it, report it done or object, cancel and reopen it."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ReasonForm
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import format_period
from core.periods import Period
from partnerships.actions import OFFICE, PairingAction, VoidsConfirmations
from partnerships.confirmations.selectors import milestone_states
from partnerships.confirmations.services import text_edited
from partnerships.enums import OTHER, RESPONSIBLE, ConfirmationBy, MilestoneStatus, Responsible
from partnerships.fields import free_code
from partnerships.milestones import forms
from partnerships.milestones.models import Milestone, check_move, check_period
from partnerships.milestones.selectors import confirm_instead
from partnerships.milestones.services import complete_if_confirmed, objection_raised
from partnerships.models import DateChange, Pairing
from partnerships.pairings.selectors import check_of_strand
from partnerships.rules import may_edit_plan
from partnerships.translations.selectors import check_either_language, fill, real_changes

# What the sides write themselves, and what is the programme's to say.
OF_SIDES = frozenset({"title_en", "title_ko", "outcome_en", "outcome_ko", "note"})
OF_OFFICE = frozenset({"stage", "plan_item", "responsible", "confirmation", "confirmed_text", "source"})
_PLANNED, _DONE, _CANCELLED, _UNKNOWN = MilestoneStatus


def _check_texts(row: Milestone) -> None:
    check_either_language(row, "title")
    check_of_strand(strand_id=row.pairing.strand_id, records=[("stage", row.stage), ("plan_item", row.plan_item)])


def _sides(pairing: Pairing, side: str = "") -> list[tuple[str, str]]:
    """Who can answer for a milestone, by name: both, or one of the two (for a coordinator the own side)."""
    one = [(key, partner.name) for key, partner in pairing.partners if side in ("", key)]
    return [(str(Responsible.BOTH.value), str(Responsible.BOTH.label)), *one]


class AddMilestone(PairingAction):
    """Add a milestone of the pairing's own, beside the plan's: its first plan is the forecast it begins with.

    A side adds for itself or for both; whoever adds in place of a side says why.
    """

    key = "milestone-add"
    news = gettext_lazy("%(city)s added the milestone %(what)s.")
    on = Pairing
    reason_of = OFFICE
    form = forms.MilestoneAddForm
    title = gettext_lazy("Add a milestone")
    button = gettext_lazy("Add")
    question = gettext_lazy("It belongs to this pairing alone, in addition to the strand's plan.")
    logged = gettext_lazy("Added the milestone, for %(new)s")
    undo = "milestone-cancel"

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are fields of the milestone with `forecast` as a Period. Raises NotAllowed, DomainError."""
        given = dict(values)
        forecast = given.pop("forecast", Period())
        if not set(given) <= OF_SIDES | OF_OFFICE | {"code"}:
            raise NotAllowed
        row = Milestone(pairing=self.row, **given)
        side = self.row.side_of(self.grants)
        for_own_side = bool(side) and row.responsible in (side, Responsible.BOTH)
        if not for_own_side and not self.actors & OFFICE:
            raise DomainError(_("A side adds milestones for itself or for both."), field="responsible")
        if not for_own_side and not self.reason:
            raise DomainError(_("Give a reason."), field="reason")
        _check_texts(row)
        check_period(forecast, field="forecast")
        taken = Milestone.objects.filter(pairing=self.row).values_list("code", flat=True)
        row.code = row.code or free_code(proposal=row.title_en, kind="milestone", taken=taken)
        row.baseline = row.forecast = forecast
        row.save(by=self.by)
        self.added = row
        one_side = row.responsible != Responsible.BOTH and not for_own_side
        self.log(new=forecast.iso(), **({"on_behalf": row.responsible} if one_side else {}))
        return _("Added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A coordinator adds for the own side or for both; staff say why."""
        sides = _sides(self.row, self.row.side_of(self.grants))
        return {"record": None, "pairing": self.row, "sides": sides, "must_give_reason": self.needs_reason}


class OnMilestone(PairingAction):
    """An action on one milestone, of the side that answers for it (either, where both do) or the office."""

    on = Milestone
    allowed = frozenset({RESPONSIBLE}) | OFFICE
    reason_of = allowed
    form: Any = ReasonForm
    template = "partnerships/milestones/milestone_act.html"

    @cached_property
    def on_behalf(self) -> str:
        """The side in whose place the person acts; empty where both answer for it, or the person does."""
        responsible = self.row.responsible
        return "" if RESPONSIBLE in self.actors or responsible == Responsible.BOTH else responsible

    def log_parameters(self) -> dict[str, Any]:
        return {"on_behalf": self.on_behalf} if self.on_behalf else {}

    def save_as(self, status: str, **kept: Any) -> None:
        """Save it in a state; what was reported no longer holds, but for what is `kept`."""
        row = self.row
        row.status, row.actual, row.reason = status, Period(), ""
        row.reported_by, row.reported_at, row.reported_side = None, None, ""
        row.objection = row.objection_side = ""
        row.from_sources = False
        for name, value in kept.items():
            setattr(row, name, value)
        row.save(by=self.by)


class EditMilestone(VoidsConfirmations, OnMilestone):
    """Change texts, and by staff what the programme says of it; dates and states have actions of their own.

    A changed title or outcome voids its confirmations: who was asked before is asked again, and a milestone that was
    done by them is open again.
    """

    key = "milestone-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    reason_of = OFFICE
    form = forms.MilestoneEditForm
    title = gettext_lazy("Edit the milestone")
    button = pgettext_lazy("milestone", "Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "milestone-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises NotAllowed, DomainError; AlreadyDone where nothing differs."""
        row, facts = self.row, self.log_parameters()
        if not set(changes) <= (OF_SIDES | OF_OFFICE if self.is_of_office else OF_SIDES):
            raise NotAllowed
        changed = real_changes(row, changes)
        confirmed_otherwise = bool({"confirmation", "confirmed_text"} & set(changed))
        if row.status == _DONE and confirmed_otherwise:
            raise DomainError(_("It is done. Reopen it before you change how it is confirmed."), field="confirmation")
        message = self.saved(changed)
        fill(row, changed, fields=OF_SIDES | OF_OFFICE)
        _check_texts(row)
        edition = row.edition
        row.save(by=self.by)
        self.log(fields=", ".join(changed), **facts)
        if row.edition != edition:
            text_edited(by=self.by, record=row)
        if confirmed_otherwise:
            self.row = complete_if_confirmed(by=self.by, row=row)
        return message

    @property
    def is_of_office(self) -> bool:
        """Whether the person also writes what is the programme's to say."""
        return may_edit_plan(self.grants, self.row.strand)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "record": self.row,
            "office": self.is_of_office,
            "must_give_reason": self.needs_reason,
            "lost": self.lost,
            "sides": _sides(self.row.pairing),
        }


class RescheduleMilestone(OnMilestone):
    """Move the forecast, with the reason that both sides and the reports show; the baseline stays."""

    key = "milestone-reschedule"
    news = gettext_lazy("%(city)s moved %(what)s from %(old)s to %(new)s.")
    states = frozenset({_PLANNED})
    form = forms.MilestoneRescheduleForm
    title = gettext_lazy("Move the date")
    submit_label = gettext_lazy("Move")
    question = gettext_lazy("Both sides see the new date and the reason. The first plan stays beside it.")
    logged = gettext_lazy("Moved from %(old)s to %(new)s")
    undo = "milestone-reschedule"

    def perform(self, *, forecast: Period) -> str:
        """Raises DomainError on `forecast`; AlreadyDone where it stands there already."""
        row, old = self.row, self.row.forecast
        check_move(old=old, new=forecast, hint=_("If it has taken place, report it done."))
        row.forecast = forecast
        row.save(by=self.by)
        DateChange.keep(by=self.by, record=row, old=old, new=forecast, reason=self.reason)
        self.log(old=old.iso(), new=forecast.iso())
        return _("Moved to %(period)s.") % {"period": format_period(forecast)}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        return forms.days_before(form)


class ReportMilestone(OnMilestone):
    """Report it done with the dates on which it took place; one that both sides confirm is confirmed instead.

    The reason stays with the milestone where the dates differ from the plan.
    """

    key = "milestone-report"
    news = gettext_lazy("%(city)s reported %(what)s done, %(new)s.")
    states = frozenset({_PLANNED, _UNKNOWN})
    target = _DONE
    reason_of = OFFICE
    form = forms.MilestoneReportForm
    title = button = gettext_lazy("Report done")
    logged = gettext_lazy("Reported done: %(new)s")
    undo = "milestone-reopen"

    def check_possible(self) -> None:
        """Not where both sides confirm it."""
        super().check_possible()
        if self.row.confirmation == ConfirmationBy.BOTH:
            raise DomainError(confirm_instead(self.row))

    def perform(self, *, actual: Period) -> str:
        """Raises DomainError on `actual`."""
        row = self.row
        check_period(actual, field="actual")
        today = clock.today()
        if any(edge.first_day > today for edge in (actual.start, actual.end) if edge):
            raise DomainError(_("This day has not come yet. Move the forecast instead."), field="actual")
        row.status, row.actual = _DONE, actual
        row.reason = self.reason if actual != row.baseline or actual != row.forecast else ""
        row.reported_by, row.reported_at = self.by, clock.now()
        row.reported_side = self.on_behalf or row.pairing.side_of(self.grants)
        row.objection = row.objection_side = ""
        row.from_sources = False
        row.save(by=self.by)
        self.log(new=actual.iso())
        return _("Reported done: %(period)s.") % {"period": format_period(actual)}

    def get_instead(self) -> tuple[str, str] | None:
        """One that both sides confirm leads to its text."""
        instead = confirm_instead(self.row)
        return (instead, self.row.get_text_url()) if self.refusal == instead else None

    @property
    def question(self) -> str:
        """Who can say no to it."""
        return _("The other side sees the report and can object to it.") if OTHER in self.actors else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "must_give_reason": self.needs_reason}


class ObjectToMilestone(OnMilestone):
    """Object to the other side's report: the milestone is open again until it is reported anew.

    Only where both sides are responsible, and never to one's own report. Mails the side that reported.
    """

    key = "milestone-object"
    news = gettext_lazy("%(city)s objects to the report on %(what)s: it is open again.")
    allowed = reason_of = frozenset({OTHER})
    title = gettext_lazy("Object to the report")
    submit_label = gettext_lazy("Object")
    question = gettext_lazy("The milestone is open until it is reported again. The other side gets an e-mail.")
    logged = gettext_lazy("Objected to the report; the milestone is open again")

    def check_possible(self) -> None:
        """Only to what the other side, or staff, reported here."""
        super().check_possible()
        row = self.row
        if row.objection and row.status == _PLANNED:
            raise AlreadyDone(_("There is already an objection. The milestone is open until it is reported again."))
        if row.status != _DONE or not row.reported_at:
            raise DomainError(_("Nobody has reported it done, so there is nothing to object to."))
        if row.confirmation == ConfirmationBy.BOTH:
            raise DomainError(_("Both sides confirmed its text. Withdraw the own confirmation instead."))
        if row.reported_side == row.pairing.side_of(self.grants):
            raise DomainError(_("Your own side reported it done. Reopen it to take that back."))

    def perform(self) -> str:
        row = self.row
        row.status, row.actual, row.reason = _PLANNED, Period(), ""
        row.objection, row.objection_side = self.reason, row.pairing.side_of(self.grants)
        row.save(by=self.by)
        self.log()
        objection_raised(milestone=row, by=self.by, reason=self.reason)
        return _("The milestone is open again. The side that reported it has been informed.")


class ReopenMilestone(OnMilestone):
    """Take back that it is done, cancelled or not reported."""

    key = "milestone-reopen"
    news = gettext_lazy("%(city)s opened %(what)s again.")
    states = frozenset({_DONE, _CANCELLED, _UNKNOWN})
    target = _PLANNED
    title = gettext_lazy("Reopen the milestone")
    button = pgettext_lazy("milestone", "Reopen")
    question = gettext_lazy("The actual dates are taken away; the history keeps them.")
    logged = gettext_lazy("Reopened the milestone")

    def check_possible(self) -> None:
        """Not what both sides have confirmed."""
        super().check_possible()
        standing = milestone_states([self.row]).get(self.row.pk) if self.state == _DONE else None
        if standing and standing.both:
            words = _(
                "Both sides confirmed its text. It opens again when the text is edited, or when a side withdraws."
            )
            raise DomainError(words)

    def perform(self) -> str:
        names = ("objection", "objection_side", "reported_at", "reported_side")
        when_open = self.row.history.filter(status=_PLANNED).order_by("-version", "-history_id").first()
        # An objection that nobody has answered but by what is now taken back stands again.
        objected = when_open is not None and when_open.objection
        self.save_as(_PLANNED, **({name: getattr(when_open, name) for name in names} if objected else {}))
        self.log()
        # Both sides may have confirmed its text while it was cancelled.
        self.row = complete_if_confirmed(by=self.by, row=self.row)
        return _("The milestone is open again.")


class CancelMilestone(OnMilestone):
    """It will not take place."""

    key = "milestone-cancel"
    news = gettext_lazy("%(city)s cancelled %(what)s.")
    states = frozenset({_PLANNED, _UNKNOWN})
    target = _CANCELLED
    title = button = gettext_lazy("Cancel the milestone")
    weight = "word"
    danger = True
    question = gettext_lazy("It stays in the journey as cancelled, and can be reopened.")
    logged = gettext_lazy("Cancelled the milestone")
    undo = "milestone-reopen"

    def perform(self) -> str:
        self.save_as(_CANCELLED)
        return _("The milestone is cancelled.")


class MarkMilestoneNotReported(OnMilestone):
    """Nobody can say whether it took place."""

    key = "milestone-not-reported"
    news = gettext_lazy("%(city)s marked %(what)s as not reported.")
    states = frozenset({_PLANNED})
    target = _UNKNOWN
    title = button = gettext_lazy("Mark as not reported")
    weight = "word"
    question = gettext_lazy("It is then neither open nor late nor done, until somebody reports it.")
    logged = gettext_lazy("Marked the milestone as not reported")
    undo = "milestone-reopen"

    def perform(self) -> str:
        self.save_as(_UNKNOWN)
        return _("The milestone is marked as not reported.")


# In the order of their buttons.
STEPS = (
    ReportMilestone,
    RescheduleMilestone,
    ObjectToMilestone,
    EditMilestone,
    ReopenMilestone,
    MarkMilestoneNotReported,
    CancelMilestone,
)


def next_step(milestone: Milestone, today: dt.date) -> type[OnMilestone] | None:
    """What is due: reporting what has begun or is not reported, else moving it; nothing where both sides confirm it."""
    if milestone.confirmation == ConfirmationBy.BOTH:
        return None
    first = milestone.forecast.first_day
    begun = milestone.status == _UNKNOWN or (first is not None and first <= today)
    return ReportMilestone if begun else RescheduleMilestone
