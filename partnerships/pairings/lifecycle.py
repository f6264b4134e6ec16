"""The end of a pairing and its return: closed once both sides confirmed its closing, discontinued, reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    PAIRING_CLOSED,
    PAIRING_DISCONTINUED,
    PAIRING_EDITED,
    PAIRING_REOPENED,
)
from partnerships.confirmations.selectors import Standing, stands
from partnerships.models import Closing, Pairing, Strand
from partnerships.pairings.services import LONGEST_TEXT, check_open, check_pairing
from partnerships.rules import actors_of, may_edit_pairing
from partnerships.services.transitions import check_transition
from partnerships.services.written import check_length
from partnerships.workflow import ADMINISTRATOR, PAIRING, STAFF

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

# What both sides confirmed needs no other reason.
_CONFIRMED = "confirmed"


def closing_of(pairing: Pairing) -> tuple[Closing, Standing]:
    """The closing of a pairing and where both sides stand with it; one nobody has begun comes unsaved."""
    closing = Closing.objects.filter(pairing=pairing).first() or Closing()
    closing.pairing = pairing
    return closing, stands([closing])[Closing, closing.pk]


@one_act()
def close_pairing(*, by: User, grants: Grants, pairing: Pairing, version: int, reason: str = "") -> Pairing:
    """Close a pairing whose closing both sides confirmed; staff or an administrator may without it, with a reason.

    Its milestones stay as they are. Raises DomainError where the closing is not confirmed and the
    person stands for a side alone.
    """
    # The text before its pairing, as whoever confirms or withdraws it: their word comes before or after, not between.
    Closing.objects.select_for_update().filter(pairing=pairing).first()
    row = _lock(pairing, version)
    actors = actors_of(grants, row)
    confirmed = closing_of(row)[1].both
    said = reason.strip() or (_CONFIRMED if confirmed else "")
    transition = check_transition(table=PAIRING, name="close", state=row.status, actors=actors, reason=said)
    if not confirmed:
        if not actors & {STAFF, ADMINISTRATOR}:
            raise DomainError(_("The closing is not confirmed by both sides yet: then either may close the pairing."))
        if not reason.strip():
            raise DomainError(_("The closing is not confirmed by both sides. Give a reason."), field="reason")
    return _move(PAIRING_CLOSED, by, row, transition.target, reason)


@one_act()
def discontinue_pairing(*, by: User, grants: Grants, pairing: Pairing, version: int, reason: str) -> Pairing:
    """End a pairing before its closing: for staff and administrators, with a reason."""
    row = _lock(pairing, version)
    actors = actors_of(grants, row)
    transition = check_transition(table=PAIRING, name="discontinue", state=row.status, actors=actors, reason=reason)
    return _move(PAIRING_DISCONTINUED, by, row, transition.target, reason)


@one_act()
def reopen_pairing(*, by: User, grants: Grants, pairing: Pairing, version: int, reason: str) -> Pairing:
    """Take a pairing up again that was over; raises DomainError where these two have another open one."""
    # As whoever opens a pairing: of two at once the second finds the first.
    Strand.objects.select_for_update(no_key=True).get(pk=pairing.strand_id)
    row = _lock(pairing, version)
    actors = actors_of(grants, row)
    transition = check_transition(table=PAIRING, name="reopen", state=row.status, actors=actors, reason=reason)
    check_pairing(strand=row.strand, eu=row.eu, counterpart=row.counterpart, status=transition.target, pairing=row)
    return _move(PAIRING_REOPENED, by, row, transition.target, reason)


@one_act()
def edit_pairing(*, by: User, grants: Grants, pairing: Pairing, version: int, changes: dict[str, Any]) -> Pairing:
    """Say in other words what the pairing is about (`summary_…`) and why these two (`why_…`).

    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError for a pairing that is over or a text that is too long.
    """
    row = _lock(pairing, version)
    if not may_edit_pairing(grants, row):
        raise NotAllowed
    check_open(row)
    allowed = {f"{name}_{language}" for name in Pairing.BILINGUAL for language in ("en", "ko")}
    changed = [name for name, value in changes.items() if name in allowed and getattr(row, name) != value]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name in changed:
        check_length(name, changes[name], LONGEST_TEXT)
        setattr(row, name, changes[name])
    row.save(by=by)
    _tell(PAIRING_EDITED, by, row, "", fields=", ".join(changed))
    return row


def _lock(pairing: Pairing, version: int) -> Pairing:
    row = lock(pairing, version=version)
    row.strand, row.eu, row.counterpart = pairing.strand, pairing.eu, pairing.counterpart
    return row


def _move(action: str, by: User, row: Pairing, status: str, reason: str) -> Pairing:
    row.status = status
    row.save(by=by)
    _tell(action, by, row, reason)
    return row


def _tell(action: str, by: User, row: Pairing, reason: str, **parameters: Any) -> None:
    write_audit(
        action=action,
        by=by,
        record=row,
        strand_id=row.strand_id,
        pairing_id=row.pk,
        reason=reason.strip(),
        **parameters,
    )
