"""What is done to a follow-up: add, edit, finish, drop, reopen; who may be its person, and what it came from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.parts import parts
from partnerships.audit_actions import (
    FOLLOW_UP_ADDED,
    FOLLOW_UP_CHANGED,
    FOLLOW_UP_DROPPED,
    FOLLOW_UP_FINISHED,
    FOLLOW_UP_REOPENED,
)
from partnerships.enums import FollowUpState, Side, StrandRoleName
from partnerships.history.changes import related_of
from partnerships.models import FollowUp, Membership, Pairing, StrandRole
from partnerships.pairings.services import check_open, check_still_open
from partnerships.places.services import next_code
from partnerships.rules.journey import actors_of
from partnerships.transitions import check_transition
from partnerships.translations.selectors import check_either_language, check_length, fill, what_differs
from partnerships.workflow import FOLLOW_UP

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

MOST_LETTERS = 500
EDITABLE = frozenset({"what_en", "what_ko", "side", "owner", "due_on", "result"})


def people_of(pairing: Pairing) -> dict[int, frozenset[str]]:
    """Who may be the person of a follow-up, by key: the sides each works for; staff may be it for either.

    A side's coordinators are those of today; whoever begins later is none yet. Two queries.
    """
    today = clock.today()
    found: dict[int, frozenset[str]] = {}
    rows = Membership.objects.not_ended(today).filter(
        participation__in=[pairing.eu_id, pairing.counterpart_id], started_on__lte=today
    )
    for user, participation in rows.values_list("user_id", "participation_id"):
        side = Side.EU if participation == pairing.eu_id else Side.COUNTERPART
        found[user] = found.get(user, frozenset()) | {side.value}
    staff = StrandRole.objects.not_ended(today).filter(strand=pairing.strand_id, role=StrandRoleName.STAFF)
    return found | dict.fromkeys(staff.values_list("user_id", flat=True), frozenset(Side.values))


def choosable(people: dict[int, frozenset[str]], *, also: int | None = None) -> models.QuerySet[User]:
    """The accounts of `people_of` by name, and the one that is chosen already (`also`)."""
    keys = [*people, *([also] if also else [])]
    return get_user_model().objects.filter(pk__in=keys).order_by("search_text", "pk")


@one_act()
def add_follow_up(
    *, by: User, grants: Grants, pairing: Pairing, values: dict[str, Any], origin: models.Model | None = None
) -> FollowUp:
    """Add a promise of one side; `values` holds what_en or what_ko, side, due_on and perhaps owner.

    `origin` is the record of the same pairing that it came from. Raises NotAllowed, or DomainError
    with the field at fault: no text, a day that is over, a person who does not work for the side.
    """
    # One at a time in a pairing, so that each gets a number of its own.
    row = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    if not actors_of(grants, row):
        raise NotAllowed
    check_open(row)
    code = next_code("follow-up", FollowUp.objects.filter(pairing=row))
    follow_up = FollowUp(pairing=pairing, code=code, created_at=clock.now())
    _fill(follow_up, values)
    _check_day(follow_up.due_on)
    _check_owner(follow_up)
    if origin is not None:
        if getattr(origin, "pairing_id", None) != pairing.pk:
            raise DomainError(_("What the follow-up came from belongs to another pairing."))
        follow_up.origin = origin
    follow_up.save(by=by)
    write_audit(action=FOLLOW_UP_ADDED, record=follow_up, by=by, until=follow_up.due_on.isoformat())
    return follow_up


@one_act()
def edit_follow_up(*, by: User, grants: Grants, follow_up: FollowUp, version: int, changes: dict[str, Any]) -> FollowUp:
    """Change what was promised, by whom, until when, or what became of it.

    Only what changes is checked anew: an old day may stay, and a person who has left the side.
    Raises StaleRecord, NotAllowed, DomainError.
    """
    row = _found(grants, follow_up, version, "edit")
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill(row, changed)
    if "due_on" in changed:
        _check_day(row.due_on)
    if changed.keys() & {"side", "owner"}:
        _check_owner(row)
    row.save(by=by)
    write_audit(action=FOLLOW_UP_CHANGED, record=row, by=by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def finish_follow_up(*, by: User, grants: Grants, follow_up: FollowUp, version: int, result: str = "") -> FollowUp:
    """Close it as done today; `result` tells what became of it. Raises AlreadyDone, StaleRecord, NotAllowed."""
    row = _found(grants, follow_up, version, "finish")
    row.result = result.strip() or row.result
    return _close(row, FollowUpState.DONE, FOLLOW_UP_FINISHED, by)


@one_act()
def drop_follow_up(*, by: User, grants: Grants, follow_up: FollowUp, version: int, reason: str) -> FollowUp:
    """Close it as not pursued; the reason is kept as what became of it. Raises as `finish_follow_up`."""
    row = _found(grants, follow_up, version, "drop", reason)
    row.result = reason.strip()
    return _close(row, FollowUpState.DROPPED, FOLLOW_UP_DROPPED, by, reason)


@one_act()
def reopen_follow_up(*, by: User, grants: Grants, follow_up: FollowUp, version: int) -> FollowUp:
    """Open it again, with its old day and with what is known of it. Raises as `finish_follow_up`."""
    row = _found(grants, follow_up, version, "reopen")
    row.state, row.closed_on = FollowUpState.OPEN, None
    row.save(by=by)
    write_audit(action=FOLLOW_UP_REOPENED, record=row, by=by)
    return row


def _found(grants: Grants, follow_up: FollowUp, version: int, name: str, reason: str = "") -> FollowUp:
    """The row under a lock, if it may be acted on so."""
    target = FOLLOW_UP[name].target
    row = lock(follow_up, version=version, is_done=lambda now: bool(target) and now.state == target)
    row.pairing = follow_up.pairing
    check_transition(table=FOLLOW_UP, name=name, state=row.state, actors=actors_of(grants, row.pairing), reason=reason)
    check_still_open(row.pairing_id)
    return row


def _close(row: FollowUp, state: FollowUpState, action: str, by: User, reason: str = "") -> FollowUp:
    row.state, row.closed_on = state, clock.today()
    row.save(by=by)
    write_audit(action=action, record=row, by=by, reason=reason)
    return row


def _fill(row: FollowUp, values: dict[str, Any]) -> None:
    fill(row, values, fields=EDITABLE)
    check_either_language(row, "what")
    for name in ("what_en", "what_ko"):
        check_length(name, getattr(row, name), MOST_LETTERS)
    if row.side not in Side.values:
        raise DomainError(_("Choose the side that promises it."), field="side")
    if not row.due_on:
        raise DomainError(_("Give the day until which it is to be done."), field="due_on")


def _check_day(day: dt.date) -> None:
    if day < clock.today():
        raise DomainError(_("This day is over. Choose today or a later one."), field="due_on")


def _check_owner(row: FollowUp) -> None:
    if row.owner_id is None:
        return
    sides = people_of(row.pairing).get(row.owner_id)
    if sides is None:
        raise DomainError(_("This person is neither coordinator of the side nor programme staff."), field="owner")
    if row.side not in sides:
        raise DomainError(_("This person works for the other side."), field="owner")


def find_origin(*, grants: Grants, pairing: Pairing, kind: str, code: str) -> Any:
    """The record of the pairing that the reader may see, knowing its pairing; None for all others."""
    model = next((model for model in parts().origins if model._meta.model_name == kind), None)
    # PostgreSQL knows no text with a zero byte.
    if model is None or "\x00" in code:
        return None
    rows = model._default_manager.visible_to(grants)
    rows = rows.select_related(*related) if (related := related_of(model)) else rows
    record = rows.filter(pairing=pairing, code=code).first()
    if record is not None:
        record.pairing = pairing
    return record


def prefetch_origins() -> GenericPrefetch[Any]:
    """What reads the origins of many follow-ups with all that their names and addresses need."""
    named = [(model, related) for model in parts().origins if (related := related_of(model))]
    return GenericPrefetch("origin", [model._default_manager.select_related(*related) for model, related in named])
