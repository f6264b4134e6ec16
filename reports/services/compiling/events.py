"""The section of events: those held, those planned that were not, who took part."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from events.enums import EventKind
from events.services.event_days import days_held, days_remark, in_parallel
from reports.services.compiling.documents import documents_of
from reports.services.compiling.event_rows import (
    EventsOfPeriod,
    event_ref,
    event_row,
    events_of_period,
    holds_parts,
)
from reports.services.compiling.participants import (
    came,
    delegation_ref,
    participants_of,
    read_delegations,
    read_head_counts,
)
from reports.services.compiling.plain import Plain, both, figure, in_both, sides_of
from reports.services.compiling.scope import pairings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Delegation, Event
    from events.services.participants import Participants
    from reports.services.compiling.scope import Scope


def compile_events(scope: Scope) -> dict[str, Any]:
    """Held events with their deviations, planned ones that were not held, places, participants, head counts."""
    told = events_of_period(scope)
    delegations = read_delegations(scope, told.held)
    parallel = in_parallel(told.counted)
    return {
        "of_pairing": scope.pairing is not None,
        "sides": sides_of(scope.strand),
        "pairings": pairings_of(scope),
        "held": [event_row(event, scope, parallel) for event in told.held],
        "others": [event_row(event, scope) for event in told.others],
        "places": _places(told.counted),
        "participants": participants_of(delegations),
        "head_counts": read_head_counts(told.held),
        "figures": _figures(scope, told, delegations),
    }


def event_days(events: Sequence[Event]) -> Plain:
    """The days of held events added up, and what is to be said beside them; the portal counts the same."""
    return {
        "value": sum(len(days_held(event)) for event in events),
        "remark": in_both(lambda: days_remark(events)),
    }


def head_count(events: Sequence[Event]) -> int | None:
    """How many people sources count at least at held events; None where they count none. The portal counts the same."""
    numbers = [number for _event, number in _counted(events)]
    return sum(numbers) if numbers else None


def _counted(events: Sequence[Event]) -> list[tuple[Event, int]]:
    found = [(event, event.head_count) for event in events]  # type: ignore[attr-defined]
    return [(event, number) for event, number in found if number is not None]


def _places(events: Sequence[Event]) -> list[Plain]:
    """The cities of held events, with how many events each saw; the most first."""
    names, numbers = {}, Counter[str]()
    for event in events:
        for row in event.visiting.all():
            names[row.city.code] = both(row.city, "name")
            numbers[row.city.code] += 1
    order = sorted(numbers, key=lambda code: (-numbers[code], code))
    return [{"code": code, "name": names[code], "events": numbers[code]} for code in order]


def _figures(scope: Scope, told: EventsOfPeriod, delegations: Sequence[tuple[Delegation, Participants]]) -> list[Plain]:
    documents = documents_of(scope)

    def row(event: Event, **more: Any) -> Plain:
        return event_ref(event, scope, documents.on(event), **more)

    counted = told.counted
    moved = [event for event in (*counted, *told.others) if event.date_changes.all()]
    attended = [(delegation, one) for delegation, one in delegations if one.is_recorded]
    return [
        figure("events-held", map(row, counted)),
        figure("event-days", (row(event, amount=len(days)) for event in counted if (days := days_held(event))))
        | event_days(counted),
        figure("events-cancelled", (row(event) for event in told.others if event.status == "cancelled")),
        figure("events-not-reported", map(row, not_reported(told, scope))),
        figure("events-moved", map(row, moved)),
        figure("participants", [delegation_ref(delegation, one.attended) for delegation, one in attended])
        | {"value": came(delegations)},
        figure("head-counts", (row(event, amount=number) for event, number in _counted(told.held)))
        | {"value": head_count(told.held)},
    ]


def not_reported(told: EventsOfPeriod, scope: Scope) -> list[Event]:
    """Events of which nobody has said whether they were held; of a mission with parts, the parts.

    A related event is none of the programme's, so nobody owes a report of it.
    """
    return [
        event
        for event in told.others
        if event.kind != EventKind.RELATED
        and not holds_parts(event)
        and (event.status == "unknown" or (event.is_open and event.is_past(scope.last_day)))
    ]
