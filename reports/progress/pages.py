"""What the pages and acts of a progress report have alike: where they lie, and what they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import pgettext

from core import clock
from core.acts import ActPage, refusal_by
from core.texts import LANGUAGES, reader_language
from reports.models import ProgressReport
from reports.periods.pages import InPeriod
from reports.progress.changes import to_issue
from reports.progress.locks import check_draft
from reports.progress.models import OF_STRAND
from reports.progress.selectors import SnapshotFault, read_snapshot
from reports.rules import may_write_report

if TYPE_CHECKING:
    from reports.progress.compiling.plain import Plain

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


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
