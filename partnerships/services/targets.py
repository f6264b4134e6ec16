"""Baseline and target of a figure, in a whole strand or in one of its pairings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import lock, one_act, write_audit
from partnerships.audit_actions.indicators import TARGET_SET
from partnerships.enums import BuiltIn, Direction
from partnerships.models import Indicator, Pairing, Strand, Target
from partnerships.pairings.services import check_still_open
from partnerships.rules import may_measure
from partnerships.services.amounts import check_amount
from partnerships.services.figures import direction_of

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

FIELDS = ("baseline", "baseline_on", "target", "due_on")


def find_target(*, strand: Strand, pairing: Pairing | None, figure: BuiltIn | Indicator) -> Target | None:
    """The baseline and target of a figure in a pairing, or (None) in the strand as a whole."""
    return Target.objects.filter(strand=strand, pairing=pairing, **_of(figure)).first()


def _of(figure: BuiltIn | Indicator) -> dict[str, Any]:
    """The field in which a target names its figure."""
    return {"indicator": figure} if isinstance(figure, Indicator) else {"built_in": figure.value}


@one_act()
def set_target(
    *,
    by: User,
    grants: Grants,
    strand: Strand,
    pairing: Pairing | None,
    figure: BuiltIn | Indicator,
    version: int | None,
    values: dict[str, Any],
) -> Target:
    """Set baseline, its day, target and the day it is to be reached by; what is None is not set.

    `version` is the one that the user has seen, None where there was no target yet. Raises NotAllowed,
    StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    foreign = isinstance(figure, Indicator) and figure.programme_id != strand.programme_record_id
    if foreign or not may_measure(grants, pairing, strand):
        raise NotAllowed
    # One at a time in a strand, so that no figure gets two.
    Strand.objects.select_for_update(no_key=True).get(pk=strand.pk)
    if pairing is not None:
        check_still_open(pairing.pk)
    row = find_target(strand=strand, pairing=pairing, figure=figure)
    if (row.version if row else None) != version:
        raise StaleRecord
    row = lock(row, version=row.version) if row else Target(strand=strand, pairing=pairing, **_of(figure))
    changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name in changed:
        setattr(row, name, values[name])
    _check(row, figure)
    row.save(by=by)
    write_audit(
        action=TARGET_SET,
        by=by,
        record=row,
        fields=", ".join(changed),
    )
    return row


def _check(row: Target, figure: BuiltIn | Indicator) -> None:
    for name in ("baseline", "target"):
        check_amount(getattr(row, name), field=name)
    if row.baseline_on and row.baseline_on > clock.today():
        raise DomainError(_("This day is still to come. A baseline was measured already."), field="baseline_on")
    if row.baseline_on and row.baseline is None:
        raise DomainError(_("Write the value that it had on this day."), field="baseline")
    if row.due_on and row.target is None:
        raise DomainError(_("Write the value that is to be reached by this day."), field="target")
    if row.baseline is None or row.target is None:
        return
    if direction_of(figure) == Direction.DOWN and row.target > row.baseline:
        raise DomainError(_("Less is better here: the target lies above the baseline."), field="target")
    if direction_of(figure) == Direction.UP and row.target < row.baseline:
        raise DomainError(_("More is better here: the target lies below the baseline."), field="target")
