"""What staff do to a strand's calendar: its terms, its periods."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import ActPage, refusal_by
from partnerships.models import Strand
from partnerships.views.strands import InStrand, crumbs
from reports.forms.calendar import PeriodForm, PeriodSkipForm, TermsForm
from reports.models import ReportingPeriod, ReportingTerms
from reports.rules import may_edit_calendar
from reports.services.period_states import check_skippable, has_issued_report
from reports.services.periods import add_period, check_skipped, edit_period, propose_period, skip_period, take_up_period
from reports.services.terms import edit_terms, terms_of
from reports.views.places import OfPeriod, reports_place


class _OfCalendar(ActPage, InStrand):
    """An act of staff on the calendar as a whole, with the way back to it."""

    rule: ClassVar[Any] = may_edit_calendar

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def require(self, row: Any) -> None:
        """Whatever the act is about: staff of the strand and administrators do it."""
        del row
        super().require(self.strand)

    def get_done_url(self) -> str:
        """The calendar."""
        return reports_place(self.strand)[1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the calendar."""
        places = crumbs(self.strand, reports_place(self.strand), (str(self.title), ""))
        return super().get_context_data(strand=self.strand, section="reports", crumbs=places, **kwargs)


class TermsEdit(_OfCalendar):
    """Contract, implementer, and which sections a report has in which order."""

    template_name = "reports/terms_edit.html"
    form_class = TermsForm
    title = gettext_lazy("Contract and template of reports")
    submit_label = gettext_lazy("Save")
    undone_by = "reports:terms-edit"

    def get_record(self) -> ReportingTerms:
        """The strand's terms; new ones where nobody has set any."""
        return terms_of(self.strand)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record, "strand": self.strand}

    def act(self, form: Any) -> str:
        """Save them."""
        edit_terms(
            **self.acting, strand=self.strand, version=form.cleaned_data.get("seen_version"), changes=form.changes
        )
        return _("Saved. Reports that are drafted from now on follow it.")


class PeriodAdd(_OfCalendar):
    """Adds a period, as it most likely follows the last one."""

    form_class = PeriodForm
    title = gettext_lazy("Add a reporting period")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("The day after its last day, every city is asked for its update.")
    added: ReportingPeriod | None = None
    undone_by = "reports:period-skip"
    undone_at: ClassVar[dict[str, str]] = {"period": "code"}

    def get_record(self) -> Strand:
        """The strand that gets it."""
        return self.strand

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"record": ReportingPeriod(strand=self.strand)}

    def get_initial(self) -> dict[str, Any]:
        """What follows the last period."""
        next_one = propose_period(self.strand)
        return {name: getattr(next_one, name) for name in ("kind", "starts_on", "ends_on", "due_on")}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_period(**self.acting, strand=self.strand, values=form.values)
        return _("Added.")

    def get_done_url(self) -> str:
        """The new period's page, the calendar until there is one."""
        return self.added.get_absolute_url() if self.added else super().get_done_url()


class PeriodEdit(OfPeriod):
    """Changes a period; once a report on it was issued, its names and languages alone."""

    form_class = PeriodForm
    title = gettext_lazy("Edit the reporting period")
    submit_label = gettext_lazy("Save")
    undone_by = "reports:period-edit"

    @cached_property
    def is_fixed(self) -> bool:
        """Whether a report on it was issued."""
        return has_issued_report(self.record)

    def get_consequences(self) -> list[str]:
        """Why its days are not asked."""
        if self.is_fixed:
            return [_("A report on this period was issued: its kind and its days stay as they are.")]
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record, "fixed": self.is_fixed}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_period(**self.given(form), changes=form.changes)
        return _("Saved.")


class PeriodSkip(OfPeriod):
    """Says that nothing is due for a period."""

    form_class = PeriodSkipForm
    title = gettext_lazy("Skip the reporting period")
    submit_label = gettext_lazy("Skip it")
    question = gettext_lazy("Nothing is owed for it any more, and nobody is reminded. It can be taken up again.")
    undone_by = "reports:period-take-up"

    def get_refusal(self) -> str:
        """What was skipped or reported is not skipped."""
        return refusal_by(check_skippable, self.record)

    def act(self, form: Any) -> str:
        """Skip it."""
        skip_period(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Skipped. It can be taken up again.")


class PeriodTakeUp(OfPeriod):
    """Takes a skipped period up again."""

    form_class = ActForm
    title = gettext_lazy("Take the reporting period up again")
    submit_label = pgettext_lazy("reporting period", "Take it up again")
    question = gettext_lazy("Its report and the updates of the cities are owed again.")
    undone_by = "reports:period-skip"

    def get_refusal(self) -> str:
        """What is owed is not taken up."""
        return refusal_by(check_skipped, self.record)

    def act(self, form: Any) -> str:
        """Take it up."""
        take_up_period(**self.given(form))
        return _("Taken up again.")
