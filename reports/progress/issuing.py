"""A report is issued, accepted or returned by the authority, and corrected by a new revision; the mails about it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError
from core.models import one_act
from partnerships.enums import StrandRoleName
from partnerships.models import Participation, StrandRole
from partnerships.people.selectors import read_people
from partnerships.transitions import check_reason, check_transition
from partnerships.translations.selectors import check_length
from reports.audit_actions import REPORT_ACCEPTED, REPORT_ISSUED, REPORT_RETURNED, REPORT_REVISED
from reports.enums import ReportAct, ReportStatus
from reports.exports.services import check_pace
from reports.models import JointReport, ProgressReport, ReportStep, SectionText
from reports.periods.selectors import check_owed
from reports.progress.changes import to_issue
from reports.progress.gaps import digest, gaps_of
from reports.progress.joint_reports import joint_of
from reports.progress.locks import check_actor, lock_report, log_report
from reports.progress.rendering.documents import RENDERER
from reports.progress.selectors import canonical, sha256_of
from reports.tasks import make_issued_files
from reports.workflow import PROGRESS_REPORT

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from reports.progress.compiling.plain import Plain
    from reports.progress.gaps import Gap


def report_issued(*, report: ProgressReport, by: User) -> int:
    """Tell the authority, who has to decide, and the coordinators whose report it is. Returns how many mails."""
    readers = [*_with_role(report, StrandRoleName.AUTHORITY), *_coordinators(report)]
    # Who is staff too decides nothing.
    deciding = _keys(report, StrandRoleName.AUTHORITY) - _keys(report, StrandRoleName.STAFF)
    return _send(readers, MailKind.REPORT_ISSUED, report, by, deciding=deciding)


def report_returned(*, report: ProgressReport, by: User, reason: str) -> int:
    """Tell the staff, who correct it, and the coordinators, whose updates are open again."""
    readers = [*_with_role(report, StrandRoleName.STAFF), *_coordinators(report)]
    return _send(readers, MailKind.REPORT_RETURNED, report, by, reason=reason)


def report_accepted(*, report: ProgressReport, by: User) -> int:
    """Tell the staff and the coordinators that nothing more is to be done."""
    readers = [*_with_role(report, StrandRoleName.STAFF), *_coordinators(report)]
    return _send(readers, MailKind.REPORT_ACCEPTED, report, by)


def _with_role(report: ProgressReport, role: str) -> list[Any]:
    users = get_user_model().objects.filter(pk__in=_roles(report, role).values("user"), is_active=True)
    return list(users.order_by("search_text", "pk"))


def _keys(report: ProgressReport, role: str) -> frozenset[int]:
    return frozenset(_roles(report, role).values_list("user", flat=True))


def _roles(report: ProgressReport, role: str) -> Any:
    return StrandRole.objects.not_ended(clock.today()).filter(strand=report.strand_id, role=role)


def _coordinators(report: ProgressReport) -> list[Any]:
    pairing = report.pairing
    parts = Participation.objects.filter(strand=report.strand_id)
    keys = [pairing.eu_id, pairing.counterpart_id] if pairing else list(parts.values_list("pk", flat=True))
    people = read_people(keys, clock.today())
    return [person for key in keys for person in people.of_side(key)]


def _send(
    readers: list[Any],
    kind: MailKind,
    report: ProgressReport,
    by: User,
    *,
    reason: str = "",
    deciding: frozenset[int] = frozenset(),
) -> int:
    """One mail to each reader once, but for whoever acted."""
    people = {one.pk: one for one in readers if one.pk != by.pk}
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"{kind.value}:{report.pk}:{person.pk}",
            template="report_act",
            context={
                "report": lazy(lambda: str(report), str)(),
                "act": kind.value,
                "decides": person.pk in deciding,
                "reason": reason.strip(),
                "by": by.kept_name,
                "link": settings.BASE_URL + report.get_absolute_url(),
            },
        )
        for person in people.values()
    )


# Issuing a progress report: the data, their hash and the files are frozen and kept, the period is closed.


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
    log_report(REPORT_ISSUED, row, by, reason=reason, sha256=row.sha256, gaps=len(gaps))
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


# What follows on an issued report: the authority accepts or returns it, staff correct it by a new revision.

LONGEST_REASON = 2000


@one_act()
def accept_report(*, by: User, grants: Grants, report: ProgressReport, version: int) -> ProgressReport:
    """Accept the report as it was issued. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _decide(by, grants, report, version, "accept", "")
    log_report(REPORT_ACCEPTED, row, by)
    report_accepted(report=row, by=by)
    return row


@one_act()
def return_report(*, by: User, grants: Grants, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """Send it back with a reason: the updates of the period are open again, and staff correct it by a new revision."""
    check_length("reason", reason.strip(), LONGEST_REASON)
    row = _decide(by, grants, report, version, "return", reason)
    log_report(REPORT_RETURNED, row, by, reason=reason)
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
    log_report(REPORT_REVISED, draft, by, reason=reason, before=row.revision)
    return draft
