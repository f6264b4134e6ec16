"""What is done to indicators: keep the library of a programme, enter values, set baselines and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    INDICATOR_ADDED,
    INDICATOR_EDITED,
    INDICATOR_ENDED,
    INDICATOR_RESUMED,
    TARGET_SET,
    VALUE_ENTERED,
    VALUE_WITHDRAWN,
)
from partnerships.codes import free_code
from partnerships.enums import BuiltIn, Direction, IndicatorLevel
from partnerships.indicators.selectors import direction_of
from partnerships.models import Indicator, Measurement, Pairing, Programme, Strand, Target
from partnerships.pairings.services import check_still_open
from partnerships.projects.selectors import check_document
from partnerships.rules.together import may_edit_library, may_keep_indicator, may_measure
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

DECIMALS = 2
BELOW = Decimal(10) ** 13


def check_amount(value: Decimal | None, *, field: str) -> None:
    """Raise DomainError with the field at fault for a number that a figure cannot hold; None is no number yet."""
    if value is None:
        return
    if not value.is_finite() or value < 0:
        raise DomainError(_("Write a number that is not negative."), field=field)
    if value >= BELOW:
        raise DomainError(_("This number is too large: at most 13 digits before the point."), field=field)
    # As they are typed: whoever writes 1.200 may mean a thousand and more.
    if -int(value.as_tuple().exponent) > DECIMALS:
        raise DomainError(_("Write two decimals at most."), field=field)


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


EARLIEST = 1900
LONGEST = 500


@one_act()
def add_measurement(
    *, by: User, grants: Grants, strand: Strand, pairing: Pairing | None, indicator: Indicator, values: dict[str, Any]
) -> Measurement:
    """Enter the value of an indicator on a day; `values` holds value, on, source and perhaps document.

    Raises NotAllowed, or DomainError with the field at fault: no source, a day to come, a number that a figure
    cannot hold, a document of another pairing, a second value of the same day.
    """
    if not may_measure(grants, pairing, strand) or indicator.programme_id != strand.programme_record_id:
        raise NotAllowed
    # One at a time, so that no day gets two values.
    Strand.objects.select_for_update(no_key=True).get(pk=strand.pk)
    if pairing is not None:
        check_still_open(pairing.pk)
    if Indicator.objects.get(pk=indicator.pk).ended_on is not None:
        raise DomainError(_("The indicator is no longer measured. Staff can take it up again."))
    row = Measurement(indicator=indicator, strand=strand, pairing=pairing, by=by, by_label=by.kept_name)
    for name in ("value", "on", "document"):
        setattr(row, name, values.get(name))
    row.source = (values.get("source") or "").strip()
    _check(row, grants)
    row.save(by=by)
    _audit(VALUE_ENTERED, row, by)
    return row


@one_act()
def withdraw_measurement(
    *, by: User, grants: Grants, measurement: Measurement, version: int, reason: str
) -> Measurement:
    """Withdraw a value: it stays in the list with the reason, and counts no more.

    Raises NotAllowed, StaleRecord, AlreadyDone where it is withdrawn, DomainError without a reason.
    """
    if not may_measure(grants, measurement.pairing, measurement.strand):
        raise NotAllowed
    if measurement.pairing_id is not None:
        check_still_open(measurement.pairing_id)
    row = lock(measurement, version=version, is_done=lambda now: now.withdrawn_at is not None)
    if row.withdrawn_at is not None:
        raise AlreadyDone(_("This value is withdrawn already."))
    check_reason(reason)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()
    row.save(by=by)
    _audit(VALUE_WITHDRAWN, row, by, reason=row.withdrawn_reason)
    return row


def _check(row: Measurement, grants: Grants) -> None:
    value: Decimal | None = row.value
    if value is None:
        raise DomainError(_("Write the value."), field="value")
    check_amount(value, field="value")
    if row.on is None or row.on.year < EARLIEST:
        raise DomainError(_("Give the day on which it had this value."), field="on")
    if row.on > clock.today():
        raise DomainError(_("This day is still to come. Enter what was measured until today."), field="on")
    if not row.source:
        raise DomainError(_("Say where the value comes from."), field="source")
    check_length("source", row.source, LONGEST)
    check_document(grants=grants, pairing=row.pairing, document=row.document)
    same_day = Measurement.objects.standing().filter(
        indicator=row.indicator, strand=row.strand, pairing=row.pairing, on=row.on
    )
    if same_day.exists():
        raise DomainError(_("This day has a value already. Withdraw that one first, with the reason."), field="on")


def _audit(action: str, row: Measurement, by: User, *, reason: str = "") -> None:
    write_audit(
        action=action,
        by=by,
        record=row,
        reason=reason,
        value=str(row.value),
        until=row.on.isoformat(),
    )


TARGET_FIELDS = ("baseline", "baseline_on", "target", "due_on")


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
    changed = [name for name in TARGET_FIELDS if name in values and getattr(row, name) != values[name]]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name in changed:
        setattr(row, name, values[name])
    _check_target(row, figure)
    row.save(by=by)
    write_audit(
        action=TARGET_SET,
        by=by,
        record=row,
        fields=", ".join(changed),
    )
    return row


def _check_target(row: Target, figure: BuiltIn | Indicator) -> None:
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
