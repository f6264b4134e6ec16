"""The next events of a reader: when and where, with the hour of the first item at the place and at both partners'."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, prefetch_related_objects

from core.formats import format_time
from events.models import Event
from events.services.agenda_shown import ShownAgenda, shown_agendas
from events.services.agenda_times import moments
from events.services.event_lines import EventLine, lines_of
from events.services.event_places import serves
from partnerships.models import Pairing
from partnerships.services.streams import PlaceTime, place_times
from partnerships.services.wall_times import NoSuchTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from events.services.agenda_lines import AgendaLine

MOST = 4


@dataclass(frozen=True, slots=True)
class NextEvent:
    """An event to come. `begins` is when its first item with a known time starts, at `place`; `times` the same moment
    at both partners of the reader's pairing. Where no time is known, or none is the reader's to see, they are empty.
    """

    line: EventLine
    begins: str = ""
    place: str = ""
    day: dt.date | None = None
    times: list[PlaceTime] = field(default_factory=list)


def next_events(grants: Grants, today: dt.date) -> list[NextEvent]:
    """Those of the reader's own open pairings, else of the strands one reads, the nearest first; 15 queries at most.

    Whoever reads whole strands is told of missions, not of each of their parts.
    """
    own: list[Pairing] = []
    if grants.participations:
        own = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
    events = list(_coming(grants, own, today))
    agendas = shown_agendas(grants, events) if events else {}
    if events:
        # Whose clocks stand beside the hour.
        prefetch_related_objects(own, *(f"{side}__partner__places__city" for side in ("eu", "counterpart")))
    lines = lines_of(events, today)
    return [_told(line, agendas[line.event.pk], _pairing_of(line.event, own), today) for line in lines]


def _coming(grants: Grants, own: Sequence[Pairing], today: dt.date) -> QuerySet[Event]:
    rows = Event.objects.visible_to(grants).coming(today)
    if own:
        mine = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in own})
        served = Event.pairings.through._default_manager.filter(pairing__in=[pairing.pk for pairing in own])
        rows = rows.filter(mine | Q(pk__in=served.order_by().values("event")))
    else:
        rows = rows.filter(strand__in=grants.strands, part_of=None)
    return rows.in_order().for_lines()[:MOST]


def _pairing_of(event: Event, own: Sequence[Pairing]) -> Pairing | None:
    """The reader's own pairing that the event serves."""
    return next((pairing for pairing in own if serves(event, pairing)), None)


def _told(line: EventLine, agenda: ShownAgenda, pairing: Pairing | None, today: dt.date) -> NextEvent:
    found = _first(agenda, today)
    if found is None:
        return NextEvent(line)
    item, day, moment = found
    place = item.city.name or line.where
    times = place_times(pairing, moment, day) if pairing else []
    return NextEvent(line, format_time(moment.astimezone(item.clock)), place, day, times)


def _first(agenda: ShownAgenda, today: dt.date) -> tuple[AgendaLine, dt.date, dt.datetime] | None:
    """The first item from today on of which day and time are known, with its day and the moment when it starts."""
    for item in agenda.by_day:
        day = item.known_day
        if day is None or day < today:
            continue
        try:
            found = moments(item, day)
        except NoSuchTime:
            continue
        if found is not None:
            return item, day, found[0]
    return None
