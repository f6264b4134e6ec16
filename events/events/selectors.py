"""Events as lines of tables, the next and last ones, what waits to be reported, and where an event lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_period, format_time
from events.agendas.selectors import ShownAgenda, shown_agendas
from events.agendas.times import moments
from events.events.counts import in_parallel
from events.events.holidays import holiday_label, holidays_of
from events.events.labels import (
    days_known_label,
    duration_label,
    head_counts_label,
    parallel_label,
    state_look,
    state_text,
    was_label,
    when_label,
    where_label,
)
from events.models import Event, EventPairing
from events.querysets import FIRST_DAY
from partnerships.codes import codes_in
from partnerships.contacts.cards import PlaceTime, place_times
from partnerships.enums import OPEN_PAIRING, Side
from partnerships.hours.common_hours import NoSuchTime
from partnerships.models import Pairing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from core.access import Grants
    from core.periods import Period
    from events.agendas.lines import AgendaLine
    from partnerships.models import Milestone, Participation, Strand


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as one line of a table: where, which side receives which, when, how it stands.

    `more` says what else is known of its days, such as "three days" or that no day is recorded; `was` the first plan;
    `off` on which of its days a host does not work.
    """

    event: Event
    where: str
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    when: str
    more: str
    was: str
    look: str
    word: str
    off: str
    depth: int = 0
    head_counts: str = ""


def lines_of(
    events: Iterable[Event], today: dt.date, *, nest: bool = False, head_counts: bool = False
) -> list[EventLine]:
    """Events as lines, in the order given; where that is by mission (`nest`), a part stands in. Two queries at most.

    `hosts` and `guests` are sides, and both are empty where all partners meet. `head_counts` says them, where they are
    read with the events.
    """
    rows = list(events)
    offs, parallel = holidays_of(rows), frozenset() if nest else in_parallel(rows)
    return [
        _line(
            row,
            today,
            offs.get(row.pk, {}),
            depth=1 if nest and row.part_of_id else 0,
            head_counts=head_counts_label(row) if head_counts else "",
            parallel=row.pk in parallel,
        )
        for row in rows
    ]


def _line(
    event: Event, today: dt.date, offs: dict[dt.date, str], *, depth: int, head_counts: str, parallel: bool
) -> EventLine:
    hosts, guests = _sides(event)
    return EventLine(
        event=event,
        where=where_label(event),
        hosts=hosts,
        guests=guests,
        when=when_label(event),
        more=days_known_label(event) or duration_label(event) or (parallel_label() if parallel else ""),
        was=was_label(event),
        look=state_look(event, today),
        word=state_text(event, today),
        off=holiday_label(event, offs),
        depth=depth,
        head_counts=head_counts,
    )


def _sides(event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which side receives and which comes; nothing where it serves all pairings or no host is known."""
    hosting = {row.participation.side for row in event.hosting.all()}
    if event.all_pairings or not hosting:
        return (), ()
    order = (Side.EU.value, Side.COUNTERPART.value)
    hosts = tuple(side for side in order if side in hosting)
    serves = any(True for _row in event.serving.all())
    guests = tuple(side for side in order if side not in hosting) if serves else ()
    return hosts, guests


# The next and the last events of a pairing, a strand, a partner or a milestone, as lines on their pages.

NEXT, LAST = 3, 2  # events that a page shows before and after today
MOST_HOSTED = 5  # of the events that a partner hosts


def events_of_pairing(grants: Grants, pairing: Pairing, today: dt.date) -> list[EventLine]:
    """The last events of a pairing and its next ones, by their days; at most eight queries."""
    return _around(Event.objects.visible_to(grants).of_pairing(pairing), today, last=LAST)


def events_of_strand(grants: Grants, strand: Strand, today: dt.date) -> list[EventLine]:
    """The last event of a strand and its next ones; of a mission with parts, the mission. At most eight queries."""
    return _around(Event.objects.visible_to(grants).filter(strand=strand, part_of=None), today, last=1)


def events_hosted(grants: Grants, participation: Participation, today: dt.date) -> list[EventLine]:
    """The newest events that a partner hosts, those to come first among them; four queries."""
    rows = Event.objects.visible_to(grants).filter(hosting__participation=participation)
    newest = rows.order_by(FIRST_DAY.desc(nulls_first=True), "-pk")
    return lines_of(newest.for_lines()[:MOST_HOSTED], today)


def events_completing(grants: Grants, milestone: Milestone, today: dt.date) -> list[EventLine]:
    """The events whose being held completes a milestone; four queries."""
    rows = Event.objects.visible_to(grants).of_pairing(milestone.pairing)
    rows = rows.filter(milestone_codes__contains=milestone.code).in_order().for_lines()
    return lines_of([row for row in rows if milestone.code in codes_in(row.milestone_codes)], today)


def _around(rows: Any, today: dt.date, *, last: int) -> list[EventLine]:
    """So many before today, the next ones, and those without a date, in the order of their days."""
    before = rows.past(today).order_by(FIRST_DAY.desc(nulls_last=True), "-pk")
    after = rows.open().exclude(pk__in=rows.past(today).order_by().values("pk")).in_order()
    found = [*reversed(before.for_lines()[:last]), *after.for_lines()[:NEXT]]
    return lines_of(found, today)


# Where an event lies: the pairings it serves, whether it may still be worked on, the missions that it lies in.


def served_pairings(event: Event) -> list[Pairing]:
    """The pairings that an event serves: those it names, or all of its strand. One query where it serves all."""
    if event.all_pairings:
        return list(Pairing.objects.filter(strand=event.strand_id).with_names().order_by("code"))
    return [row.pairing for row in event.serving.all()]


def serves(event: Event, pairing: Pairing) -> bool:
    """Whether an event serves a pairing, by name or among all of its strand; reads `serving`."""
    if event.all_pairings:
        return event.strand_id == pairing.strand_id
    return any(row.pairing_id == pairing.pk for row in event.serving.all())


def is_under_way(event: Event) -> bool:
    """Whether one of the pairings that it names goes on; also where it names none. Reads `serving__pairing`."""
    served = [row.pairing for row in event.serving.all()]
    return not served or any(pairing.is_open for pairing in served)


def is_workable(event: Event) -> bool:
    """Whether anything of it may still be changed: not where all pairings that it serves are closed or discontinued.

    One that serves none is as its strand: over once the strand has pairings and none is planned or active.
    """
    return bool(workable_among([event]))


def workable_among(events: Sequence[Event]) -> list[Event]:
    """Those events of one strand of which anything may still be changed; at most one query."""
    strand: list[str] | None = None
    found = []
    for event in events:
        served = [] if event.all_pairings else [row.pairing.status for row in event.serving.all()]
        if not served:
            if strand is None:
                strand = list(Pairing.objects.filter(strand=event.strand_id).values_list("status", flat=True))
            served = strand
        if not served or any(status in OPEN_PAIRING for status in served):
            found.append(event)
    return found


def check_works(event: Event) -> None:
    """Refuse to change what belongs to pairings that are over. Raises DomainError."""
    if not is_workable(event):
        raise DomainError(_("The pairings that it serves are closed. Staff can reopen a pairing."))


def above(event: Event) -> Iterator[Event]:
    """The missions that it lies in, the nearest first; ends where a chain comes back to itself."""
    seen = {event.pk}
    mission = event.part_of
    while mission is not None and mission.pk not in seen:
        yield mission
        seen.add(mission.pk)
        mission = mission.part_of


def lies_in(period: Period, whole: Period) -> bool:
    """Whether all days that a period can mean lie in another, of which an unknown edge is open."""
    first, last = period.first_day, period.last_day
    if first is None or last is None or not whole:
        return False
    too_early = whole.start is not None and first < whole.start.first_day
    return not too_early and not (whole.end is not None and last > whole.end.last_day)


def outside_remarks(event: Event) -> list[str]:
    """That a part's days lie outside those of its mission, in a sentence; nothing where they do not, or are unknown."""
    mission = event.part_of
    if mission is None or not event.shown_period or not mission.shown_period:
        return []
    if lies_in(event.shown_period, mission.shown_period):
        return []
    return [
        _("Its days lie outside those of “%(mission)s” (%(period)s).")
        % {"mission": mission, "period": format_period(mission.shown_period)}
    ]


# The next events of a reader: when and where, with the hour of the first item at the place and at both partners'.

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
    return [_described(line, agendas[line.event.pk], _pairing_of(line.event, own), today) for line in lines]


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


def _described(line: EventLine, agenda: ShownAgenda, pairing: Pairing | None, today: dt.date) -> NextEvent:
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


# Events whose days are over while nobody has said whether they were held.


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
