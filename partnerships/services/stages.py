"""The stages of a strand: adding one, and editing its names and its place in the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.milestones.models import check_period
from partnerships.models import Stage, Strand
from partnerships.rules import may_edit_plan
from partnerships.services.codes import free_code

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

EDITABLE = frozenset({"name_en", "name_ko", "baseline", "source"})
PLACE = "position"


@one_act()
def add_stage(*, by: User, grants: Grants, strand: Strand, values: dict[str, Any]) -> Stage:
    """Add a stage at a place in the order (`position`, from 1; without one it comes last) with its `forecast`.

    The forecast is also its baseline, unless `values` names another. The stages behind it move up by one.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    _hold_order(grants, strand)
    check_period(values["forecast"], field="forecast")
    _check_name(values.get("name_en", ""))
    stages = _in_order(strand)
    code = values.get("code") or free_code(
        proposal=values["name_en"], kind="stage", taken=[stage.code for stage in stages]
    )
    stage = Stage(strand=strand, code=code)
    stage.forecast = values["forecast"]
    stage.baseline = values.get("baseline") or stage.forecast
    for name in ("name_en", "name_ko", "source"):
        setattr(stage, name, values.get(name, ""))
    place = _place(values.get(PLACE), most=len(stages) + 1)
    _settle(by=by, order=[*stages[: place - 1], stage, *stages[place - 1 :]])
    write_audit(action="record-added", by=by, record=stage)
    return stage


@one_act()
def edit_stage(*, by: User, grants: Grants, stage: Stage, version: int, changes: dict[str, Any]) -> Stage:
    """Edit a stage's names, source, baseline or place; its forecast is moved with a reason instead.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    _hold_order(grants, stage.strand)
    row = lock(stage, version=version)
    changed = [name for name in sorted(EDITABLE & set(changes)) if getattr(row, name) != changes[name]]
    for name in changed:
        setattr(row, name, changes[name])
    _check_name(row.name_en)
    if "baseline" in changed:
        check_period(row.baseline, field="baseline")
    stages = _in_order(stage.strand)
    before = [one.pk for one in stages]
    others = [one for one in stages if one.pk != row.pk]
    wanted = changes.get(PLACE)
    place = _place(wanted, most=len(stages)) if wanted is not None else before.index(row.pk) + 1
    order = [*others[: place - 1], row, *others[place - 1 :]]
    if [one.pk for one in order] != before:
        changed.append(PLACE)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    if set(changed) != {PLACE}:
        row.save(by=by)
    if PLACE in changed:
        _settle(by=by, order=order)
    write_audit(action="record-changed", by=by, record=row, fields=", ".join(changed))
    return row


def _hold_order(grants: Grants, strand: Strand) -> None:
    """One at a time: the order belongs to the strand as a whole."""
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    Strand.objects.select_for_update().get(pk=strand.pk)


def _in_order(strand: Strand) -> list[Stage]:
    return list(Stage.objects.filter(strand=strand).order_by("position"))


def _place(wanted: int | None, *, most: int) -> int:
    return most if wanted is None else max(1, min(wanted, most))


def _settle(*, by: User, order: list[Stage]) -> None:
    """Number the stages from 1 in a new order: no two have the same position, not even half-way."""
    high = max(stage.position or 0 for stage in order) + len(order)
    waiting = [(place, stage) for place, stage in enumerate(order, start=1) if stage.position != place]
    while waiting:
        held = {stage.position for stage in order if stage.pk is not None}
        free = next((pair for pair in waiting if pair[0] not in held), None)
        place, stage = free or (high, waiting[0][1])
        stage.position = place
        stage.save(by=by)
        if free:
            waiting.remove(free)


def _check_name(name: str) -> None:
    if not name.strip():
        raise DomainError(_("Write the name in English."), field="name_en")
