"""What several actions on reports share: what both sides confirm is kept in step, and the mails about a report."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.functional import lazy

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core import clock
from core.models import write_audit
from partnerships.confirmations.services import lock_text, request_confirmation, text_edited
from partnerships.enums import StrandRoleName
from partnerships.models import Pairing, Participation, StrandRole, TextEdition
from partnerships.pairings.selectors import check_workable
from partnerships.people.selectors import read_people
from reports.audit_actions import REPORT_FROZEN
from reports.enums import Section
from reports.models import JointReport, ProgressReport, SectionText
from reports.progress.compiling.scope import Plain, both, in_both
from reports.progress.selectors import canonical, compile_draft, read_snapshot, sha256_of, with_changes

# What both sides confirm of a pairing's report: the words and the frozen data.


def freeze(*, by: User, report: ProgressReport, pairing: Pairing) -> JointReport:
    """Read the records now, keep what they say on the draft, and ask both sides to confirm it.

    Freezing again makes another edition, which both are asked for. Raises DomainError.
    """
    found = JointReport.objects.filter(report=report).first()
    joint = found or JointReport(pairing=pairing, report=report, code=f"{report.period.code}-{report.revision}")
    joint.pairing = pairing
    check_workable(joint)
    _freeze(by, report)
    if found is not None:
        return _write(by, report, found)
    joint.words, joint.data = _titled_texts(report), report.sha256
    joint.save(by=by)
    request_confirmation(by=by, text=joint)
    return joint


def reword(*, by: User, report: ProgressReport) -> None:
    """Where a draft is frozen, put its present words into the frozen data, whose figures stay, and ask both again."""
    joint = JointReport.objects.filter(report=report).first()
    if joint is None:
        return
    snapshot = read_snapshot(report)
    rows = SectionText.objects.filter(report=report, section__in=report.sections)
    snapshot["texts"] = {row.section: both(row, "text") for row in rows if row.text_en or row.text_ko}
    _keep(by, report, with_changes(report, snapshot))
    _write(by, report, joint)


def freeze_again(*, by: User, report: ProgressReport) -> None:
    """Where a draft is frozen, other sections ask for other data: the records are read anew, and both asked again."""
    joint = JointReport.objects.filter(report=report).first()
    if joint is not None:
        _freeze(by, report)
        _write(by, report, joint)


def _titled_texts(report: ProgressReport) -> list[dict[str, Any]]:
    """The texts of the report's sections in order, each below its title in both languages."""
    rows = {row.section: row for row in SectionText.objects.filter(report=report)}
    found = []
    for name in report.sections:
        row = rows.get(name)
        if row is not None and (row.text_en or row.text_ko):
            title = in_both(partial(getattr, Section(name), "label"))
            titles = {"title_en": title["en"], "title_ko": title["ko"]}
            found.append({**titles, "text_en": row.text_en, "text_ko": row.text_ko})
    return found


def _freeze(by: User, report: ProgressReport) -> None:
    now = clock.now()
    report.frozen_at = now
    _keep(by, report, compile_draft(report, now))


def _keep(by: User, report: ProgressReport, snapshot: Plain) -> None:
    report.snapshot = canonical(snapshot)
    report.sha256 = sha256_of(report.snapshot)
    report.save(by=by)
    write_audit(action=REPORT_FROZEN, by=by, record=report, revision=report.revision, sha256=report.sha256)


def _write(by: User, report: ProgressReport, joint: JointReport) -> JointReport:
    """The next edition of what both confirm; both are asked for it at once."""
    row = lock_text(joint, version=joint.version)
    row.report = report
    row.words, row.data = _titled_texts(report), report.sha256
    row.save(by=by)
    text_edited(by=by, record=row)
    if not TextEdition.objects.as_it_is(row).exists():
        message = "a frozen report was not asked for"
        raise RuntimeError(message)
    return row


# The mails about a report.


def report_issued(*, report: ProgressReport, by: User) -> int:
    """Tell the authority, who has to decide, and the coordinators whose report it is. Returns how many mails."""
    # Who is staff too decides nothing.
    deciding = _users(report, StrandRoleName.AUTHORITY) - _users(report, StrandRoleName.STAFF)
    return _send(StrandRoleName.AUTHORITY, MailKind.REPORT_ISSUED, report, by, deciding=deciding)


def report_returned(*, report: ProgressReport, by: User, reason: str) -> int:
    """Tell the staff, who correct it, and the coordinators, whose updates are open again."""
    correcting = _users(report, StrandRoleName.STAFF)
    return _send(StrandRoleName.STAFF, MailKind.REPORT_RETURNED, report, by, reason=reason, deciding=correcting)


def report_accepted(*, report: ProgressReport, by: User) -> int:
    """Tell the staff and the coordinators that nothing more is to be done."""
    return _send(StrandRoleName.STAFF, MailKind.REPORT_ACCEPTED, report, by)


def _users(report: ProgressReport, role: str) -> set[int]:
    roles = StrandRole.objects.not_ended(clock.today()).filter(strand=report.strand_id, role=role)
    return set(roles.values_list("user", flat=True))


def _coordinators(report: ProgressReport) -> list[Any]:
    pairing = report.pairing
    parts = Participation.objects.filter(strand=report.strand_id)
    keys = [pairing.eu_id, pairing.counterpart_id] if pairing else list(parts.values_list("pk", flat=True))
    people = read_people(keys, clock.today())
    return [person for key in keys for person in people.of_side(key)]


def _send(
    role: StrandRoleName,
    kind: MailKind,
    report: ProgressReport,
    by: User,
    *,
    reason: str = "",
    deciding: Collection[int] = (),
) -> int:
    """One mail to each person of that role and to each coordinator once, but for whoever acted."""
    users = get_user_model().objects.filter(pk__in=_users(report, role), is_active=True).order_by("search_text", "pk")
    people = {one.pk: one for one in (*users, *_coordinators(report)) if one.pk != by.pk}
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
