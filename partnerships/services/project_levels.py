"""Moving a project from level to level: on a day, with evidence or a reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from core.models import one_act, write_audit
from partnerships.audit_actions.projects import PROJECT_LEVEL_CHANGED
from partnerships.enums import ProjectLevel
from partnerships.models import LevelChange, Project
from partnerships.rules import side_of
from partnerships.services.evidence import check_document, check_link
from partnerships.services.projects import lock_project
from partnerships.services.written import check_length
from partnerships.workflow import EVIDENCE, PROJECT_LEVEL, REASON, LevelMove

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Document

LONGEST_WORDS = 2000


@one_act()
def move_level(
    *,
    by: User,
    grants: Grants,
    project: Project,
    version: int,
    new: str,
    on: dt.date,
    evidence: str = "",
    evidence_url: str = "",
    document: Document | None = None,
    reason: str = "",
) -> LevelChange:
    """Move a project to the level `new` since the day `on`; `workflow.PROJECT_LEVEL` says what grounds it needs.

    A wrong level is put right by another move. The day lies neither in the future nor before the move before it.
    Raises StaleRecord, NotAllowed, AlreadyDone where the project stands there, DomainError with the field at fault.
    """
    row = lock_project(grants=grants, project=project, version=version)
    if new not in ProjectLevel.values:
        raise DomainError(_("Choose a level."), field="new")
    if new == row.level:
        word = row.get_level_display()
        raise AlreadyDone(_("This is “%(state)s” already.") % {"state": word})
    _check_day(row, on)
    evidence, evidence_url, reason = evidence.strip(), evidence_url.strip(), reason.strip()
    check_link(evidence_url)
    check_document(grants=grants, pairing=row.pairing, document=document)
    check_length("evidence", evidence, LONGEST_WORDS)
    check_length("reason", reason, LONGEST_WORDS)
    _check_grounds(
        PROJECT_LEVEL[row.level, new], proven=bool(evidence or evidence_url or document), reasoned=bool(reason)
    )
    change = LevelChange(
        project=row,
        old=row.level,
        new=new,
        on=on,
        reason=reason,
        evidence=evidence,
        evidence_url=evidence_url,
        document=document,
        side=side_of(grants, row.pairing),
        by=by,
        by_label=by.kept_name,
    )
    change.save()
    row.level, row.level_since = new, on
    row.save(by=by)
    write_audit(
        action=PROJECT_LEVEL_CHANGED,
        record=row,
        by=by,
        reason=reason,
        before=change.old,
        after=new,
        until=on.isoformat(),
    )
    return change


def _check_day(row: Project, on: dt.date) -> None:
    if on > clock.today():
        raise DomainError(_("This day lies in the future. Give the day on which the level was reached."), field="on")
    last = LevelChange.objects.filter(project=row).first()
    if last is not None and on < last.on:
        raise DomainError(
            _("The level was last changed on %(day)s. Give that day or a later one.") % {"day": format_date(last.on)},
            field="on",
        )


def _check_grounds(move: LevelMove, *, proven: bool, reasoned: bool) -> None:
    if (proven and EVIDENCE in move.grounds) or (reasoned and REASON in move.grounds):
        return
    if move.grounds == {EVIDENCE}:
        raise DomainError(
            _("Give evidence: a text, a link or a document. It is needed for every level on the way up."),
            field="evidence",
        )
    if move.grounds == {REASON}:
        raise DomainError(_("Give a reason."), field="reason")
    raise DomainError(_("Give evidence, or a reason why it is taken up again."), field="evidence")
