"""The events of a scope as plain rows: those held in the period, and those planned for it that were not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch

from core import clock
from events.columns.event_words import state_look
from events.enums import EventStatus
from events.models import Event, EventDateChange
from events.services.event_days import days_held
from reports.enums import PeriodKind
from reports.services.compiling.plain import Plain, both, free, iso, ref, remark, span
from reports.services.compiling.scope import deviation, lies_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reports.services.compiling.scope import Scope


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
    """Which of the scope's events the period tells."""
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
        "code": event.code,
        "name": both(event, "title"),
        "url": event.get_absolute_url(),
        "kind": event.kind,
        "part_of": event.part_of.code if event.part_of else "",
        "holds_parts": holds_parts(event),
        "state": state_look(event, scope.last_day),
        "status": event.status,
        "baseline": span(event.baseline),
        "forecast": span(event.forecast),
        "actual": span(event.actual),
        "planned_days": event.planned_days,
        "days": len(days_held(event)) or None,
        "parallel": event.pk in parallel,
        "deviation": deviation(event.baseline, shown),
        "moved_out": _moved_out(event, scope),
        "reason": free(event.reason),
        "remark": remark(event),
        "moves": [_move(change) for change in event.date_changes.all()],
        "cities": [both(row.city, "name") for row in event.visiting.all()],
        "online": bool(event.meeting_url) and not event.visiting.all(),
        "venue": free(event.venue),
        "hosts": [_host(row.participation) for row in event.hosting.all()],
        "all_pairings": event.all_pairings,
        "pairings": _served(event, scope),
        "from_sources": event.from_sources,
        "source": event.source,
    }


def event_ref(event: Event, scope: Scope, documents: Sequence[str] = (), **more: Any) -> Plain:
    """An event as a row behind a figure."""
    served = _served(event, scope)
    row = ref(
        "event",
        event.code,
        both(event, "title"),
        event.get_absolute_url(),
        pairing=served[0] if len(served) == 1 else "",
        day=iso(event.shown_period.end or event.shown_period.start),
        documents=documents,
    )
    return row | more


def _moved_out(event: Event, scope: Scope) -> bool:
    """Whether it was planned for the period at first and now lies outside it."""
    until = scope.period.ends_on
    shown = event.shown_period
    return bool(shown) and lies_in(event.baseline, scope, until=until) and not lies_in(shown, scope, until=until)


def _move(change: EventDateChange) -> Plain:
    return {
        "on": iso(clock.day_of(change.at)),
        "old": span(change.old),
        "new": span(change.new),
        "reason": free(change.reason),
    }


def _host(participation: Any) -> Plain:
    partner = participation.partner
    return {"code": partner.code, "side": participation.side, "name": both(partner, "name")}


def _served(event: Event, scope: Scope) -> list[str]:
    """The codes of the scope's pairings that it serves by name; of those of all pairings nobody lists them."""
    if event.all_pairings:
        return []
    mine = {pairing.pk: pairing.code for pairing in scope.pairings}
    return [mine[row.pairing_id] for row in event.serving.all() if row.pairing_id in mine]
