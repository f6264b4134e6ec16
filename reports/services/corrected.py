"""What a draft would be issued as: the records read now, and of a correction also what it changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from reports.services.canonical import plain
from reports.services.report_changes import changes_between
from reports.services.snapshots import SnapshotFault, compile_snapshot, read_snapshot

if TYPE_CHECKING:
    from reports.models import ProgressReport
    from reports.services.compiling.plain import Plain


def compile_draft(report: ProgressReport, as_of: dt.datetime, *, issued_at: dt.datetime | None = None) -> Plain:
    """The snapshot of a draft; where it corrects an issued report, `changes` lists how it differs from that one."""
    return with_changes(report, compile_snapshot(report, as_of, issued_at=issued_at))


def with_changes(report: ProgressReport, snapshot: Plain) -> Plain:
    """The snapshot with its list of changes, if it corrects a report whose kept data can be read."""
    if report.replaces is None:
        return snapshot
    try:
        before = read_snapshot(report.replaces)
    except SnapshotFault:
        return snapshot
    return dict(plain({**snapshot, "changes": [change.told() for change in changes_between(before, snapshot)]}))


def to_issue(report: ProgressReport, now: dt.datetime) -> Plain:
    """What would be issued now: of a pairing's report the data that both sides confirm, else the records as they are.

    Raises SnapshotFault where frozen data are not what they were.
    """
    if report.snapshot:
        return read_snapshot(report)
    return compile_draft(report, now, issued_at=now if report.pairing_id is None else None)
