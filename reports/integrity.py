"""Finds what no constraint can see of periods, updates, reports and their files."""

import hashlib
from collections.abc import Iterator
from typing import Any

from partnerships.integrity import PLACES, Fault, file_fault, of_other_places, stray_files
from reports.enums import ExportState
from reports.models import Export, IssuedFile, ProgressReport, ReportingTerms
from reports.progress.services import unfinished_reports


def contradictions() -> Iterator[Fault]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from of_other_places("reports", PLACES)
    yield from _terms()
    yield from _corrections()
    yield from _snapshots()
    yield from _files()


def _name_of(report: ProgressReport) -> str:
    return f"report {report.strand.code}/{report.period.code}/{report.scope}/{report.revision}"


def _terms() -> Iterator[Fault]:
    for terms in ReportingTerms.objects.filter(implementer__isnull=False).select_related("strand").order_by("pk"):
        if not terms.strand.implementers.filter(pk__in=[terms.implementer_id]).exists():
            yield f"terms of reporting {terms.strand.code}", "the implementer they name is none of the strand's"


def _corrections() -> Iterator[Fault]:
    for report in ProgressReport.objects.with_names().filter(replaces__isnull=False).order_by("pk"):
        earlier: Any = report.replaces
        if earlier.period_id != report.period_id:
            yield _name_of(report), "it corrects a report on another period"
        if earlier.revision >= report.revision:
            yield _name_of(report), "it corrects a revision that is no earlier one"
        if earlier.pairing_id != report.pairing_id:
            yield _name_of(report), "it corrects a report of another scope"


def _snapshots() -> Iterator[Fault]:
    """What an issued report was made of is what was hashed; one after the other, because they are long."""
    frozen = ProgressReport.objects.exclude(sha256="").select_related("strand", "period", "pairing").order_by("pk")
    for report in frozen.iterator(chunk_size=20):
        if hashlib.sha256(report.snapshot.encode()).hexdigest() != report.sha256:
            yield _name_of(report), "its snapshot is not the one that was hashed"


def _files() -> Iterator[Fault]:
    issued = IssuedFile.objects.select_related("report__strand", "report__period", "report__pairing")
    known = set()
    for row in issued.defer("report__snapshot").order_by("pk"):
        known.add(row.file.name or "")
        if fault := file_fault(row.file, size=row.size, sha256=row.sha256):
            yield _name_of(row.report), f"its file {row.name} {fault}"
    waiting = Export.objects.filter(state=ExportState.READY).select_related("strand").order_by("pk")
    for export in waiting:
        known.add(export.file.name or "")
        if fault := file_fault(export.file, size=export.size, sha256=export.sha256):
            yield f"export {export.strand.code}/{export.pk}", f"its file {fault}"
    storage = IssuedFile._meta.get_field("file").storage
    yield from stray_files(storage, "reports", known, "no issued report has it; it can be deleted")
    yield from stray_files(storage, "exports", known, "no export has it; it can be deleted")
    lacking = ProgressReport.objects.filter(pk__in=unfinished_reports()).select_related("strand", "period", "pairing")
    for report in lacking.defer("snapshot").order_by("pk"):
        yield _name_of(report), "it was issued and lacks files"
