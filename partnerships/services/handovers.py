"""A coordinator leaves: a last day, a successor, and what moves to the successor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    FOLLOW_UP_HANDED_OVER,
    FOLLOW_UP_RELEASED,
    WORK_ENDED_WITHOUT_SUCCESSOR,
    WORK_HANDED_OVER,
)
from partnerships.models import FollowUp, Invitation, Membership, Pairing
from partnerships.rules import may_hand_over, may_manage_people
from partnerships.services.invitations import InvitationsRefused, invite
from partnerships.services.people import end_membership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from partnerships.services.invitations import InvitationRow


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it: the membership with its last day, and how many follow-ups changed hands."""

    membership: Membership
    moved: int


def successors(membership: Membership) -> QuerySet[User]:
    """The other coordinators of the participation whose work goes on."""
    today = clock.today()
    rows = Membership.objects.filter(participation=membership.participation_id, ended_on=None, started_on__lte=today)
    users = get_user_model().objects.filter(pk__in=rows.values("user"), is_active=True)
    return users.exclude(pk=membership.user_id).order_by("search_text", "pk")


def promises(membership: Membership) -> QuerySet[FollowUp]:
    """The open follow-ups of the person in the participation's pairings: what moves to the successor."""
    pairings = Pairing.objects.with_side(membership.participation)
    return FollowUp.objects.open().filter(owner=membership.user_id, pairing__in=pairings)


@one_act()
def hand_over(
    *,
    by: User,
    grants: Grants,
    membership: Membership,
    version: int,
    successor: User | None = None,
    invited: InvitationRow | None = None,
    last_day: dt.date,
    at_once: bool = False,
    reason: str = "",
) -> HandedOver:
    """End a coordinator's work with a last day, or today at once, and move the open follow-ups of the person.

    They go to the successor, another coordinator of the same participation. Where the successor is
    invited only now (`invited`), or where there is none (then with a reason), they stay with the side
    without a person. Raises NotAllowed, StaleRecord, or DomainError with the field at fault; then
    nothing was ended, moved or sent.
    """
    row = lock(membership, version=version)
    row.participation, row.user = membership.participation, membership.user
    if not may_hand_over(grants, row):
        raise NotAllowed
    strand = row.participation.strand
    name = _successor_name(row, successor, invited, reason)
    is_invited = row.ended_on is not None and invited is not None and _waits(invited)
    end_membership(by=by, grants=grants, membership=row, last_day=last_day, at_once=at_once)
    if invited is not None and not is_invited:
        if not may_manage_people(grants, strand):
            raise NotAllowed
        try:
            invite(by=by, grants=grants, strand=strand, rows=[invited])
        except InvitationsRefused as refused:
            raise DomainError(refused.message, field="email") from refused
    moved = _move(row, successor, by)
    write_audit(
        action=WORK_HANDED_OVER if name else WORK_ENDED_WITHOUT_SUCCESSOR,
        by=by,
        record=row,
        reason=reason.strip(),
        instead=True,
        person=row.user.kept_name,
        successor=name,
    )
    return HandedOver(row, moved)


def _successor_name(row: Membership, successor: User | None, invited: InvitationRow | None, reason: str) -> str:
    """What the log calls the successor; refuses whoever is none, and none without a reason."""
    if successor is not None:
        if not successors(row).filter(pk=successor.pk).exists():
            raise DomainError(_("Choose a coordinator of the same partner whose work goes on."), field="successor")
        return successor.kept_name
    if invited is not None:
        if invited.participation != row.participation:
            raise DomainError(_("The successor is invited for another partner."), field="successor")
        if invited.email.strip().lower() == row.user.email:
            raise DomainError(_("This is the person who leaves."), field="email")
        return invited.email
    if not reason.strip():
        raise DomainError(_("Say why nobody follows."), field="reason")
    return ""


def _waits(invited: InvitationRow) -> bool:
    """Whether the successor was invited when the end was set first, and has not answered yet."""
    waiting = Invitation.objects.waiting().filter(participation=invited.participation)
    return waiting.filter(email__iexact=invited.email.strip()).exists()


def _move(membership: Membership, successor: User | None, by: User) -> int:
    rows = list(promises(membership).select_for_update().order_by("pk"))
    for row in rows:
        row.owner = successor
        row.save(by=by)
        write_audit(
            action=FOLLOW_UP_HANDED_OVER if successor else FOLLOW_UP_RELEASED,
            by=by,
            record=row,
            person=membership.user.kept_name,
            successor=successor.kept_name if successor else "",
        )
    return len(rows)
