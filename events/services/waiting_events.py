"""Events whose days are over while nobody has said whether they were held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.models import Event, EventPairing
from events.services.event_places import is_under_way
from partnerships.enums import OPEN_PAIRING
from partnerships.models import Pairing

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event to report. `pairing` is the one that it serves alone; None where the staff arrange it."""

    event: Event
    pairing: Pairing | None = None


def unreported_of(pairings: Sequence[Pairing], today: dt.date) -> list[WaitingEvent]:
    """What the sides of these pairings have not reported of events that serve their pairing alone; two queries."""
    return [WaitingEvent(event, pairing) for event, pairing in _served(pairings, today) if event.pairing == pairing]


def unreported_among(pairings: Sequence[Pairing], today: dt.date) -> list[WaitingEvent]:
    """What was not reported of events that serve these pairings by name, once for each of them; two queries."""
    return [WaitingEvent(event, pairing) for event, pairing in _served(pairings, today)]


def unreported_in(strands: Collection[int], today: dt.date) -> list[WaitingEvent]:
    """What the staff of these strands arrange and nobody has reported: what serves several pairings, or none.

    Not in a strand that is over, and not the parts of a mission that waits itself: they are reported with it.
    """
    if not strands:
        return []
    under_way = Pairing.objects.filter(strand__in=strands, status__in=OPEN_PAIRING).order_by().values("strand")
    rows = _rows(Event.objects.filter(strand__in=under_way), today)
    waiting = [row for row in rows if row.pairing is None and is_under_way(row)]
    missions = {row.pk for row in waiting}
    return [WaitingEvent(row) for row in waiting if row.part_of_id not in missions]


def _served(pairings: Sequence[Pairing], today: dt.date) -> list[tuple[Event, Pairing]]:
    known = {pairing.pk: pairing for pairing in pairings}
    served = EventPairing.objects.filter(pairing__in=known).order_by().values("event")
    rows = _rows(Event.objects.filter(pk__in=served), today) if known else []
    found = []
    for row in rows:
        found += [(row, known[one.pairing_id]) for one in row.serving.all() if one.pairing_id in known]
    return found


def _rows(events: QuerySet[Event], today: dt.date) -> list[Event]:
    rows = events.to_report(today).in_order()  # type: ignore[attr-defined]
    return list(rows.select_related("strand").prefetch_related("serving__pairing"))
