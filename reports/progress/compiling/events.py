"""Events held, those planned for the period that were not, and who took part, as numbers alone."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from core import clock
from core.periods import deviation
from events.delegations.selectors import Participants, figures_of
from events.enums import EventKind, EventStatus, Gender
from events.events.selectors import days_held, days_remark, in_parallel
from events.models import Delegation, Event, EventDateChange, HeadCount
from partnerships.enums import Sector, Side
from reports.enums import PeriodKind
from reports.progress.compiling.scope import Plain, Scope, both, day_of, fields, figure, free, in_both, iso, ref, remark


def compile_events(scope: Scope) -> dict[str, Any]:
    """Held events with their deviations, planned ones that were not held, participants, head counts."""
    held, others = scope.read(events_of_period)
    delegations, counted = read_delegations(scope, held), met(held)
    parallel = in_parallel(counted)
    return {
        **scope.frame("sides"),
        "held": [event_row(event, scope, parallel) for event in held],
        "others": [event_row(event, scope) for event in others],
        "participants": participants_of(delegations),
        "head_counts": read_head_counts(held),
        "figures": _figures(scope, held, others, delegations),
    }


def event_days(events: Sequence[Event]) -> Plain:
    """The days of held events added up, and what is to be said beside them; the portal counts the same."""
    return {"value": sum(len(days_held(event)) for event in events), "remark": in_both(lambda: days_remark(events))}


def head_count(events: Sequence[Event]) -> int | None:
    """How many people sources count at least at held events; None where they count none. The portal counts the same."""
    numbers = [number for _event, number in _counted(events)]
    return sum(numbers) if numbers else None


def _counted(events: Sequence[Event]) -> list[tuple[Event, int]]:
    found = [(event, event.head_count) for event in events]  # type: ignore[attr-defined]
    return [(event, number) for event, number in found if number is not None]


def _figures(
    scope: Scope, held: Sequence[Event], others: Sequence[Event], delegations: Sequence[tuple[Delegation, Participants]]
) -> list[Plain]:
    row = partial(event_ref, scope=scope)
    counted = met(held)
    moved = [event for event in (*counted, *others) if event.date_changes.all()]
    attended = [(delegation, one) for delegation, one in delegations if one.is_recorded]
    return [
        figure("events-held", map(row, counted)),
        figure("event-days", (row(event, amount=len(days)) for event in counted if (days := days_held(event))))
        | event_days(counted),
        figure("events-cancelled", (row(event) for event in others if event.status == "cancelled")),
        figure("events-not-reported", map(row, not_reported(others, scope))),
        figure("events-moved", map(row, moved)),
        figure("participants", [delegation_ref(delegation, one.attended) for delegation, one in attended])
        | {"value": came(delegations)},
        figure("head-counts", (row(event, amount=number) for event, number in _counted(held)))
        | {"value": head_count(held)},
    ]


def not_reported(others: Iterable[Event], scope: Scope) -> list[Event]:
    """Events of which nobody has said whether they were held; of a mission with parts, the parts.

    A related event is none of the programme's, so nobody owes a report of it.
    """
    return [
        event
        for event in others
        if event.kind != EventKind.RELATED
        and not holds_parts(event)
        and (event.status == "unknown" or (event.is_open and event.is_past(scope.last_day)))
    ]


def met(held: Iterable[Event]) -> list[Event]:
    """The held ones in which people met: of a mission with parts, the parts. The portal counts the same."""
    return [event for event in held if not holds_parts(event)]


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


def events_of_period(scope: Scope) -> tuple[list[Event], list[Event]]:
    """Those held in the period, and the others planned for it; in the order of missions with their parts."""
    rows = _in_time(scope.read(read_events))
    held = [event for event in rows if _held_in(event, scope)]
    told = {event.pk for event in held}
    return held, [event for event in rows if event.pk not in told and _missed_in(event, scope)]


def _in_time(events: Sequence[Event]) -> list[Event]:
    """The parts of each mission as they happened, where the portal has them as they were planned."""
    places = {key: at for at, key in enumerate(dict.fromkeys(event.part_of_id or event.pk for event in events))}

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
    return scope.holds(event.shown_period)


def _missed_in(event: Event, scope: Scope) -> bool:
    """Planned for the period by the first plan or the one of now, and not just still to come in it."""
    until = scope.period.ends_on
    planned = [period for period in (event.baseline, event.forecast) if scope.holds(period, until=until)]
    if not planned:
        return False
    to_come = event.is_open and not event.is_past(scope.last_day) and scope.holds(event.forecast, until=until)
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
        "reason": free(event.reason, event.reason_other),
        "remark": remark(event),
        "moves": [
            {"on": iso(clock.day_of(one.at)), **fields(one, "old", "new"), "reason": free(one.reason, one.reason_other)}
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


def event_ref(event: Event, scope: Scope, **more: Any) -> Plain:
    served = _served(event, scope)
    row = ref(
        "event",
        event.code,
        both(event, "title"),
        event.get_absolute_url(),
        pairing=served[0] if len(served) == 1 else "",
        day=day_of(event.shown_period),
        documents=scope.documents_on(event),
    )
    return row | more


def _moved_out(event: Event, scope: Scope) -> bool:
    """Whether it was planned for the period at first and now lies outside it."""
    was_in, is_in = (scope.holds(one, until=scope.period.ends_on) for one in (event.baseline, event.shown_period))
    return bool(event.shown_period) and was_in and not is_in


def _served(event: Event, scope: Scope) -> list[str]:
    """The codes of the scope's pairings that it serves by name; of those of all pairings nobody lists them."""
    if event.all_pairings:
        return []
    mine = {pairing.pk: pairing.code for pairing in scope.pairings}
    return [mine[row.pairing_id] for row in event.serving.all() if row.pairing_id in mine]


# A number of persons of one gender below this would tell of single persons.
FEWEST = 5
FEW, KEPT = "few", "kept"


def read_delegations(scope: Scope, events: Sequence[Event]) -> list[tuple[Delegation, Participants]]:
    """The delegations to some events with their figures, of a pairing's report those of its partners; two queries."""
    by_id = {event.pk: event for event in events}
    rows = Delegation.objects.filter(event__in=by_id).select_related("participation__partner")
    if scope.pairing is not None:
        rows = rows.filter(participation__in=[scope.pairing.eu_id, scope.pairing.counterpart_id])
    place = {key: position for position, key in enumerate(by_id)}
    delegations = sorted(rows, key=lambda row: (place[row.event_id], row.participation.partner.code))
    for row in delegations:
        row.event = by_id[row.event_id]
        row.participation.strand = scope.strand
    figures = figures_of(delegations, owner="delegation")
    return [(row, figures[row.pk]) for row in delegations if figures[row.pk].total or figures[row.pk].is_recorded]


def participants_of(found: Sequence[tuple[Delegation, Participants]]) -> Plain:
    """The people of all delegations, and event by event; who took part in two events counts twice.

    `came` counts those of whom somebody has said that they came; None where nobody has said anything.
    """
    by_event: dict[Event, list[Participants]] = {}
    for row, one in found:
        by_event.setdefault(row.event, []).append(one)
    return {
        **_people([one for _row, one in found]),
        "genders": given_genders(_sum(one.genders for _row, one in found)),
        "events": [
            {"name": both(event, "title"), **fields(event, "code", "url"), **_people(figures)}
            for event, figures in by_event.items()
        ],
    }


def came(found: Iterable[tuple[Delegation, Participants]]) -> int | None:
    """How many came, of those of whom it was said; None where it was said of nobody. The portal counts the same."""
    recorded = [one.attended for _row, one in found if one.is_recorded]
    return sum(recorded) if recorded else None


def _people(figures: Sequence[Participants]) -> Plain:
    sides, sectors = _sum(one.sides for one in figures), _sum(one.sectors for one in figures)
    recorded = [one for one in figures if one.is_recorded]
    return {
        "sides": {side: sides[side] for side in Side.values},
        "sectors": {sector: sectors[sector] for sector in (*Sector.values, "")},
        "total": sum(sides.values()),
        "came": sum(one.attended for one in recorded) if recorded else None,
        "absent": sum(one.absent for one in recorded) if recorded else None,
        "delegations": len(figures),
        "recorded": len(recorded),
    }


def _sum(counters: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for counter in counters:
        found.update(counter)
    return found


def given_genders(numbers: Mapping[str, int]) -> dict[str, int | str] | None:
    """How many of each gender, none where nobody gave one.

    A number below five is not told (`few`), nor (`kept`) the smallest of the others where what is not told would be
    known from the sum to be so few. How many gave none is told: it is no gender.
    """
    if not any(number for gender, number in numbers.items() if gender != Gender.NOT_GIVEN):
        return None
    told: dict[str, int | str] = {
        gender: numbers.get(gender, 0) if numbers.get(gender, 0) >= FEWEST or gender == Gender.NOT_GIVEN else FEW
        for gender in Gender.values
    }
    hidden = [gender for gender, number in told.items() if number == FEW]
    shown = [gender for gender in told if gender not in hidden and gender != Gender.NOT_GIVEN]
    if shown and 0 < sum(numbers.get(gender, 0) for gender in hidden) < FEWEST:
        told[min(shown, key=lambda gender: numbers[gender])] = KEPT
    return told


def delegation_ref(row: Delegation, amount: int) -> Plain:
    """A delegation as a row behind a figure: the partner, the event, how many; nobody by name."""
    event, partner = row.event, row.participation.partner
    name = {
        language: ": ".join(
            [
                getattr(partner, f"name_{language}") or partner.name_en,
                getattr(event, f"title_{language}") or event.title_en or event.title_ko,
            ]
        )
        for language in ("en", "ko")
    }
    found = ref("delegation", f"{event.code}/{partner.code}", name, row.get_absolute_url())
    return found | {"amount": amount}


def read_head_counts(events: Sequence[Event]) -> list[Plain]:
    """What sources count at some events, as they say it; one query."""
    by_id = {event.pk: event for event in events}
    rows = HeadCount.objects.active().filter(event__in=by_id)
    place = {key: position for position, key in enumerate(by_id)}
    return [
        {
            "event": by_id[row.event_id].code,
            "name": both(by_id[row.event_id], "title"),
            "url": by_id[row.event_id].get_absolute_url(),
            **fields(row, "whom", "least", "most", "side", "source"),
        }
        for row in sorted(rows, key=lambda row: (place[row.event_id], row.number))
    ]
