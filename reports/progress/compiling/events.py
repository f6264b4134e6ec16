"""The section of events: those held, those planned for the period that were not, who took part."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch

from core import clock
from events.enums import EventKind, EventStatus
from events.events.selectors import days_held, days_remark, in_parallel
from events.models import Event, EventDateChange
from reports.enums import PeriodKind
from reports.progress.compiling.documents import documents_of
from reports.progress.compiling.participants import (
    came,
    delegation_ref,
    participants_of,
    read_delegations,
    read_head_counts,
)
from reports.progress.compiling.plain import Plain, both, fields, figure, free, in_both, iso, last_day, ref, remark
from reports.progress.compiling.scope import deviation, frame, lies_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from events.delegations.selectors import Participants
    from events.models import Delegation
    from reports.progress.compiling.scope import Scope


def compile_events(scope: Scope) -> dict[str, Any]:
    """Held events with their deviations, planned ones that were not held, places, participants, head counts."""
    told = events_of_period(scope)
    delegations = read_delegations(scope, told.held)
    parallel = in_parallel(told.counted)
    return {
        **frame(scope, "sides"),
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


@dataclass(frozen=True, slots=True)
class EventsOfPeriod:
    """`held` were held in the period, `others` were planned for it; in the order of missions with their parts."""

    held: tuple[Event, ...]
    others: tuple[Event, ...]

    @property
    def counted(self) -> list[Event]:
        """The held ones in which people met: of a mission with parts, the parts. The portal counts the same."""
        return [event for event in self.held if not holds_parts(event)]


def holds_parts(event: Event) -> bool:
    """Whether it is a mission that other events are part of."""
    return bool(event.has_parts)  # type: ignore[attr-defined]


def read_events(scope: Scope) -> list[Event]:
    """All events of the scope, missions before their parts; six queries, however many there are."""
    rows = Event.objects.filter(strand=scope.strand)
    if scope.pairing is not None:
        rows = rows.of_pairing(scope.pairing)
    moves = EventDateChange.objects.filter(at__lte=scope.until).order_by("at", "pk")
    parts = Event.objects.filter(part_of=OuterRef("pk"))
    found: list[Event] = list(
        rows.annotate(has_parts=Exists(parts))
        .with_names()
        .with_head_count()
        .prefetch_related(Prefetch("date_changes", moves))
        .by_mission()
    )
    for event in found:
        event.strand = scope.strand
    return found


def events_of_period(scope: Scope) -> EventsOfPeriod:
    rows = _in_time(read_events(scope))
    held = tuple(event for event in rows if _held_in(event, scope))
    told = {event.pk for event in held}
    return EventsOfPeriod(held, tuple(event for event in rows if event.pk not in told and _missed_in(event, scope)))


def _in_time(events: Sequence[Event]) -> list[Event]:
    """The parts of each mission as they happened, where the portal has them as they were planned."""
    places: dict[int, int] = {}
    for event in events:
        places.setdefault(event.part_of_id or event.pk, len(places))

    def key(event: Event) -> tuple[int, bool, dt.date]:
        day = event.shown_period.first_day or dt.date.max
        return places[event.part_of_id or event.pk], event.part_of_id is not None, day

    return sorted(events, key=key)


def _held_in(event: Event, scope: Scope) -> bool:
    """Held in the period. One of which no date at all is known is told by the final report, so that it is told once."""
    if event.status != EventStatus.HELD:
        return False
    if not event.shown_period:
        return scope.period.kind == PeriodKind.FINAL
    return lies_in(event.shown_period, scope)


def _missed_in(event: Event, scope: Scope) -> bool:
    """Planned for the period by the first plan or the one of now, and not just still to come in it."""
    until = scope.period.ends_on
    planned = [period for period in (event.baseline, event.forecast) if lies_in(period, scope, until=until)]
    if not planned:
        return False
    to_come = event.is_open and not event.is_past(scope.last_day) and lies_in(event.forecast, scope, until=until)
    return not to_come


def event_row(event: Event, scope: Scope, parallel: Collection[int] = ()) -> Plain:
    """An event as a report tells it; `parallel` are the numbers of those that ran in parallel."""
    shown = event.actual if event.status == EventStatus.HELD else event.forecast
    return {
        **fields(event, "code", "url", "kind", "status", "baseline", "forecast", "actual", "planned_days"),
        **fields(event, "all_pairings", "from_sources", "source"),
        "name": both(event, "title"),
        "part_of": event.part_of.code if event.part_of else "",
        "holds_parts": holds_parts(event),
        "state": event.look_on(scope.last_day),
        "days": len(days_held(event)) or None,
        "parallel": event.pk in parallel,
        "deviation": deviation(event.baseline, shown),
        "moved_out": _moved_out(event, scope),
        "reason": free(event.reason),
        "remark": remark(event),
        "moves": [
            {"on": iso(clock.day_of(one.at)), **fields(one, "old", "new"), "reason": free(one.reason)}
            for one in event.date_changes.all()
        ],
        "cities": [both(row.city, "name") for row in event.visiting.all()],
        "online": bool(event.meeting_url) and not event.visiting.all(),
        "venue": free(event.venue),
        "hosts": [
            {"side": row.participation.side, **fields(row.participation.partner, "code", "name")}
            for row in event.hosting.all()
        ],
        "pairings": _served(event, scope),
    }


def event_ref(event: Event, scope: Scope, documents: Sequence[str] = (), **more: Any) -> Plain:
    served = _served(event, scope)
    row = ref(
        "event",
        event.code,
        both(event, "title"),
        event.get_absolute_url(),
        pairing=served[0] if len(served) == 1 else "",
        day=last_day(event.shown_period),
        documents=documents,
    )
    return row | more


def _moved_out(event: Event, scope: Scope) -> bool:
    """Whether it was planned for the period at first and now lies outside it."""
    until = scope.period.ends_on
    shown = event.shown_period
    return bool(shown) and lies_in(event.baseline, scope, until=until) and not lies_in(shown, scope, until=until)


def _served(event: Event, scope: Scope) -> list[str]:
    """The codes of the scope's pairings that it serves by name; of those of all pairings nobody lists them."""
    if event.all_pairings:
        return []
    mine = {pairing.pk: pairing.code for pairing in scope.pairings}
    return [mine[row.pairing_id] for row in event.serving.all() if row.pairing_id in mine]
