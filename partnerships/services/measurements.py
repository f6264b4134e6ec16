"""The values that people enter for an indicator; a wrong one is withdrawn with its reason, and a new one entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions.indicators import VALUE_ENTERED, VALUE_WITHDRAWN
from partnerships.models import Indicator, Measurement, Pairing, Strand
from partnerships.pairings.services import check_still_open
from partnerships.rules import may_measure
from partnerships.services.amounts import check_amount
from partnerships.services.evidence import check_document
from partnerships.services.transitions import check_reason
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import User
    from core.access import Grants

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
