"""Moving a project from level to level: on a day, with evidence or a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import PROJECT_LEVEL_CHANGED, RESULT_ADDED, RESULT_EDITED, RESULT_REMOVED
from partnerships.enums import UNITS_OF, ProjectLevel, ResultKind
from partnerships.indicators.services import check_amount
from partnerships.models import LevelChange, Project, ProjectResult
from partnerships.projects.selectors import check_document, check_link
from partnerships.projects.services import lock_project
from partnerships.rules.journey import side_of
from partnerships.translations.selectors import check_length, fill, what_differs
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


# What a project is expected to bring, and what it brought: figures with unit, source and evidence.

FIELDS = ("kind", "unit", "expected", "achieved", "as_of", "funder", "evidence", "evidence_url", "document")
# What comes in whole numbers; jobs are full-time equivalents.
WHOLE = frozenset({ResultKind.FIRMS, ResultKind.PEOPLE})
LONGEST_FUNDER = 200


@one_act()
def add_result(*, by: User, grants: Grants, project: Project, values: dict[str, Any]) -> ProjectResult:
    """Add a figure; `values` are fields of ProjectResult, expected and achieved as Decimal or None.

    What was achieved needs evidence and the day until which it was counted; funding needs its source.
    Raises NotAllowed, DomainError with the field at fault.
    """
    owner = lock_project(grants=grants, project=project)
    row = ProjectResult(project=owner)
    _fill(row, grants, values)
    row.save(by=by)
    write_audit(action=RESULT_ADDED, record=owner, by=by, kind=row.kind)
    return row


@one_act()
def edit_result(
    *, by: User, grants: Grants, result: ProjectResult, version: int, changes: dict[str, Any]
) -> ProjectResult:
    """Change a figure. Raises as `add_result`, StaleRecord; AlreadyDone where nothing differs."""
    row = _found(grants, result, version)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill(row, grants, changed)
    row.save(by=by)
    write_audit(action=RESULT_EDITED, record=row.project, by=by, kind=row.kind, **_figures(row))
    return row


@one_act()
def remove_result(*, by: User, grants: Grants, result: ProjectResult, version: int) -> None:
    """Take a figure away; the history keeps what it said, so that it can be added again. Raises as `add_result`."""
    row = _found(grants, result, version)
    project = row.project
    parameters = {"kind": row.kind, **_figures(row)}
    row.delete()
    write_audit(action=RESULT_REMOVED, record=project, by=by, **parameters)


def _found(grants: Grants, result: ProjectResult, version: int) -> ProjectResult:
    row = lock(result, version=version)
    row.project = lock_project(grants=grants, project=Project.objects.get(pk=row.project_id))
    return row


def _figures(row: ProjectResult) -> dict[str, Any]:
    """What the audit keeps of a figure: every field, and all of it in one line."""
    kept = {name: getattr(row, name) for name in FIELDS if name not in {"kind", "document"}}
    kept = {name: _plain(value) for name, value in kept.items()}
    said = [kept["expected"] or "–", kept["achieved"] or "–"]
    return {**kept, "document": row.document_id, "figures": f"{' / '.join(said)} {row.get_unit_display()}"}


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _fill(row: ProjectResult, grants: Grants, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    if row.kind not in ResultKind.values:
        raise DomainError(_("Choose what is counted."), field="kind")
    kind = ResultKind(row.kind)
    if row.unit not in UNITS_OF[kind]:
        raise DomainError(_("This is not counted in this unit."), field="unit")
    _check_figures(row, kind)
    if kind == ResultKind.FUNDING and not row.funder:
        raise DomainError(_("Say where the money comes from."), field="funder")
    if kind != ResultKind.FUNDING:
        row.funder = ""
    check_length("funder", row.funder, LONGEST_FUNDER)
    check_length("evidence", row.evidence, LONGEST_WORDS)
    if {"evidence_url", "document"} & values.keys():
        check_link(row.evidence_url)
        check_document(grants=grants, pairing=row.project.pairing, document=row.document)
    _check_achieved(row)
    same = ProjectResult.objects.filter(project=row.project_id, kind=row.kind, unit=row.unit, funder=row.funder)
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("This figure is there already. Edit that one."), field="kind")


def _check_figures(row: ProjectResult, kind: ResultKind) -> None:
    if row.expected is None and row.achieved is None:
        raise DomainError(_("Give what is expected, or what was achieved."), field="expected")
    for name in ("expected", "achieved"):
        value = getattr(row, name)
        check_amount(value, field=name)
        if value is not None and kind in WHOLE and value != int(value):
            raise DomainError(_("Give a whole number."), field=name)


def _check_achieved(row: ProjectResult) -> None:
    if row.as_of is not None and row.as_of > clock.today():
        raise DomainError(_("This day lies in the future."), field="as_of")
    if row.achieved is None:
        return
    if row.as_of is None:
        raise DomainError(_("Say until which day it was counted."), field="as_of")
    if not (row.evidence or row.evidence_url or row.document_id):
        raise DomainError(_("Give evidence of what was achieved: a text, a link or a document."), field="evidence")
