"""What adds a follow-up, and what somebody writes of one."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import DomainError
from core.models import write_audit
from partnerships.audit_actions import FOLLOW_UP_ADDED
from partnerships.enums import Side
from partnerships.fields import next_code
from partnerships.follow_ups.selectors import people_of
from partnerships.models import FollowUp, Pairing
from partnerships.translations.selectors import check_either_language, check_length, fill

MOST_LETTERS = 500
EDITABLE = frozenset({"what_en", "what_ko", "side", "owner", "due_on", "result"})


def add_follow_up(*, by: User, pairing: Pairing, values: dict[str, Any], origin: Model | None = None) -> FollowUp:
    """Add a promise of one side, in an act that holds the open pairing, so that each gets a number of its own.

    `values` holds what_en or what_ko, side, due_on and perhaps owner; `origin` is the record of the same pairing that
    it came from. Raises DomainError with the field at fault.
    """
    row = FollowUp(pairing=pairing, code=next_code("follow-up", FollowUp.objects.filter(pairing=pairing)))
    write_follow_up(row, values)
    if origin is not None:
        if getattr(origin, "pairing_id", None) != pairing.pk:
            raise DomainError(_("What the follow-up came from belongs to another pairing."))
        row.origin = origin
    row.save(by=by)
    write_audit(action=FOLLOW_UP_ADDED, record=row, by=by, until=row.due_on.isoformat())
    return row


def write_follow_up(row: FollowUp, values: dict[str, Any]) -> None:
    """Set what somebody wrote; only that is checked anew: an old day may stay, and a person who has left the side.

    Raises DomainError with the field at fault: no text, a day that is over, a person who does not work for the side.
    """
    fill(row, values, fields=EDITABLE)
    check_either_language(row, "what")
    for name in ("what_en", "what_ko"):
        check_length(name, getattr(row, name), MOST_LETTERS)
    if row.side not in Side.values:
        raise DomainError(_("Choose the side that promises it."), field="side")
    if not row.due_on:
        raise DomainError(_("Give the day until which it is to be done."), field="due_on")
    if "due_on" in values and row.due_on < clock.today():
        raise DomainError(_("This day is over. Choose today or a later one."), field="due_on")
    if row.owner_id is None or not values.keys() & {"side", "owner"}:
        return
    sides = people_of(row.pairing).get(row.owner_id)
    if sides is None:
        raise DomainError(_("This person is neither coordinator of the side nor programme staff."), field="owner")
    if row.side not in sides:
        raise DomainError(_("This person works for the other side."), field="owner")
