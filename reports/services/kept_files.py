"""The files of an issued report: each made once of its kept data by a worker, and kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count

from core import clock
from core.stored_files import files_of_act, stored
from reports.enums import FileFormat
from reports.models import IssuedFile, ProgressReport
from reports.services.issued_files import issued_snapshot, make_file, name_of

if TYPE_CHECKING:
    from reports.services.compiling.plain import Plain

# A worker should have made them by then; the sweep asks another one.
WAITED_LONG = dt.timedelta(minutes=30)


def files_owed(report: ProgressReport) -> list[tuple[str, str]]:
    """Every file that an issued report has: language and format."""
    return [(language, form) for language in report.period.language_list for form in FileFormat.values]


def keep_missing_files(report_id: int) -> None:
    """Make what is not kept yet, one file after the other: a later worker goes on where one stopped."""
    report = ProgressReport.objects.select_related("strand", "period", "pairing").get(pk=report_id)
    if not report.is_issued:
        return
    snapshot = issued_snapshot(report)
    for language, file_format in files_owed(report):
        if not report.files.filter(language=language, format=file_format).exists():
            with files_of_act(), transaction.atomic():
                _keep_first(report, snapshot, language, file_format)


def _keep_first(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> None:
    """Keep a file unless another worker was faster: both wait for the report's row, and look for the file again."""
    ProgressReport.objects.select_for_update(no_key=True).order_by("pk").only("pk").get(pk=report.pk)
    if not report.files.filter(language=language, format=file_format).exists():
        _keep(report, snapshot, language, file_format)


def unfinished_reports() -> list[int]:
    """Issued reports that lack files though a worker had the time to make them."""
    rows = ProgressReport.objects.issued().filter(issued_at__lt=clock.now() - WAITED_LONG)
    rows = rows.select_related("period").defer("snapshot").annotate(kept=Count("files")).order_by("pk")
    return [row.pk for row in rows if row.kept < len(files_owed(row))]


def _keep(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> None:
    """One file, under a name that cannot be guessed."""
    content = make_file(report, snapshot, language, file_format)
    name = name_of(snapshot, language, file_format)
    row = IssuedFile(
        report=report,
        format=file_format,
        language=language,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    row.file.save(f"{uuid4().hex}.{name.rpartition('.')[2]}", ContentFile(content), save=False)
    stored(row.file.storage, row.file.name or "")
    row.save()
