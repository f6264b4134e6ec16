"""What an issued report says, and its files: made of its kept data and of the moment of its issue alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from reports.enums import FileFormat
from reports.rendering.documents import file_name, report_file
from reports.services.snapshots import read_snapshot

if TYPE_CHECKING:
    from reports.models import ProgressReport
    from reports.services.compiling.plain import Plain


def issued_snapshot(report: ProgressReport) -> Plain:
    """The kept data with the moment of issue: a joint report is frozen before it, so that its data cannot tell.

    Whatever is made of an issued report is made of this, when it is issued as when it is rebuilt. Raises
    SnapshotFault where the data fail their checksum.
    """
    snapshot = read_snapshot(report)
    if report.issued_at is None or snapshot["report"]["issued_at"]:
        return snapshot
    moment = report.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {**snapshot, "report": {**snapshot["report"], "issued_at": moment}}


def make_file(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> bytes:
    """One file of an `issued_snapshot`; the same bytes for the same data under the same version of the renderer.

    The JSON is the kept text itself, of which the checksum is.
    """
    if file_format == FileFormat.JSON:
        return report.snapshot.encode()
    return report_file(snapshot, language=language, file_format=file_format, sha256=report.sha256)


def name_of(snapshot: Plain, language: str, file_format: str) -> str:
    """What the file of an `issued_snapshot` is called."""
    return file_name(snapshot, language, file_format)
