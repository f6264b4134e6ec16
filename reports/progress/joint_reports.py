"""What both sides confirm of a pairing's report: the words and the frozen data, asked for and kept in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock
from core.errors import DomainError
from core.models import one_act
from core.texts import LANGUAGES
from partnerships.confirmations.selectors import stands
from partnerships.confirmations.services import lock_text, request_confirmation, text_edited
from partnerships.models import TextEdition
from partnerships.pairings.services import check_workable
from reports.audit_actions import REPORT_FROZEN
from reports.enums import Section
from reports.models import JointReport, ProgressReport, SectionText
from reports.progress.changes import compile_draft, with_changes
from reports.progress.compiling.plain import both
from reports.progress.locks import check_actor, check_draft, lock_report, log_report
from reports.progress.selectors import canonical, read_snapshot, sha256_of

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.confirmations.selectors import Standing
    from reports.progress.compiling.plain import Plain


@one_act()
def freeze_report(*, by: User, grants: Grants, report: ProgressReport, version: int) -> JointReport:
    """Read the records now, keep what they say on the draft of a pairing's report, and ask both sides to confirm it.

    Freezing again makes another edition, which both are asked for. Raises NotAllowed, StaleRecord, DomainError.
    """
    row = lock_report(report, version=version)
    check_actor(grants, row, "issue")
    check_draft(row)
    if row.pairing is None:
        raise DomainError(_("Only a pairing's report is confirmed by its two sides."))
    found = JointReport.objects.filter(report=row).first()
    joint = found or JointReport(pairing=row.pairing, report=row, code=f"{row.period.code}-{row.revision}")
    joint.pairing = row.pairing
    check_workable(joint)
    _freeze(by, row)
    if found is not None:
        return _write(by, row, found)
    joint.words, joint.data = titled_texts(row), row.sha256
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


def was_asked(report: ProgressReport) -> bool:
    """Whether both sides were ever asked to confirm a report."""
    return bool(JointReport.objects.filter(report=report).exists())


def joint_of(report: ProgressReport) -> JointReport | None:
    """What both sides are asked to confirm of a report, with the names that pages need; None before it is frozen."""
    found: JointReport | None = JointReport.objects.filter(report=report.pk).first() if report.pairing_id else None
    if found is not None:
        found.report = report
        if report.pairing is not None:
            found.pairing = report.pairing
    return found


def states_of(joint: JointReport) -> Standing:
    """Where both sides stand with the current edition."""
    return stands([joint])[JointReport, joint.pk]


def is_confirmed(joint: JointReport, report: ProgressReport) -> bool:
    """Whether both sides have confirmed the very data that are kept on the draft."""
    return joint.data == report.sha256 and states_of(joint).both


def titled_texts(report: ProgressReport) -> list[dict[str, Any]]:
    """The texts of the report's sections in order, each below its title in both languages."""
    rows = {row.section: row for row in SectionText.objects.filter(report=report)}
    found = []
    for name in report.sections:
        row = rows.get(name)
        if row is not None and (row.text_en or row.text_ko):
            found.append({**_titles(name), "text_en": row.text_en, "text_ko": row.text_ko})
    return found


def _titles(section: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[f"title_{language}"] = str(Section(section).label)
    return found


def _freeze(by: User, report: ProgressReport) -> None:
    now = clock.now()
    report.frozen_at = now
    _keep(by, report, compile_draft(report, now))


def _keep(by: User, report: ProgressReport, snapshot: Plain) -> None:
    report.snapshot = canonical(snapshot)
    report.sha256 = sha256_of(report.snapshot)
    report.save(by=by)
    log_report(REPORT_FROZEN, report, by, sha256=report.sha256)


def _write(by: User, report: ProgressReport, joint: JointReport) -> JointReport:
    """The next edition of what both confirm; both are asked for it at once."""
    row = lock_text(joint, version=joint.version)
    row.report = report
    row.words, row.data = titled_texts(report), report.sha256
    row.save(by=by)
    text_edited(by=by, record=row)
    if not TextEdition.objects.as_it_is(row).exists():
        message = "a frozen report was not asked for"
        raise RuntimeError(message)
    return row
