"""A strand with a period that is over, records in it, and a person of every role: what tests of reports begin with."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

from partnerships.models import Milestone, Pairing
from partnerships.tests.factories import MilestoneFactory, period
from partnerships.tests.two_sides import TwoSides
from reports.models import JointReport, ProgressReport, ReportingPeriod, SectionText
from reports.progress.actions import AddReport, FreezeReport, IssueReport, WriteReport
from reports.progress.services import keep_missing_files
from reports.tests.factories import CityUpdateFactory, ReportingPeriodFactory

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Brussels"))
REASON = "The records tell enough."


@dataclass
class ReportScene:
    """The pairing with its people, the period, a milestone done in it, and what the services take."""

    sides: TwoSides
    period: ReportingPeriod
    milestone: Milestone

    @property
    def pairing(self) -> Pairing:
        return Pairing.objects.with_names().get(pk=self.sides.pairing.pk)

    def by(self, role: str) -> dict[str, Any]:
        return self.sides.by(role)

    def draft(self, pairing: Pairing | None = None, role: str = "staff") -> ProgressReport:
        return draft_report(period=self.period, pairing=pairing, **self.by(role))

    def write(self, report: ProgressReport, role: str = "staff", *, version: int = 0, section: str = "summary") -> Any:
        texts = {"en": "It went well.", "ko": "잘 되었다."}
        return write_section(report=report, section=section, version=version, texts=texts, **self.by(role))

    def issue(self, report: ProgressReport, role: str = "staff", **more: Any) -> ProgressReport:
        given = {"with_gaps": True, "reason": REASON} | more
        return IssueReport.do(report, version=given.pop("version", report.version), **given, **self.by(role))

    def freeze(self, report: ProgressReport, role: str = "staff") -> JointReport:
        FreezeReport.do(report, version=report.version, **self.by(role))
        return JointReport.objects.get(report=report)

    def issued(self) -> ProgressReport:
        return fresh(self.issue(self.draft()))


def draft_report(*, period: ReportingPeriod, pairing: Pairing | None = None, **by: Any) -> ProgressReport:
    report: ProgressReport = AddReport.do(ProgressReport(strand=period.strand, period=period), pairing=pairing, **by)
    return report


def write_section(*, report: ProgressReport, section: str, version: int, texts: dict[str, str], **by: Any) -> Any:
    WriteReport.do(report, written={section: (version, texts)}, **by)
    return SectionText.objects.get(report=report, section=section)


def with_files(report: ProgressReport) -> ProgressReport:
    """As a worker leaves an issued report, with all its files."""
    keep_missing_files(report.pk)
    return fresh(report)


def fresh(report: ProgressReport) -> ProgressReport:
    """As the database has it, with its names."""
    return ProgressReport.objects.with_names().get(pk=report.pk)


def report_scene(sides: TwoSides, languages: str = "en;ko") -> ReportScene:
    """Busan and Barcelona in a period that ended in September 2026; Busan's update is accepted."""
    row = ReportingPeriodFactory(
        strand=sides.pairing.strand,
        code="interim-1",
        starts_on=dt.date(2026, 3, 2),
        ends_on=dt.date(2026, 9, 1),
        due_on=dt.date(2026, 10, 1),
        languages=languages,
    )
    stage = sides.pairing.strand.stages.first()
    done = {"baseline": period("2026-04-01"), "forecast": period("2026-04-01"), "actual": period("2026-04-02")}
    milestone = MilestoneFactory(
        pairing=sides.pairing,
        stage=stage,
        plan_item=None,
        code="kick-off",
        title_en="Kick-off",
        title_ko="착수 회의",
        status="done",
        **done,
    )
    CityUpdateFactory(participation=sides.pairing.counterpart, period=row, status="accepted")
    return ReportScene(sides, row, milestone)
