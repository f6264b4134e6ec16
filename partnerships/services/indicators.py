"""The library of a programme's indicators: add one, edit it, measure it no longer, measure it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions.indicators import (
    INDICATOR_ADDED,
    INDICATOR_EDITED,
    INDICATOR_ENDED,
    INDICATOR_RESUMED,
)
from partnerships.enums import BuiltIn, Direction, IndicatorLevel
from partnerships.models import Indicator, Programme
from partnerships.rules import may_edit_library, may_keep_indicator
from partnerships.services.codes import free_code
from partnerships.services.transitions import check_reason
from partnerships.services.written import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Strand

TEXTS = tuple(f"{name}_{language}" for name in Indicator.BILINGUAL for language in ("en", "ko"))
EDITABLE = frozenset({*TEXTS, "direction", "level"})
MOST = {"name": 200, "unit": 60, "definition": 2000, "verification": 2000}
# Words that stand where an indicator's code does: those of the counts, and of the addresses themselves.
TAKEN = frozenset({*BuiltIn.values, "counts", "values", "target", "targets"})


@one_act()
def add_indicator(*, by: User, grants: Grants, strand: Strand, values: dict[str, Any]) -> Indicator:
    """Add an indicator to the library of the strand's programme, where all its strands find it.

    `values` holds name_en, unit_en and level, and perhaps the other texts and the direction. Raises NotAllowed,
    or DomainError with the field at fault.
    """
    if not may_edit_library(grants, strand):
        raise NotAllowed
    programme = Programme.objects.select_for_update(no_key=True).get(pk=strand.programme_record_id)
    _fill(row := Indicator(programme=programme), values)
    codes = Indicator.objects.filter(programme=programme).values_list("code", flat=True)
    row.code = free_code(proposal=row.name_en, kind="indicator", taken=[*TAKEN, *codes])
    row.save(by=by)
    write_audit(action=INDICATOR_ADDED, by=by, record=row, strand_id=strand.pk)
    return row


@one_act()
def edit_indicator(
    *, by: User, grants: Grants, indicator: Indicator, version: int, changes: dict[str, Any]
) -> Indicator:
    """Change what an indicator says of itself, in all strands of its programme; its code stays.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    row = _found(grants, indicator, version)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill(row, changed)
    row.save(by=by)
    write_audit(action=INDICATOR_EDITED, by=by, record=row, fields=", ".join(sorted(changed)))
    return row


@one_act()
def end_indicator(*, by: User, grants: Grants, indicator: Indicator, version: int, reason: str) -> Indicator:
    """Measure it no longer from today: its values stay, new ones are not taken.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError without a reason.
    """
    row = _found(grants, indicator, version)
    if row.ended_on is not None:
        raise AlreadyDone(_("The indicator is no longer measured already."))
    check_reason(reason)
    row.ended_on = clock.today()
    row.save(by=by)
    write_audit(action=INDICATOR_ENDED, by=by, record=row, reason=reason.strip())
    return row


@one_act()
def resume_indicator(*, by: User, grants: Grants, indicator: Indicator, version: int) -> Indicator:
    """Take back that it is no longer measured. Raises NotAllowed, StaleRecord, AlreadyDone."""
    row = _found(grants, indicator, version)
    if row.ended_on is None:
        raise AlreadyDone(_("The indicator is measured."))
    row.ended_on = None
    row.save(by=by)
    write_audit(action=INDICATOR_RESUMED, by=by, record=row)
    return row


def _found(grants: Grants, indicator: Indicator, version: int) -> Indicator:
    if not may_keep_indicator(grants, indicator):
        raise NotAllowed
    return lock(indicator, version=version)


def _fill(row: Indicator, values: dict[str, Any]) -> None:
    fill(row, values, fields=EDITABLE)
    for name, refusal in (("name_en", _("Write the name in English.")), ("unit_en", _("Write the unit in English."))):
        if not getattr(row, name):
            raise DomainError(refusal, field=name)
    for name in TEXTS:
        check_length(name, getattr(row, name), MOST[name[:-3]])
    if row.direction not in Direction.values:
        raise DomainError(_("Say whether more is better, or less."), field="direction")
    if row.level not in IndicatorLevel.values:
        raise DomainError(_("Choose the level of results that it measures."), field="level")
