"""What the pages and acts of reporting have alike: where they lie, the period they belong to, their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import clock
from core.act_forms import ActForm
from core.acts import ActPage, refusal_by
from core.formats import format_period
from core.periods import PartialDate, Period
from core.texts import LANGUAGES, reader_language
from partnerships.programmes.views import InStrand, crumbs
from reports.models import ProgressReport, ReportingPeriod
from reports.progress.changes import to_issue
from reports.progress.forms import ReportReasonForm
from reports.progress.joint_reports import check_draft
from reports.progress.models import OF_STRAND
from reports.progress.selectors import SnapshotFault, read_snapshot
from reports.rules import may_decide_report, may_edit_period, may_write_report
from reports.updates.services import accept_report, return_report

if TYPE_CHECKING:
    from partnerships.models import Strand
    from reports.progress.compiling.plain import Plain

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


def reports_place(strand: Strand) -> tuple[str, str]:
    """The strand's calendar of reports, for the way back."""
    return pgettext("navigation", "Reports"), reverse("reports:calendar", args=[strand.code])


def publicity_place(strand: Strand) -> tuple[str, str]:
    """The strand's list of publicity, for the way back."""
    return _("Publicity"), reverse("reports:publicity", args=[strand.code])


def period_address(period: ReportingPeriod, name: str, *more: object) -> str:
    """An address below a period: its strand, its code, and what lies below."""
    return reverse(f"reports:{name}", args=[period.strand.code, period.code, *more])


def days_of(period: ReportingPeriod) -> Period:
    """The days that a period covers, to be shown."""
    return Period(PartialDate(period.starts_on), PartialDate(period.ends_on))


def title_of(period: ReportingPeriod) -> str:
    """What a period is called, with its days where its name could be that of another."""
    return period.name or f"{period.get_kind_display()}, {format_period(days_of(period))}"


class InPeriod(InStrand):
    """A page below a reporting period: finds it among those the reader may see."""

    @cached_property
    def period(self) -> ReportingPeriod:
        """The period of the address, else 404."""
        rows = ReportingPeriod.objects.visible_to(self.grants).select_related("strand")
        row: ReportingPeriod = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["period"])
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        period = self.period
        facts = {
            "strand": period.strand,
            "period": period,
            "days": days_of(period),
            "section": "reports",
            "country": period.strand.side_letters("counterpart"),
        }
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | kwargs)
        return context

    def period_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over its calendar to the period and down to the page."""
        period = self.period
        here = (title_of(period), period.get_absolute_url() if below else "")
        return crumbs(period.strand, reports_place(period.strand), here, *below)


class OfPeriod(ActPage, InPeriod):
    """An act of staff on the period itself, with the way back to it."""

    rule: ClassVar[Any] = may_edit_period
    given_as = "period"

    def get_record(self) -> ReportingPeriod:
        """The period of the address."""
        return self.period

    def get_done_url(self) -> str:
        """The period's page."""
        return str(self.period.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the period."""
        return super().get_context_data(crumbs=self.period_crumbs((str(self.title), "")), **kwargs)


# What the pages and acts of a progress report have alike: where they lie, and what they read.


def report_of_address(page: InPeriod) -> ProgressReport:
    """The report of the address among those that the reader may see, else 404."""
    kwargs, scope = page.kwargs, page.kwargs["scope"]
    rows = ProgressReport.objects.visible_to(page.grants).with_names().filter(revision=kwargs["revision"])
    rows = rows.filter(pairing=None) if scope == OF_STRAND else rows.filter(pairing__code=scope)
    row: ProgressReport = page.get_or_404(rows, period=page.period.pk)
    row.period = page.period
    if row.pairing is not None:
        row.pairing.strand = row.strand
    return row


class InReport(InPeriod):
    """A page of a report."""

    @cached_property
    def report(self) -> ProgressReport:
        """The report of the address."""
        return report_of_address(self)

    @cached_property
    def language(self) -> str:
        """The language in which the report is read: the one that the address asks for, else the reader's."""
        wanted = self.request.GET.get("language", "")
        return wanted if wanted in LANGUAGES else reader_language()

    def languages(self) -> list[tuple[str, str, str]]:
        """Each language with its name and the address of the page in it."""
        return [(code, name, f"?language={code}#report") for code, name in LANGUAGE_NAMES.items()]

    def read_snapshot(self) -> tuple[Plain | None, str]:
        """What the report says, or why nothing is made of it."""
        report = self.report
        try:
            return (read_snapshot(report) if report.is_issued else to_issue(report, clock.now())), ""
        except SnapshotFault as fault:
            return None, str(fault)

    def of_report(self, name: str, *more: object) -> str:
        """An address of the report."""
        return self.report.address(name, *more)

    def report_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Below the period."""
        report = self.report
        of = report.pairing.name if report.pairing else pgettext("report on", "The strand as a whole")
        return self.period_crumbs((of, report.get_absolute_url() if below else ""), *below)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the report."""
        report = self.report
        return super().get_context_data(**{"report": report, "pairing": report.pairing} | kwargs)


class OnReport(ActPage, InReport):
    """An act on a report; of staff, unless it names another rule."""

    template_name = "reports/progress/report_act.html"
    rule: ClassVar[Any] = may_write_report
    of_draft: ClassVar[bool] = True
    given_as = "report"

    def get_record(self) -> ProgressReport:
        """The report."""
        return self.report

    def get_done_url(self) -> str:
        """The report's page."""
        return str(self.report.get_absolute_url())

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_draft, self.report) if self.of_draft else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the report."""
        return super().get_context_data(**{"crumbs": self.report_crumbs((str(self.title), ""))} | kwargs)


# The contracting authority's acts on an issued report.


class _Decision(OnReport):
    """What both have alike."""

    rule: ClassVar[Any] = may_decide_report
    of_draft: ClassVar[bool] = False

    def get_refusal(self) -> str:
        """Nothing is decided on a draft."""
        return "" if self.report.is_issued else _("This report is not issued yet.")


class ReportAccept(_Decision):
    """Accepts the report."""

    form_class = ActForm
    title = gettext_lazy("Accept the report")
    submit_label = gettext_lazy("Accept the report")

    def get_question(self) -> str:
        """What is accepted."""
        return _("The report is accepted as it was issued, with the checksum %(sha256)s.") % {
            "sha256": self.report.sha256
        }

    def act(self, form: Any) -> str:
        """Accept it."""
        accept_report(**self.given(form))
        return _("The report is accepted. The staff and the cities are told.")


class ReportReturn(_Decision):
    """Returns it."""

    form_class = ReportReasonForm
    title = gettext_lazy("Return the report")
    submit_label = gettext_lazy("Return the report")
    question = gettext_lazy("The staff correct it by a new revision; the city updates of the period are open again.")

    def act(self, form: Any) -> str:
        """Return it."""
        return_report(**self.given(form), reason=form.cleaned_data["reason"])
        return _("The report is returned. The staff and the cities are told.")
