"""Reports found and locked for an act, and what every act on one tells the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import write_audit
from partnerships.transitions import name_states
from reports.enums import ReportStatus
from reports.models import ProgressReport
from reports.periods.selectors import lock_period
from reports.rules import report_actors
from reports.workflow import PROGRESS_REPORT

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

name_states(PROGRESS_REPORT, ReportStatus)


def lock_report(report: ProgressReport, *, version: int | None = None) -> ProgressReport:
    """The report as it stands, locked with its period, with its names; raises StaleRecord where its version is another.

    Raises AlreadyDone where a draft was issued meanwhile.
    """
    period = lock_period(report.period_id)
    locked = ProgressReport.objects.select_for_update(no_key=True).order_by("pk").filter(pk=report.pk).first()
    if locked is None:
        raise StaleRecord
    if report.status == ReportStatus.DRAFT and locked.is_issued:
        raise AlreadyDone(
            _("%(person)s has issued this report meanwhile. Nothing was done twice.") % {"person": locked.issued_label}
        )
    if version is not None and locked.version != version:
        raise StaleRecord
    rows = ProgressReport.objects.select_related(
        "strand", "replaces", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    row: ProgressReport = rows.get(pk=report.pk)
    row.period = period
    return row


def check_actor(grants: Grants, report: ProgressReport, act: str) -> frozenset[str]:
    """As what the reader acts on the report; raises NotAllowed where the act is none of theirs."""
    actors = report_actors(grants, report)
    if not PROGRESS_REPORT[act].who & actors:
        raise NotAllowed
    return actors


def check_draft(report: ProgressReport) -> None:
    """Refuse to change what left the house. Raises DomainError."""
    if report.is_issued:
        raise DomainError(_("This report is issued: it is corrected by a new revision."))


def log_report(action: str, report: ProgressReport, by: User | None, *, reason: str = "", **parameters: Any) -> None:
    """Write an act on a report into the log of its strand, and of its pairing."""
    write_audit(
        action=action,
        by=by,
        record=report,
        reason=reason.strip(),
        revision=report.revision,
        **parameters,
    )
