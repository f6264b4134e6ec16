"""The files of an issued report, made of its kept data and of the moment of its issue alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings

from reports.enums import FileFormat
from reports.rendering.documents import file_name, report_file

if TYPE_CHECKING:
    from reports.models import ProgressReport
    from reports.services.compiling.plain import Plain


def make_file(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> bytes:
    """One file; the same bytes for the same data under the same version of the renderer."""
    shown = snapshot if file_format == FileFormat.JSON else as_issued(report, snapshot)
    return report_file(
        shown, language=language, file_format=file_format, sha256=report.sha256, base_url=settings.BASE_URL
    )


def name_of(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> str:
    """What the file is called."""
    return file_name(as_issued(report, snapshot), language, file_format)


def as_issued(report: ProgressReport, snapshot: Plain) -> Plain:
    """With the moment of issue: a joint report is frozen before, so that its data cannot tell."""
    if report.issued_at is None or snapshot["report"]["issued_at"]:
        return snapshot
    moment = report.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {**snapshot, "report": {**snapshot["report"], "issued_at": moment}}
