"""What follows on an issued report: the authority accepts or returns it, staff correct it by a new revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.models import one_act
from partnerships.services.transitions import check_transition
from partnerships.services.written import check_length
from reports.audit_actions.reports import REPORT_ACCEPTED, REPORT_RETURNED, REPORT_REVISED
from reports.enums import ReportAct, ReportStatus
from reports.models import ProgressReport, ReportStep, SectionText
from reports.services.report_locks import check_actor, lock_report, tell
from reports.services.report_notices import report_accepted, report_returned
from reports.workflow import PROGRESS_REPORT

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST_REASON = 2000


@one_act()
def accept_report(*, by: User, grants: Grants, report: ProgressReport, version: int) -> ProgressReport:
    """Accept the report as it was issued. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _decide(by, grants, report, version, "accept", "")
    tell(REPORT_ACCEPTED, row, by)
    report_accepted(report=row, by=by)
    return row


@one_act()
def return_report(*, by: User, grants: Grants, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """Send it back with a reason: the updates of the period are open again, and staff correct it by a new revision."""
    check_length("reason", reason.strip(), LONGEST_REASON)
    row = _decide(by, grants, report, version, "return", reason)
    tell(REPORT_RETURNED, row, by, reason=reason)
    report_returned(report=row, by=by, reason=reason)
    return row


def _decide(by: User, grants: Grants, report: ProgressReport, version: int, act: str, reason: str) -> ProgressReport:
    row = lock_report(report, version=version)
    actors = check_actor(grants, row, act)
    transition = check_transition(table=PROGRESS_REPORT, name=act, state=row.status, actors=actors, reason=reason)
    newer = ProgressReport.objects.issued().filter(replaces=row).order_by("-revision").first()
    if newer is not None:
        raise DomainError(_("Revision %(revision)s replaces this one: decide on that.") % {"revision": newer.revision})
    row.status = ReportStatus(transition.target)
    row.save(by=by)
    step = ReportAct(transition.target)
    ReportStep(report=row, act=step, at=clock.now(), by=by, by_label=by.kept_name, reason=reason.strip()).save()
    return row


@one_act()
def revise_report(*, by: User, grants: Grants, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """Begin the next revision of an issued report, with its sections and texts; `reason` says what is corrected.

    Raises NotAllowed, StaleRecord, AlreadyDone where one is begun, DomainError where a newer one was issued.
    """
    row = lock_report(report, version=version)
    actors = check_actor(grants, row, "revise")
    check_transition(table=PROGRESS_REPORT, name="revise", state=row.status, actors=actors, reason=reason)
    check_length("reason", reason.strip(), LONGEST_REASON)
    newest = ProgressReport.objects.filter(period=row.period, pairing=row.pairing).order_by("-revision")[0]
    if newest.pk != row.pk and newest.is_issued:
        raise DomainError(_("Revision %(revision)s replaces this one: correct that.") % {"revision": newest.revision})
    if newest.pk != row.pk:
        raise AlreadyDone(_("Revision %(revision)s is being written already.") % {"revision": newest.revision})
    draft = ProgressReport(
        strand=row.strand,
        period=row.period,
        pairing=row.pairing,
        revision=row.revision + 1,
        replaces=row,
        correction=reason.strip(),
        sections=row.sections,
    )
    draft.save(by=by)
    for text in SectionText.objects.filter(report=row).order_by("pk"):
        taken = SectionText(report=draft, section=text.section, text_en=text.text_en, text_ko=text.text_ko)
        taken.save(by=by)
        if text.stale_texts:
            taken.stale_texts = text.stale_texts
            taken.save(by=by)
    tell(REPORT_REVISED, draft, by, reason=reason, before=row.revision)
    return draft
