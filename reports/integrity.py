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
    yield from _strands()
    yield from _reports()
    yield from _snapshots()
    yield from _files()


def _name_of(report: ProgressReport) -> str:
    return f"report {report.strand.code}/{report.period.code}/{report.scope}/{report.revision}"


def _strands() -> Iterator[Fault]:
    for terms in ReportingTerms.objects.filter(implementer__isnull=False).select_related("strand").order_by("pk"):
        if not terms.strand.implementers.filter(pk__in=[terms.implementer_id]).exists():
            yield f"terms of reporting {terms.strand.code}", "the implementer they name is none of the strand's"
    updates = CityUpdate.objects.with_names().order_by("pk")
    for update in updates.exclude(participation__strand=F("period__strand")):
        period = update.period
        name = f"city update {period.strand.code}/{period.code}/{update.participation.partner.code}"
        yield name, "its partner takes part in another strand"
    items = PublicityItem.objects.filter(pairing__isnull=False).select_related("strand").order_by("pk")
    for item in items.exclude(pairing__strand=F("strand")):
        yield f"publicity {item.strand.code}/{item.number}", "its pairing belongs to another strand"


def _reports() -> Iterator[Fault]:
    rows = ProgressReport.objects.with_names().order_by("pk")
    corrected = rows.filter(replaces__isnull=False)
    found = {
        "its period belongs to another strand": rows.exclude(strand=F("period__strand")),
        "its pairing belongs to another strand": rows.filter(pairing__isnull=False).exclude(
            pairing__strand=F("strand")
        ),
        "it corrects a report on another period": corrected.exclude(replaces__period=F("period")),
        "it corrects a revision that is no earlier one": corrected.filter(replaces__revision__gte=F("revision")),
        "it corrects a report of another scope": [
            row for row in corrected if row.replaces and row.replaces.pairing_id != row.pairing_id
        ],
    }
    for words, reports in found.items():
        for report in reports:
            yield _name_of(report), words
    joints = JointReport.objects.select_related("report__strand", "report__period", "report__pairing").order_by("pk")
    for joint in joints.exclude(report__pairing=F("pairing")).defer("report__snapshot"):
        yield _name_of(joint.report), "what both sides confirm of it lies in another pairing"


def _snapshots() -> Iterator[Fault]:
    """What an issued report was made of is what was hashed; one after the other, because they are long."""
    frozen = ProgressReport.objects.exclude(sha256="").select_related("strand", "period", "pairing").order_by("pk")
    for report in frozen.iterator(chunk_size=20):
        if hashlib.sha256(report.snapshot.encode()).hexdigest() != report.sha256:
            yield _name_of(report), "its snapshot is not the one that was hashed"


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
