"""Events as pages of others show them: the next and last ones of a pairing, a strand, a partner, or of a reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q, prefetch_related_objects

from core.formats import format_time
from events.agendas.selectors import ShownAgenda, shown_agendas
from events.agendas.times import moments
from events.events.labels import (
    days_known_label,
    duration_label,
    head_counts_label,
    parallel_label,
    state_look,
    state_text,
    when_label,
    where_label,
)
from events.events.querysets import FIRST_DAY
from events.events.selectors import holiday_label, holidays_of, in_parallel, serves
from events.models import Event
from partnerships.codes import codes_in
from partnerships.contacts.cards import place_times
from partnerships.enums import Side
from partnerships.hours.common_hours import NoSuchTime
from partnerships.models import Pairing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from events.agendas.lines import AgendaLine
    from partnerships.models import Milestone, Participation, Strand


def labelled(events: Iterable[Event], today: dt.date, *, nest: bool = False, head_counts: bool = False) -> list[Any]:
    """Events with what a line of a table has of each, in the order given. Two queries at most.

    `place`; `host_sides` and `guest_sides`, both empty where all partners meet; `when`, and `more` that is known of
    its days, such as how many they are; `look` and `state_text`; `off`, on which of them a host does not work. Where
    the order is by mission (`nest`) a part is `nested`. `counted` has the `head_counts`, where they are read too.
    """
    rows: list[Any] = list(events)
    offs, parallel = holidays_of(rows), frozenset() if nest else in_parallel(rows)
    for row in rows:
        row.place, row.when = where_label(row), when_label(row)
        row.host_sides, row.guest_sides = _sides(row)
        in_words = days_known_label(row) or duration_label(row)
        row.more = in_words or (parallel_label() if row.pk in parallel else "")
        row.look, row.state_text = state_look(row, today), state_text(row, today)
        row.off = holiday_label(row, offs.get(row.pk, {}))
        row.nested = nest and row.part_of_id is not None
        row.counted = head_counts_label(row) if head_counts else ""
    return rows


def _sides(event: Event) -> tuple[list[str], list[str]]:
    """Which side receives and which comes; nothing where it serves all pairings or no host is known."""
    hosting = {row.participation.side for row in event.hosting.all()}
    if event.all_pairings or not hosting:
        return [], []
    order = (Side.EU.value, Side.COUNTERPART.value)
    guests = [side for side in order if side not in hosting] if event.serving.all() else []
    return [side for side in order if side in hosting], guests


NEXT, LAST = 3, 2  # events that a page shows before and after today
MOST_HOSTED = 5  # of the events that a partner hosts


def events_of_pairing(grants: Grants, pairing: Pairing, today: dt.date) -> list[Any]:
    """The last events of a pairing and its next ones, by their days; at most eight queries."""
    return _around(Event.objects.visible_to(grants).of_pairing(pairing), today, last=LAST)


def events_of_strand(grants: Grants, strand: Strand, today: dt.date) -> list[Any]:
    """The last event of a strand and its next ones; of a mission with parts, the mission. At most eight queries."""
    return _around(Event.objects.visible_to(grants).filter(strand=strand, part_of=None), today, last=1)


def events_hosted(grants: Grants, participation: Participation, today: dt.date) -> list[Any]:
    """The newest events that a partner hosts, those to come first among them; four queries."""
    rows = Event.objects.visible_to(grants).filter(hosting__participation=participation)
    newest = rows.order_by(FIRST_DAY.desc(nulls_first=True), "-pk")
    return labelled(newest.with_names()[:MOST_HOSTED], today)


def events_completing(grants: Grants, milestone: Milestone, today: dt.date) -> list[Any]:
    """The events whose being held completes a milestone; four queries."""
    rows = Event.objects.visible_to(grants).of_pairing(milestone.pairing)
    rows = rows.filter(milestone_codes__contains=milestone.code).in_order().with_names()
    return labelled([row for row in rows if milestone.code in codes_in(row.milestone_codes)], today)


def _around(rows: Any, today: dt.date, *, last: int) -> list[Any]:
    """So many before today, the next ones, and those without a date, in the order of their days."""
    before = rows.past(today).order_by(FIRST_DAY.desc(nulls_last=True), "-pk")
    after = rows.open().exclude(pk__in=rows.past(today).order_by().values("pk")).in_order()
    return labelled([*reversed(before.with_names()[:last]), *after.with_names()[:NEXT]], today)


def add_url(grants: Grants, pairing: Pairing) -> str:
    """Where an event of a pairing is added; empty where the reader may not."""
    if not (pairing.is_open and pairing.actors(grants)):
        return ""
    return f"{pairing.strand.address_of('events:event-add')}?{urlencode({'pairing': pairing.code})}"


# The next events of a reader: when and where, with the hour of the first item at the place and at both partners'.

MOST = 4


def next_events(grants: Grants, today: dt.date) -> list[Any]:
    """Those of the reader's own open pairings, else of the strands one reads, the nearest first; 15 queries at most.

    Whoever reads whole strands is told of missions, not of each of their parts. Each has the `day` on which, the time
    at which it `begins` with its first item of a known time, `begins_in` which place, and the same moment in `times`
    at both partners of the reader's pairing. Where no time is known, or none is the reader's to see, they are empty.
    """
    own: list[Pairing] = []
    if grants.participations:
        own = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
    events = labelled(_coming(grants, own, today), today)
    agendas = shown_agendas(grants, events) if events else {}
    if events:
        # Whose clocks stand beside the hour.
        prefetch_related_objects(own, *(f"{side}__partner__places__city" for side in ("eu", "counterpart")))
    for event in events:
        event.begins, event.begins_in, event.day, event.times = "", "", None, []
        if first := _first(agendas[event.pk], today):
            item, event.day, moment = first
            event.begins, event.begins_in = format_time(moment.astimezone(item.clock)), item.city.name or event.place
            pairing = next((pairing for pairing in own if serves(event, pairing)), None)
            event.times = place_times(pairing, moment, event.day) if pairing else []
    return events


def _coming(grants: Grants, own: Sequence[Pairing], today: dt.date) -> QuerySet[Event]:
    rows = Event.objects.visible_to(grants).coming(today)
    if own:
        mine = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in own})
        served = Event.pairings.through._default_manager.filter(pairing__in=[pairing.pk for pairing in own])
        rows = rows.filter(mine | Q(pk__in=served.order_by().values("event")))
    else:
        rows = rows.filter(strand__in=grants.strands, part_of=None)
    return rows.in_order().with_names()[:MOST]


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
