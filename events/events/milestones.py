"""The milestones that an event completes once it is held: done with it, open again with it, on other days than it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core import clock
from core.models import AuditEntry, of_actions, write_audit
from core.periods import Period
from events.audit_actions import MILESTONE_HELD, MILESTONE_NO_LONGER_HELD
from events.events.selectors import serves
from events.models import Event, EventPairing
from partnerships.codes import codes_in
from partnerships.enums import OPEN_PAIRING, ConfirmationBy, MilestoneStatus
from partnerships.models import Milestone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User

_OPEN = frozenset({MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN})
# Of a milestone and of an event: what is called off takes place on no day, and of what is not reported none is known.
_WITHOUT_DAYS = frozenset({MilestoneStatus.CANCELLED.value, MilestoneStatus.UNKNOWN.value})


@dataclass(frozen=True, slots=True)
class Completed:
    """The milestones linked to an event: what it completes once held, and what waits for both sides' confirmation."""

    completes: list[Milestone]
    confirmed_by_both: list[Milestone]


def named_milestones(event: Event) -> QuerySet[Milestone]:
    """The milestones that an event names, in the pairings that it serves."""
    rows = Milestone.objects.filter(code__in=codes_in(event.milestone_codes))
    if event.all_pairings:
        return rows.filter(pairing__strand=event.strand_id)
    return rows.filter(pairing__in=[row.pairing_id for row in event.serving.all()])


def conflicting(milestone: Milestone, events: Iterable[Event]) -> list[Event]:
    """Those of the events that complete a milestone whose days contradict its own; none where one of them agrees.

    Days are what happened, else the plan. A month contradicts no day that lies in it, and what is unknown nothing.
    """
    if milestone.status in _WITHOUT_DAYS:
        return []
    told = [event for event in events if event.status not in _WITHOUT_DAYS and event.shown_period]
    apart = [event for event in told if _are_apart(event.shown_period, milestone.shown_period)]
    return apart if len(apart) == len(told) else []


def read_conflicts(milestones: Iterable[Milestone]) -> list[tuple[Milestone, Event]]:
    """The milestones that events contradict, each with such an event; two queries. They come with their pairings."""
    found = list(milestones)
    pairings = {row.pairing for row in found}
    by_name = EventPairing.objects.filter(pairing__in=pairings).values("event")
    everybodys = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in pairings})
    rows = Event.objects.filter(everybodys | Q(pk__in=by_name)).exclude(milestone_codes="")
    by_code: dict[str, list[Event]] = defaultdict(list)
    for event in rows.select_related("strand").prefetch_related("serving").in_order():
        for code in codes_in(event.milestone_codes):
            by_code[code].append(event)
    return [
        (row, event)
        for row in found
        for event in conflicting(row, (event for event in by_code[row.code] if serves(event, row.pairing)))
    ]


def _are_apart(one: Period, other: Period) -> bool:
    """Whether two periods cannot be the same days."""
    if not one or not other:
        return False
    first, last, start, end = one.first_day, one.last_day, other.first_day, other.last_day
    if one.days_known and other.days_known:
        return (first, last) != (start, end)
    return last < start or end < first  # type: ignore[operator]


def _linked_milestones(event: Event) -> QuerySet[Milestone]:
    """Those of them in pairings that are open."""
    return named_milestones(event).filter(pairing__status__in=OPEN_PAIRING)


def to_complete(event: Event) -> Completed:
    """What reporting it held would do: open ones are done; one that both sides confirm is done by their word alone."""
    rows = _linked_milestones(event).filter(status__in=_OPEN)
    found = list(rows.select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"))
    found.sort(key=lambda row: (row.pairing.code, row.pk))
    return Completed(
        completes=[row for row in found if row.confirmation != ConfirmationBy.BOTH],
        confirmed_by_both=[row for row in found if row.confirmation == ConfirmationBy.BOTH],
    )


def complete_milestones(*, by: User, event: Event) -> list[Milestone]:
    """The locked event was held: its open milestones are done on its actual days, but for what both sides confirm."""
    rows = _linked_milestones(event).filter(status__in=_OPEN).exclude(confirmation=ConfirmationBy.BOTH)
    completed = list(Milestone.objects.select_for_update(no_key=True).filter(pk__in=_keys(rows)).order_by("pk"))
    for row in completed:
        row.status, row.actual = MilestoneStatus.DONE, event.actual
        row.reason = event.reason if row.actual != row.baseline or row.actual != row.forecast else ""
        # Nobody's report, so that neither side has to object to the other's: the event says who held it.
        row.reported_by, row.reported_at, row.reported_side = by, clock.now(), ""
        row.objection = row.objection_side = ""
        row.from_sources = False
        row.save(by=by)
        _log(MILESTONE_HELD, row, event, by, new=event.actual.iso(), version=row.version)
    return completed


def reopen_milestones(*, by: User, event: Event, reason: str) -> list[Milestone]:
    """The event was reopened: what it had completed is open again where nobody changed it since."""
    rows = _linked_milestones(event).filter(status=MilestoneStatus.DONE)
    reopened = []
    for row in Milestone.objects.select_for_update(no_key=True).filter(pk__in=_keys(rows)).order_by("pk"):
        if not _done_by(row, event):
            continue
        row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""
        row.reported_by, row.reported_at, row.reported_side = None, None, ""
        row.save(by=by)
        _log(MILESTONE_NO_LONGER_HELD, row, event, by, reason=reason)
        reopened.append(row)
    return reopened


def _keys(rows: QuerySet[Milestone]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _done_by(row: Milestone, event: Event) -> bool:
    """Whether the event completed it, and the version which that left is the milestone's own."""
    last = AuditEntry.objects.filter(of_actions(MILESTONE_HELD), object_type=row._meta.label_lower, object_id=row.pk)
    entry = last.order_by("-at", "-id").first()
    if entry is None:
        return False
    return entry.parameters.get("event_key") == event.pk and entry.parameters.get("version") == row.version


def _log(action: str, row: Milestone, event: Event, by: User, *, reason: str = "", **facts: Any) -> None:
    write_audit(
        action=action,
        by=by,
        record=row,
        reason=reason.strip(),
        event=str(event),
        event_key=event.pk,
        **facts,
    )
