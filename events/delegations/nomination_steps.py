"""What becomes of a nomination: edited, moved up, accepted, declined, confirmed, withdrawn, replaced, brought back.

Every act holds the event's lock first, then the delegate's, so that a place is never given twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError
from core.models import lock, one_act
from events.audit_actions import (
    DELEGATE_ACCEPTED,
    DELEGATE_BROUGHT_BACK,
    DELEGATE_CONFIRMED,
    DELEGATE_DECLINED,
    DELEGATE_EDITED,
    DELEGATE_MOVED_UP,
    DELEGATE_REPLACED,
    DELEGATE_WITHDRAWN,
)
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegates.selectors import PERSON, check_person, fill_person, place_of_organisation
from events.delegations.mails import nomination_decided, place_free
from events.delegations.nominations import (
    check_deadline,
    check_goes_on,
    check_head,
    check_once,
    check_people,
    delegation_of,
    log_act_on_delegate,
    next_number,
    place_for,
    save_new,
    write_step,
)
from events.delegations.selectors import Places, places_of
from events.enums import ACCEPTED_DELEGATE, BENCH_DELEGATE, PLACED_DELEGATE, DelegateRole, DelegateStatus
from events.events.act_steps import lock_event
from events.models import Delegate, Event
from events.rules import delegation_actors
from events.transitions import check_transition, nomination_refusal
from events.workflow import DELEGATE
from partnerships.translations.selectors import check_length, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class _Begun:
    """A nomination as it stands, locked with its event; who acts, and the places of its partner."""

    row: Delegate
    event: Event
    actors: frozenset[str]
    places: Places
    others: list[Delegate]


@one_act()
def edit_delegate(
    *, by: User, grants: Grants, delegate: Delegate, version: int, changes: Mapping[str, Any]
) -> Delegate:
    """Change what is written of a person; a new role as substitute or out of it gives up or asks for a place.

    Raises NotAllowed, StaleRecord, DomainError; AlreadyDone where nothing differs.
    """
    begun = _begin("edit", grants=grants, delegate=delegate, version=version)
    row = begun.row
    changed = what_differs(row, {name: value for name, value in changes.items() if name in PERSON})
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    old_role, old = row.role, row.status
    fill_person(row, changed)
    check_person(row)
    check_once(row, begun.others)
    check_head(row, begun.others)
    if "organisation_name" in changed:
        place_of_organisation(row)
    if DelegateRole.SUBSTITUTE in (old_role, row.role) and old_role != row.role:
        _change_bench(begun)
    row.save(by=by)
    if row.status != old:
        write_step(row, old=old, by=by)
    log_act_on_delegate(DELEGATE_EDITED, row, by, fields=", ".join(changed))
    if old in PLACED_DELEGATE and row.status not in PLACED_DELEGATE:
        _notify_waiting(begun, by)
    return row


@one_act()
def move_up(*, by: User, grants: Grants, delegate: Delegate, version: int) -> Delegate:
    """From the waiting list or the substitutes' bench onto a free place.

    Raises NotAllowed, StaleRecord, AlreadyDone; DomainError where no place is free.
    """
    begun = _begin("move-up", grants=grants, delegate=delegate, version=version)
    if not begun.places.is_free:
        raise DomainError(_("No place is free. Withdraw or replace somebody first."))
    if begun.row.role == DelegateRole.SUBSTITUTE:
        begun.row.role = DelegateRole.MEMBER
    return _turn(begun, DelegateStatus.NOMINATED, DELEGATE_MOVED_UP, by)


@one_act()
def accept_delegate(*, by: User, grants: Grants, delegate: Delegate, version: int) -> Delegate:
    """Staff accept the nomination. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    begun = _begin("accept", grants=grants, delegate=delegate, version=version)
    row = _turn(begun, DelegateStatus.ACCEPTED, DELEGATE_ACCEPTED, by)
    nomination_decided(delegate=row, by=by)
    return row


@one_act()
def confirm_delegate(*, by: User, grants: Grants, delegate: Delegate, version: int) -> Delegate:
    """Staff confirm the place of somebody accepted. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    begun = _begin("confirm", grants=grants, delegate=delegate, version=version)
    row = _turn(begun, DelegateStatus.CONFIRMED, DELEGATE_CONFIRMED, by)
    nomination_decided(delegate=row, by=by)
    return row


@one_act()
def decline_delegate(*, by: User, grants: Grants, delegate: Delegate, version: int, reason: str) -> Delegate:
    """Staff decline, and say why; the place is free. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    begun = _begin("decline", grants=grants, delegate=delegate, version=version, reason=reason)
    row = _turn(begun, DelegateStatus.DECLINED, DELEGATE_DECLINED, by, reason)
    nomination_decided(delegate=row, by=by, reason=reason.strip())
    return row


@one_act()
def withdraw_delegate(*, by: User, grants: Grants, delegate: Delegate, version: int, reason: str) -> Delegate:
    """The person will not come; the place is free. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    begun = _begin("withdraw", grants=grants, delegate=delegate, version=version, reason=reason)
    return _turn(begun, DelegateStatus.WITHDRAWN, DELEGATE_WITHDRAWN, by, reason)


@one_act()
def bring_back(*, by: User, grants: Grants, delegate: Delegate, version: int) -> Delegate:
    """Take back a withdrawal or a decline: onto a free place, else onto the waiting list; a substitute stands ready.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    begun = _begin("bring-back", grants=grants, delegate=delegate, version=version)
    if begun.row.status == DelegateStatus.DECLINED:
        # What staff have declined comes back by staff alone.
        check_transition(
            table=DELEGATE, name="decline", state=DelegateStatus.NOMINATED, actors=begun.actors, reason="-"
        )
    check_once(begun.row, begun.others)
    check_head(begun.row, begun.others)
    return _turn(begun, place_for(begun.row.role, begun.places), DELEGATE_BROUGHT_BACK, by)


@one_act()
def replace_delegate(
    *,
    by: User,
    grants: Grants,
    delegate: Delegate,
    version: int,
    reason: str,
    comes: Delegate | None = None,
    person: Mapping[str, Any] | None = None,
) -> Delegate:
    """Give the place of one to another, in the same role: `comes` waits or stands ready, or is a new `person`.

    A new person after the last day of nominations comes by staff only; who is nominated already may always step in.
    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError. Returns who comes.
    """
    begun = _begin("replace", grants=grants, delegate=delegate, version=version, reason=reason)
    leaves = begun.row
    if comes is None:
        check_deadline(begun.event, begun.actors)
        who = _new_person(begun, person or {}, by)
    else:
        who = _deputise(begun, comes)
    role = leaves.role
    old = leaves.status
    leaves.status = DelegateStatus.REPLACED
    leaves.save(by=by)
    write_step(leaves, old=old, by=by, reason=reason)
    log_act_on_delegate(DELEGATE_REPLACED, leaves, by, number=who.number)
    before, is_new = who.status, not who.pk
    who.role, who.status, who.replaces = role, DelegateStatus.NOMINATED, leaves
    if is_new:
        save_new(who, by=by)
    else:
        who.save(by=by)
        write_step(who, old=before, by=by)
        log_act_on_delegate(DELEGATE_MOVED_UP, who, by)
    return who


def _new_person(begun: _Begun, values: Mapping[str, Any], by: User) -> Delegate:
    """Who comes newly, checked, not saved yet."""
    leaves = begun.row
    who = Delegate(delegation=leaves.delegation, nominated_by=by, number=next_number(leaves.delegation))
    fill_person(who, values)
    who.role = leaves.role
    check_people([who], begun.others)
    return who


def _deputise(begun: _Begun, comes: Delegate) -> Delegate:
    """Who waits or stands ready in the same delegation, locked."""
    who = lock(comes, version=comes.version)
    if who.delegation_id != begun.row.delegation_id:
        raise DomainError(_("This person stands in another delegation."), field="comes")
    who.delegation = begun.row.delegation
    if who.status not in BENCH_DELEGATE:
        raise DomainError(
            _("“%(name)s” neither waits nor stands ready any more.") % {"name": who.full_name}, field="comes"
        )
    return who


def _change_bench(begun: _Begun) -> None:
    """A new substitute gives up the place; one who is none any more asks for one."""
    row = begun.row
    if row.role != DelegateRole.SUBSTITUTE:
        row.status = place_for(row.role, begun.places)
    elif row.status in ACCEPTED_DELEGATE:
        raise DomainError(
            _("The place is “%(state)s”. Replace the person by somebody else first.")
            % {"state": row.get_status_display()},
            field="role",
        )
    else:
        row.status = DelegateStatus.READY


def _begin(name: str, *, grants: Grants, delegate: Delegate, version: int, reason: str = "") -> _Begun:
    """The nomination where the act is possible, locked after its event."""
    event = lock_event(delegate.delegation.event)
    row = lock(delegate, version=version)
    row.delegation = delegation_of(event, delegate.delegation.participation)
    actors = delegation_actors(grants, row.delegation)
    words = nomination_refusal(row.status, name)
    check_transition(table=DELEGATE, name=name, state=row.status, actors=actors, reason=reason, words=words)
    check_length("reason", reason, LONGEST_REASON)
    check_no_identity_numbers({"reason": reason})
    check_goes_on(event)
    places = places_of(event)[row.delegation.participation]
    standing = Delegate.objects.active().filter(delegation=row.delegation).exclude(pk=row.pk)
    return _Begun(row, event, actors, places, list(standing.order_by("number")))


def _turn(begun: _Begun, new: DelegateStatus, action: str, by: User, reason: str = "") -> Delegate:
    """Carry out an act that changes the state; whoever waits for the place is told that it is free."""
    row, old = begun.row, begun.row.status
    row.status = new
    row.save(by=by)
    write_step(row, old=old, by=by, reason=reason)
    log_act_on_delegate(action, row, by)
    if old in PLACED_DELEGATE and new not in PLACED_DELEGATE:
        _notify_waiting(begun, by)
    return row


def _notify_waiting(begun: _Begun, by: User) -> None:
    participation = begun.row.delegation.participation
    now = places_of(begun.event)[participation]
    if now.can_move_up:
        place_free(event=begun.event, participation=participation, waiting=now.waiting, by=by)
