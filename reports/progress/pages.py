"""What the pages and acts of a progress report have alike: where they lie, and what they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import pgettext

from core import clock
from core.texts import LANGUAGES, reader_language
from reports.models import ProgressReport
from reports.periods.pages import InPeriod
from reports.progress.changes import to_issue
from reports.progress.selectors import SnapshotFault, read_snapshot

if TYPE_CHECKING:
    from reports.models import ReportingPeriod
    from reports.progress.compiling.scope import Plain

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


def report_crumbs(report: ProgressReport, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """From the strand over its calendar and the period to the report and down to the page."""
    of = report.pairing.name if report.pairing else pgettext("report on", "The strand as a whole")
    return [*report.period.get_crumbs(), (of, report.get_absolute_url() if below else ""), *below]


class InReport(InPeriod):
    """A page of a report."""

    @cached_property
    def report(self) -> ProgressReport:
        """The report of the address among those that the reader may see, else 404."""
        row: ProgressReport = self.get_or_404(
            ProgressReport.objects.visible_to(self.grants).with_names().at(self.kwargs)
        )
        return row

    @property
    def period(self) -> ReportingPeriod:
        """Its period."""
        return self.report.period

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
        return report_crumbs(self.report, *below)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the report."""
        report = self.report
        return super().get_context_data(**{"report": report, "pairing": report.pairing} | kwargs)
