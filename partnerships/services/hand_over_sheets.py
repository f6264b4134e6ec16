"""The sheet of what a coordinator leaves behind: what is open in each pairing, and who can be asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import clock
from core.models import AuditEntry
from partnerships.columns import follow_up_state
from partnerships.enums import MilestoneStatus
from partnerships.models import Deputy, FollowUp, Membership, Milestone, Pairing
from partnerships.services.waiting import waiting_confirmations

if TYPE_CHECKING:
    from partnerships.services.waiting import WaitingConfirmation

LATEST = 20  # entries of the log


@dataclass(frozen=True, slots=True)
class PairingSheet:
    """What is open in one pairing: promises of both sides, words that wait, milestones, and the people.

    A promise comes with the words that say how late it is, if it is.
    """

    pairing: Pairing
    follow_ups: list[tuple[FollowUp, str]]
    confirmations: list[WaitingConfirmation]
    milestones: list[Milestone]
    people: list[tuple[str, Any, list[Membership]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a successor needs on paper, read from the records as they stand today."""

    membership: Membership
    today: dt.date
    pairings: list[PairingSheet]
    deputies: list[Deputy]
    entries: list[AuditEntry]


def sheet(membership: Membership) -> Sheet:
    """The hand-over sheet of a coordinator's participation; a constant number of queries."""
    today = clock.today()
    pairings = list(Pairing.objects.with_side(membership.participation).with_names().order_by("code"))
    sides = {key for pairing in pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    deputies = Deputy.objects.not_over(today).filter(membership__participation__in=sides)
    entries = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in pairings])
    return Sheet(
        membership=membership,
        today=today,
        pairings=_pairing_sheets(pairings, sides, today),
        deputies=list(deputies.select_related("user", "membership__user").order_by("starts_on", "pk")),
        entries=list(entries.order_by("-at", "-id")[:LATEST]),
    )


def _pairing_sheets(pairings: list[Pairing], sides: set[int], today: dt.date) -> list[PairingSheet]:
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
