"""The section of events: those held, those planned that were not, who took part."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from events.enums import EventKind
from reports.services.compiling.documents import documents_of
from reports.services.compiling.event_rows import (
    EventsOfPeriod,
    days_of,
    event_ref,
    event_row,
    events_of_period,
    holds_parts,
)
from reports.services.compiling.naming import pairings_of, sides_of
from reports.services.compiling.participants import (
    came,
    delegation_ref,
    participants_of,
    read_delegations,
    read_head_counts,
)
from reports.services.compiling.plain import Plain, both, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Delegation, Event
    from events.services.participants import Participants
    from reports.services.compiling.scope import Scope


def compile_events(scope: Scope) -> dict[str, Any]:
    """Held events with their deviations, planned ones that were not held, places, participants, head counts."""
    told = events_of_period(scope)
    delegations = read_delegations(scope, told.held)
    return {
        "of_pairing": scope.pairing is not None,
        "sides": sides_of(scope.strand),
        "pairings": pairings_of(scope),
        "held": [event_row(event, scope) for event in told.held],
        "others": [event_row(event, scope) for event in told.others],
        "places": _places(told.counted),
        "participants": participants_of(delegations),
        "head_counts": read_head_counts(told.held),
        "figures": _figures(scope, told, delegations),
    }


def days_held(events: Sequence[Event]) -> int:
    """The days of held events added up, of those of which the days are known; the portal counts the same."""
    return sum(days_of(event) or 0 for event in events)


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

    def rows(events: Sequence[Event], **more: Any) -> list[Plain]:
        return [event_ref(event, scope, documents.on(event), **more) for event in events]

    counted = told.counted
    with_days = [event for event in counted if days_of(event)]
    moved = [event for event in (*counted, *told.others) if event.date_changes.all()]
    attended = [(row, one) for row, one in delegations if one.is_recorded]
    return [
        figure("events-held", rows(counted)),
        figure(
            "event-days",
            [rows([event], amount=days_of(event))[0] for event in with_days],
            value=days_held(counted),
        ),
        figure("events-cancelled", rows([row for row in told.others if row.status == "cancelled"])),
        figure("events-not-reported", rows(not_reported(told, scope))),
        figure("events-moved", rows(moved)),
        figure("participants", [delegation_ref(row, one.attended) for row, one in attended])
        | {"value": came(delegations)},
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
        and (event.status == "unknown" or (event.is_open and event.is_past(scope.today)))
    ]
