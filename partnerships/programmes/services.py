"""The settings of a strand: its own dates, the thresholds of its signals, and its partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import Period
from partnerships.models import (
    Pairing,
    Participation,
    Partner,
    Strand,
)
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

THRESHOLDS = ("silence_days", "confirmation_days", "stage_days", "level_days", "deadline_days")
DATES = ("starts_on_date", "ends_on_date")
LONGEST = 366


@one_act()
def edit_strand(*, by: User, grants: Grants, strand: Strand, version: int, changes: dict[str, Any]) -> Strand:
    """Change the strand's first and last date (partial dates, perhaps none) and its thresholds in days.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    row = lock(strand, version=version)
    changed = [name for name in (*DATES, *THRESHOLDS) if name in changes and getattr(row, name) != changes[name]]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name in changed:
        setattr(row, name, changes[name])
    if not Period(row.starts_on_date, row.ends_on_date).in_order():
        raise DomainError(_("The end lies before the start."), field="ends_on")
    for name in THRESHOLDS:
        if not 1 <= getattr(row, name) <= LONGEST:
            raise DomainError(_("Between 1 and %(most)s days.") % {"most": LONGEST}, field=name)
    row.save(by=by)
    fields = ", ".join(name.removesuffix("_date") for name in changed)
    write_audit(action="record-changed", by=by, record=row, fields=fields)
    return row


def is_paired(participation: Participation) -> bool:
    """Whether a pairing holds the participation: from then on it is what it is."""
    return Pairing.objects.with_side(participation).exists()


def check_participation(*, strand: Strand, partner: Partner, participation: Participation | None = None) -> None:
    """Refuse a partner that takes part already: nobody stands on both sides. Raises DomainError."""
    others = Participation.objects.filter(strand=strand, partner=partner)
    if participation is not None:
        others = others.exclude(pk=participation.pk)
    other = others.first()
    if other is not None:
        raise DomainError(
            _("%(partner)s takes part in this strand already (%(side)s). A partner stands on one side only.")
            % {"partner": partner, "side": strand.side_name(other.side)},
            field="partner",
        )
