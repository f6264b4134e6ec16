"""A coordinator leaves: a last day, a successor, what moves to the successor, and what is left behind on a sheet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from core import clock
from core.audit import Kind
from core.errors import DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    FOLLOW_UP_HANDED_OVER,
    FOLLOW_UP_RELEASED,
    WORK_ENDED_WITHOUT_SUCCESSOR,
    WORK_HANDED_OVER,
)
from partnerships.enums import MilestoneStatus
from partnerships.follow_ups.tables import follow_up_state
from partnerships.history.pairing_history import acts_in, entries_of, gathered
from partnerships.models import Deputy, FollowUp, Invitation, Membership, Milestone, Pairing
from partnerships.people.invitations import InvitationsRefused, invite
from partnerships.people.services import end_membership
from partnerships.rules.people import may_hand_over, may_manage_people
from partnerships.tasks.selectors import waiting_confirmations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from core.models import AuditEntry
    from partnerships.history.selectors import Entry
    from partnerships.people.invitations import InvitationRow
    from partnerships.tasks.selectors import WaitingConfirmation


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


LATEST = 20  # acts of each pairing, and of all together


@dataclass(frozen=True, slots=True)
class PairingSheet:
    """What is open in one pairing: follow-ups of both sides, words that wait, milestones, the people, the latest acts.

    A follow-up comes with the words that say how late it is, if it is.
    """

    pairing: Pairing
    follow_ups: list[tuple[FollowUp, str]]
    confirmations: list[WaitingConfirmation]
    milestones: list[Milestone]
    people: list[tuple[str, Any, list[Membership]]]
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a successor needs on paper, read from the records as they stand today."""

    membership: Membership
    today: dt.date
    pairings: list[PairingSheet]
    entries: list[Entry]  # the latest acts that belong to several of the pairings, told once
    deputies: list[Deputy]


def sheet(membership: Membership, grants: Grants) -> Sheet:
    """The hand-over sheet of a coordinator's participation, with the acts that its reader may know of.

    The number of queries depends on that of the participation's pairings alone, which are one or two.
    """
    today = clock.today()
    pairings = list(Pairing.objects.with_side(membership.participation).with_names().order_by("code"))
    sides = {key for pairing in pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    deputies = Deputy.objects.not_over(today).filter(membership__participation__in=sides)
    own, shared = _latest_acts(pairings, grants)
    return Sheet(
        membership=membership,
        today=today,
        pairings=_pairing_sheets(pairings, sides, today, own),
        entries=gathered(entries_of(shared, pairings[0])) if shared else [],
        deputies=list(deputies.select_related("user", "membership__user").order_by("starts_on", "pk")),
    )


def _latest_acts(pairings: list[Pairing], grants: Grants) -> tuple[dict[int, list[AuditEntry]], list[AuditEntry]]:
    """The latest acts of each pairing by its key, and of several pairings those that stand among the acts of each.

    What was done in the whole strand is of them all, also where one pairing had more acts of its own since. That
    somebody looked something up or took it along leaves a successor nothing to know.
    """
    acts = {pairing.pk: acts_in(pairing=pairing, grants=grants).exclude(kind=Kind.LOOK) for pairing in pairings}
    if len(pairings) < 2:
        return {key: list(found[:LATEST]) for key, found in acts.items()}, []
    shared = acts[pairings[0].pk]
    for found in acts.values():
        shared = shared.filter(pk__in=_keys(found))
    own = {key: list(found.exclude(pk__in=_keys(shared))[:LATEST]) for key, found in acts.items()}
    return own, list(shared[:LATEST])


def _keys(acts: QuerySet[AuditEntry]) -> QuerySet[Any, Any]:
    return acts.order_by().values("pk")


def _pairing_sheets(
    pairings: list[Pairing], sides: set[int], today: dt.date, acts: Mapping[int, list[AuditEntry]]
) -> list[PairingSheet]:
    promises = FollowUp.objects.open().filter(pairing__in=pairings).select_related("owner").order_by("due_on", "pk")
    planned = Milestone.objects.filter(pairing__in=pairings, status=MilestoneStatus.PLANNED).in_order()
    coordinators = Membership.objects.not_ended(today).filter(participation__in=sides).select_related("user")
    follow_ups, milestones = _by("pairing_id", promises), _by("pairing_id", planned)
    people = _by("participation_id", coordinators.order_by("user__search_text", "pk"))
    waiting = waiting_confirmations(pairings)
    return [
        PairingSheet(
            pairing=pairing,
            follow_ups=[
                (_of(promise, pairing), follow_up_state(promise) if promise.is_late(today) else "")
                for promise in follow_ups[pairing.pk]
            ],
            confirmations=[one for one in waiting if one.pairing == pairing],
            milestones=[_of(milestone, pairing) for milestone in milestones[pairing.pk]],
            people=[
                (side, partner, people[pairing.eu_id if side == "eu" else pairing.counterpart_id])
                for side, partner in pairing.partners
            ],
            entries=gathered(entries_of(acts[pairing.pk], pairing)),
        )
        for pairing in pairings
    ]


def _by(name: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    """The rows by the record that a field of theirs names, in their order."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _of(row: Any, pairing: Pairing) -> Any:
    """The row with the pairing as it was read, so that its address and side need no query."""
    row.pairing = pairing
    return row
