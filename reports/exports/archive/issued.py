"""What of a strand's reports goes into its archive: every issued revision with its snapshot, files and steps."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from reports.exports.archive.packing import safe_name, table, without_addresses
from reports.exports.archive.records import as_json, one_by_one, stored_chunks
from reports.models import ProgressReport

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Strand
    from reports.exports.archive.packing import Archive
    from reports.models import IssuedFile

STEPS = ("at", "step", "by", "reason")


def reports_of(strand: Strand, grants: Grants) -> QuerySet[ProgressReport]:
    """Every issued revision, in the order of the calendar; without its snapshot, which can be large."""
    rows = ProgressReport.objects.visible_to(grants).issued().filter(strand=strand).with_names()
    return rows.order_by("period__due_on", "period__pk", "pairing__code", "revision", "pk")


def add_reports(archive: Archive, rows: QuerySet[ProgressReport], step: Callable[[], None]) -> None:
    """One folder for each revision."""
    for report in one_by_one(rows.prefetch_related("files", "steps")):
        folder = f"reports/{report.period.code}/{report.scope}/revision-{report.revision}"
        _add_snapshot(archive, report, folder)
        for file in sorted(report.files.all(), key=lambda one: (one.language, one.format)):
            _add_file(archive, file, folder)
        archive.add(f"{folder}/report.json", [as_json(_facts(report))], kind="report", title=str(report))
        steps = [
            (one.at.isoformat(), one.act, without_addresses(one.by_label), without_addresses(one.reason))
            for one in report.steps.all()
        ]
        archive.add(f"{folder}/steps.csv", table(STEPS, steps), kind="report", title=str(report))
        step()


def _add_snapshot(archive: Archive, report: ProgressReport, folder: str) -> None:
    """Byte for byte what was hashed; one that fails is taken along, and told of."""
    text = ProgressReport.objects.values_list("snapshot", flat=True).get(pk=report.pk).encode()
    path = f"{folder}/snapshot.json"
    if hashlib.sha256(text).hexdigest() != report.sha256:
        archive.notify_of_problem(_("%(path)s: the snapshot fails its checksum."), path)
    archive.add(path, [text], kind="snapshot", title=str(report))


def _add_file(archive: Archive, file: IssuedFile, folder: str) -> None:
    path = f"{folder}/{safe_name(file.name)}"
    if not file.file.storage.exists(file.file.name or ""):
        archive.notify_of_problem(_("%(path)s: the file is gone."), path)
    elif archive.add(path, stored_chunks(file.file), kind="report", title=file.name) != file.sha256:
        archive.notify_of_problem(_("%(path)s: the file is not the one that was issued."), path)


def _facts(report: ProgressReport) -> dict[str, Any]:
    return {
        "strand": report.strand.code,
        "period": report.period.code,
        "scope": report.scope,
        "revision": report.revision,
        "replaces": report.replaces.revision if report.replaces else None,
        "correction": report.correction,
        "status": report.status,
        "sha256": report.sha256,
        "renderer": report.renderer,
        "records_as_of": report.frozen_at,
        "issued_at": report.issued_at,
        "issued_by": without_addresses(report.issued_label),
        "files": [
            {"name": file.name, "language": file.language, "format": file.format, "sha256": file.sha256}
            for file in sorted(report.files.all(), key=lambda one: (one.language, one.format))
        ],
    }
