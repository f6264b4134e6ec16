"""What a coordinator leaves to the successor, for the hand-over sheet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from core import clock
from core.audit import Kind
from partnerships.enums import MilestoneStatus
from partnerships.history.pairing_history import acts_in, entries_of, gathered
from partnerships.models import Deputy, FollowUp, Membership, Milestone, Pairing
from partnerships.tasks.selectors import waiting_confirmations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from core.models import AuditEntry

LATEST = 20  # acts of each pairing, and of all together


def sheet(membership: Membership, grants: Grants) -> dict[str, Any]:
    """The hand-over sheet of a coordinator's participation, with the acts that its reader may know of.

    Its pairings have what is open on both sides: `promises`, each with how `late` it is, `confirmations`, `planned`
    milestones, `people` by side, and their latest `entries`. Acts that belong to several of them are told once. The
    number of queries depends on that of the participation's pairings alone, which are one or two.
    """
    today = clock.today()
    promises = FollowUp.objects.open().select_related("owner").order_by("due_on", "pk")
    planned = Milestone.objects.filter(status=MilestoneStatus.PLANNED).in_order()
    pairings: list[Any] = list(
        Pairing.objects.with_side(membership.participation)
        .with_names()
        .prefetch_related(
            Prefetch("follow_ups", queryset=promises, to_attr="promises"),
            Prefetch("milestones", queryset=planned, to_attr="planned"),
        )
        .order_by("code")
    )
    sides = {key for pairing in pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    coordinators = Membership.objects.not_ended(today).filter(participation__in=sides).select_related("user")
    people = defaultdict(list)
    for row in coordinators.order_by("user__search_text", "pk"):
        people[row.participation_id].append(row)
    deputies = Deputy.objects.not_over(today).filter(membership__participation__in=sides)
    own, shared = _latest_acts(pairings, grants)
    waiting = waiting_confirmations(pairings)
    for pairing in pairings:
        for promise in pairing.promises:
            promise.late = promise.state_label if promise.is_late(today) else ""
        pairing.confirmations = [one for one in waiting if one.pairing == pairing]
        keys = {"eu": pairing.eu_id, "counterpart": pairing.counterpart_id}
        pairing.people = [(side, partner, people[keys[side]]) for side, partner in pairing.partners]
        pairing.entries = gathered(entries_of(own[pairing.pk], pairing))
    return {
        "today": today,
        "pairings": pairings,
        "entries": gathered(entries_of(shared, pairings[0])) if shared else [],
        "deputies": list(deputies.select_related("user", "membership__user").order_by("starts_on", "pk")),
    }


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
