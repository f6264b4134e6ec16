"""The calendar of a strand's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.act_forms import ActForm
from core.actions import Button
from core.acts import ActPage, refusal_by
from partnerships.lists import ListPage
from partnerships.models import Strand
from partnerships.programmes.views import InStrand, crumbs
from reports.enums import PeriodState, ReportStatus
from reports.models import ProgressReport, ReportingPeriod, ReportingTerms
from reports.periods.forms import PeriodForm, PeriodSkipForm, TermsForm
from reports.periods.pages import InPeriod, OfPeriod, period_address, reports_place, title_of
from reports.periods.rows import own_update, report_lines
from reports.periods.selectors import calendar_lines, check_skippable, has_issued_report, next_due, states_of
from reports.periods.services import add_period, check_skipped, edit_period, propose_period, skip_period, take_up_period
from reports.periods.tables import CALENDAR_COLUMNS, CALENDAR_FILTERS, with_figures
from reports.periods.terms import edit_terms, terms_of
from reports.rules import may_draft_report, may_edit_calendar, may_edit_period, may_take_archive
from reports.updates.selectors import update_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from reports.periods.rows import ReportLine
    from reports.periods.selectors import Standing
    from reports.updates.selectors import UpdateRow

# The columns of the page; the files have all.
SHOWN = ("period", "due", "state", "updates", "revision")


class Calendar(ListPage):
    """The reporting periods of a strand as they come due, each with its state and who has handed over."""

    template_name = "reports/periods/calendar.html"
    name = "reports"
    title = gettext_lazy("Reports")
    columns = CALENDAR_COLUMNS
    filters = CALENDAR_FILTERS
    search_field = ""
    section = "reports"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """As they come due."""
        rows = ReportingPeriod.objects.visible_to(self.grants).filter(strand=strand)
        return with_figures(rows.in_order().select_related("strand"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as lines, what is due next, the contract, and what staff may do."""
        strand, today = kwargs["strand"], clock.today()
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        edits = may_edit_calendar(self.grants, strand)
        return super().get_context_data(
            lines=calendar_lines(strand, list(kwargs["page"]), today),
            next=next_due(strand, today),
            terms=terms_of(strand),
            add_url=reverse("reports:period-add", args=[strand.code]) if edits else "",
            terms_url=reverse("reports:terms-edit", args=[strand.code]) if edits else "",
            archive_url=reverse("reports:archive", args=[strand.code]) if may_take_archive(self.grants, strand) else "",
            **kwargs,
        )


# The page of a reporting period.


class PeriodPage(InPeriod, TemplateView):
    """How a period stands, what is next for its reader, who has submitted, and the reports on it."""

    template_name = "reports/periods/period.html"

    @cached_property
    def standing(self) -> Standing:
        """How it stands today."""
        return states_of(self.period, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many cities and reports there are."""
        period, standing = self.period, self.standing
        partners = update_rows(self.grants, period, standing.today)
        visible = ProgressReport.objects.visible_to(self.grants).filter(period=period)
        reports = report_lines(self.grants, visible.with_names().order_by("pairing__code", "revision"))
        step = _next_step(self.grants, standing, partners, reports)
        return super().get_context_data(
            crumbs=self.period_crumbs(),
            title=title_of(period),
            standing=standing,
            partners=partners,
            submitted=sum(row.is_submitted for row in partners),
            of_strand=[line for line in reports if line.report.pairing_id is None],
            of_pairings=[line for line in reports if line.report.pairing_id is not None],
            buttons=[*([step] if step else []), *self._buttons()],
            remind_url=self._remind_url(partners),
            draft_url=self._draft_url(),
            **kwargs,
        )

    def _buttons(self) -> list[Button]:
        """What staff and administrators may do to the period itself."""
        period = self.period
        if not may_edit_period(self.grants, period):
            return []
        history = reverse("partnerships:record-history", args=[period.strand.code, "reporting-period", period.pk])
        found = [Button(_("Edit"), period_address(period, "period-edit"), "word")]
        if period.is_skipped:
            again = pgettext("reporting period", "Take it up again")
            found.insert(0, Button(again, period_address(period, "period-take-up")))
        elif self.standing.report is None:
            found.append(Button(_("Skip it"), period_address(period, "period-skip"), "word"))
        return [*found, Button(_("History"), history, "word")]

    def _remind_url(self, partners: list[UpdateRow]) -> str:
        """Where staff remind those who have not submitted; empty where nobody is to be reminded."""
        asked = not (self.period.is_skipped or self.standing.is_locked) and self.standing.today > self.period.ends_on
        waits = any(row.is_owed for row in partners)
        if asked and waits and self.period.strand_id in self.grants.staff:
            return period_address(self.period, "updates-remind")
        return ""

    def _draft_url(self) -> str:
        """Where staff draft a report, also of a pairing; empty for everybody else."""
        if self.period.is_skipped or not may_draft_report(self.grants, self.period):
            return ""
        return period_address(self.period, "report-add")


def _next_step(
    grants: Grants, standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]
) -> Button | None:
    """What the reader does next: write the own update, accept updates, draft, go on, correct, decide; None for nobody.

    `reports` are those of the period, newest of each scope.
    """
    if standing.state == PeriodState.SKIPPED:
        return None
    period = standing.period
    if period.strand_id in grants.staff:
        return _of_staff(standing, partners, reports)
    if period.strand_id in grants.authority:
        report = standing.report
        if standing.state == PeriodState.SENT and report is not None:
            report.strand, report.period = period.strand, period
            return Button(_("Accept or return the report"), report.get_absolute_url(), "main")
        return None
    return own_update(partners)


def _of_staff(standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]) -> Button | None:
    period = standing.period
    waiting = [row for row in partners if row.waits_for_staff]
    of_strand = next((line.report for line in reports if line.report.pairing_id is None), None)
    if waiting and not standing.is_locked:
        words = ngettext("Look at %(count)s update", "Look at %(count)s updates", len(waiting))
        return Button(words % {"count": len(waiting)}, period.address_of("reports:updates-accept"), "main")
    if of_strand is not None and of_strand.status == ReportStatus.DRAFT:
        return Button(_("Go on with the report"), of_strand.get_absolute_url(), "main")
    if of_strand is not None and of_strand.status == ReportStatus.RETURNED:
        return Button(_("Correct the report"), of_strand.get_absolute_url(), "main")
    if of_strand is None and standing.is_owed:
        return Button(_("Draft the report"), period.address_of("reports:report-add"), "main")
    return None


# What staff do to a strand's calendar: its terms, its periods.


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

    template_name = "reports/progress/terms_edit.html"
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
