"""Finds what no constraint can see of periods, updates, reports and their files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db.models import F

from partnerships.integrity import Fault
from reports.enums import ExportState
from reports.models import (
    CityUpdate,
    Export,
    IssuedFile,
    JointReport,
    ProgressReport,
    PublicityItem,
    ReportingTerms,
)
from reports.progress.files import unfinished_reports


def contradictions() -> Iterator[Fault]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from _terms()
    yield from _updates()
    yield from _reports()
    yield from _snapshots()
    yield from _joint_reports()
    yield from _publicity()
    yield from _files()


def _name_of(report: ProgressReport) -> str:
    return f"report {report.strand.code}/{report.period.code}/{report.scope}/{report.revision}"


def _terms() -> Iterator[Fault]:
    rows = ReportingTerms.objects.filter(implementer__isnull=False).select_related("strand").order_by("pk")
    for terms in rows:
        if not terms.strand.implementers.filter(pk__in=[terms.implementer_id]).exists():
            yield f"terms of reporting {terms.strand.code}", "the implementer they name is none of the strand's"


def _updates() -> Iterator[Fault]:
    rows = CityUpdate.objects.with_names().order_by("pk")
    for update in rows.exclude(participation__strand=F("period__strand")):
        period = update.period
        name = f"city update {period.strand.code}/{period.code}/{update.participation.partner.code}"
        yield name, "its partner takes part in another strand"


def _reports() -> Iterator[Fault]:
    rows = ProgressReport.objects.with_names().order_by("pk")
    for report in rows.exclude(strand=F("period__strand")):
        yield _name_of(report), "its period belongs to another strand"
    for report in rows.filter(pairing__isnull=False).exclude(pairing__strand=F("strand")):
        yield _name_of(report), "its pairing belongs to another strand"
    corrected = rows.filter(replaces__isnull=False)
    for report in corrected.exclude(replaces__period=F("period")):
        yield _name_of(report), "it corrects a report on another period"
    for report in corrected.filter(replaces__revision__gte=F("revision")):
        yield _name_of(report), "it corrects a revision that is no earlier one"
    for report in corrected:
        if report.replaces is not None and report.replaces.pairing_id != report.pairing_id:
            yield _name_of(report), "it corrects a report of another scope"


def _snapshots() -> Iterator[Fault]:
    """What an issued report was made of is what was hashed; one after the other, because they are long."""
    frozen = ProgressReport.objects.exclude(sha256="").select_related("strand", "period", "pairing").order_by("pk")
    for report in frozen.iterator(chunk_size=20):
        if hashlib.sha256(report.snapshot.encode()).hexdigest() != report.sha256:
            yield _name_of(report), "its snapshot is not the one that was hashed"


def _joint_reports() -> Iterator[Fault]:
    rows = JointReport.objects.select_related("report__strand", "report__period", "report__pairing").order_by("pk")
    for joint in rows.defer("report__snapshot"):
        if joint.report.pairing_id != joint.pairing_id:
            yield _name_of(joint.report), "what both sides confirm of it lies in another pairing"


def _publicity() -> Iterator[Fault]:
    rows = PublicityItem.objects.filter(pairing__isnull=False).select_related("strand").order_by("pk")
    for item in rows.exclude(pairing__strand=F("strand")):
        yield f"publicity {item.strand.code}/{item.number}", "its pairing belongs to another strand"


def _files() -> Iterator[Fault]:
    issued = IssuedFile.objects.select_related("report__strand", "report__period", "report__pairing")
    for row in issued.defer("report__snapshot").order_by("pk"):
        if not row.file.storage.exists(row.file.name or ""):
            yield _name_of(row.report), f"its file {row.name} is gone"
    waiting = Export.objects.filter(state=ExportState.READY).select_related("strand").order_by("pk")
    for export in waiting:
        if not export.file.storage.exists(export.file.name or ""):
            yield f"export {export.strand.code}/{export.pk}", "its file is gone"
    lacking = ProgressReport.objects.filter(pk__in=unfinished_reports()).select_related("strand", "period", "pairing")
    for report in lacking.defer("snapshot").order_by("pk"):
        yield _name_of(report), "it was issued and lacks files"
