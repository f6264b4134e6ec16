"""Issuing a progress report: the data, their hash and the files are frozen and kept, the period is closed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.models import one_act
from partnerships.services.transitions import check_reason, check_transition
from reports.audit_actions.reports import REPORT_ISSUED
from reports.enums import ReportAct, ReportStatus
from reports.models import JointReport, ProgressReport, ReportStep
from reports.rendering.documents import RENDERER
from reports.services.exports import check_pace
from reports.services.joint_reports import joint_of
from reports.services.period_states import check_owed
from reports.services.report_changes import to_issue
from reports.services.report_gaps import digest, gaps_of
from reports.services.report_locks import check_actor, lock_report, tell
from reports.services.report_notices import report_issued
from reports.services.snapshots import canonical, sha256_of
from reports.tasks import make_issued_files
from reports.workflow import PROGRESS_REPORT

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from reports.services.compiling.plain import Plain
    from reports.services.report_gaps import Gap


@one_act()
def issue_report(
    *,
    by: User,
    grants: Grants,
    report: ProgressReport,
    version: int,
    seen_gaps: str = "",
    with_gaps: bool = False,
    reason: str = "",
) -> ProgressReport:
    """Issue a draft: its data are frozen with their hash, and everybody concerned is told. A worker makes the files.

    `with_gaps` accepts what is missing, with a reason; `seen_gaps` is the `digest` of the list that the person has
    read. Raises NotAllowed, StaleRecord, AlreadyDone where somebody else was faster, TooOften, DomainError where
    something stands in the way.
    """
    row = lock_report(report, version=version)
    actors = check_actor(grants, row, "issue")
    check_transition(table=PROGRESS_REPORT, name="issue", state=row.status, actors=actors, reason=reason)
    check_owed(row.period)
    check_pace(by)
    _lock_joint(row)
    now = clock.now()
    snapshot = to_issue(row, now)
    gaps = gaps_of(row, snapshot)
    _check_gaps(gaps, seen_gaps, reason, accepted=with_gaps)
    _freeze(row, snapshot, by, now)
    transaction.on_commit(partial(make_issued_files.enqueue, row.pk), robust=True)
    ReportStep(report=row, act=ReportAct.ISSUED, at=now, by=by, by_label=by.kept_name, reason=reason.strip()).save()
    tell(REPORT_ISSUED, row, by, reason=reason, sha256=row.sha256, gaps=len(gaps))
    report_issued(report=row, by=by)
    return row


def _lock_joint(report: ProgressReport) -> None:
    """No side takes its word back while the report is issued: that begins with the same row."""
    if report.pairing_id is not None:
        list(JointReport.objects.select_for_update(no_key=True).filter(report=report.pk).order_by("pk"))
        joint = joint_of(report)
        if joint is not None and joint.data != report.sha256:
            raise DomainError(_("What both sides were asked to confirm is not what is kept: freeze the report again."))


def _check_gaps(gaps: list[Gap], seen: str, reason: str, *, accepted: bool) -> None:
    for gap in gaps:
        if gap.blocks:
            raise DomainError(f"{gap.about}: {gap.words}")
    if not gaps:
        return
    if not accepted:
        raise DomainError(_("Something is missing. Mend it, or accept the gaps with a reason."), field="with_gaps")
    if seen and seen != digest(gaps):
        raise DomainError(
            _("The list of gaps has changed since this page was opened. Read it again."), field="with_gaps"
        )
    check_reason(reason)


def _freeze(report: ProgressReport, snapshot: Plain, by: User, now: dt.datetime) -> None:
    if not report.snapshot:
        report.snapshot = canonical(snapshot)
        report.sha256 = sha256_of(report.snapshot)
        report.frozen_at = now
    report.renderer = RENDERER
    report.status = ReportStatus.ISSUED
    report.issued_at, report.issued_by, report.issued_label = now, by, by.kept_name
    report.save(by=by)
