"""What a project is expected to bring, and what it brought: figures with unit, source and evidence."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import RESULT_ADDED, RESULT_EDITED, RESULT_REMOVED
from partnerships.enums import UNITS_OF, ResultKind
from partnerships.indicators.services import check_amount
from partnerships.models import Project, ProjectResult
from partnerships.projects.selectors import check_document, check_link
from partnerships.projects.services import LONGEST_WORDS, lock_project
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

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
