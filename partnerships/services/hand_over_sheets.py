"""The sheet of what a coordinator leaves behind: what is open in each pairing, and who can be asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import clock
from core.audit import Kind
from partnerships.columns import follow_up_state
from partnerships.enums import MilestoneStatus
from partnerships.models import Deputy, FollowUp, Membership, Milestone, Pairing
from partnerships.services.pairing_history import acts_in, entries_of, gathered
from partnerships.services.waiting import waiting_confirmations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from core.models import AuditEntry
    from partnerships.services.history import Entry
    from partnerships.services.waiting import WaitingConfirmation

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
