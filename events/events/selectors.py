"""Where an event lies and what it holds, its days, what waits to be reported."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.flat_rows import prepared
from core.formats import apart, format_number, format_period, join_names
from core.periods import Period
from events.enums import ORGANISER, EventStatus
from events.models import Event
from partnerships.enums import OPEN_PAIRING
from partnerships.hours.selectors import days_off
from partnerships.models import Pairing, Participation
from partnerships.places.selectors import read_places

# Where an event lies: the pairings it serves, whether it may still be worked on, the missions that it lies in.


def served_pairings(event: Event) -> list[Pairing]:
    """The pairings that an event serves: those it names, or all of its strand."""
    return event.strand_pairings if event.all_pairings else [row.pairing for row in event.serving.all()]


def partners_of(event: Event) -> dict[int, Participation]:
    """Those that it serves or that host it, by key and with names; of an event for all those of its strand."""
    if event.all_pairings:
        return event.strand_partners
    hosts = [row.participation for row in event.hosting.all()]
    sides = [side for pairing in served_pairings(event) for side in (pairing.eu, pairing.counterpart)]
    for row in (*sides, *hosts):
        row.strand = event.strand
    return {row.pk: row for row in (*sides, *hosts)}


def partners_among(events: Iterable[Event]) -> dict[int, Participation]:
    """Those that some events name, as hosts or by their pairings, by key."""
    hosts = [row.participation for event in events for row in event.hosting.all()]
    served = [row.pairing for event in events for row in event.serving.all()]
    return {
        row.pk: row for row in (*hosts, *(side for pairing in served for side in (pairing.eu, pairing.counterpart)))
    }


def share_partners(events: Sequence[Event]) -> None:
    """Let events that were read together know each partner once, with its cities, and the pairings of their strand.

    One query, three where one of them is for all pairings.
    """
    known = partners_among(events)
    if whole := next((one for one in events if one.all_pairings), None):
        known = whole.strand_partners = whole.strand_partners | known
        for one in events:
            one.strand_partners, one.strand_pairings = known, whole.strand_pairings
    for event in events:
        for host in event.hosting.all():
            host.participation = known[host.participation_id]
        for pairing in (row.pairing for row in event.serving.all()):
            pairing.eu, pairing.counterpart = known[pairing.eu_id], known[pairing.counterpart_id]
    for partner in known.values():
        partner.strand = events[0].strand
    read_places([partner.partner for partner in known.values()])


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
                strand = [status for (status,) in _states(strand=event.strand_id)]
            served = strand
        if not served or any(status in OPEN_PAIRING for status in served):
            found.append(event)
    return found


@prepared(strand=BigIntegerField())
def _states(strand: int) -> QuerySet[Any, tuple[str]]:
    return Pairing.objects.filter(strand=strand).order_by().values_list("status").distinct()


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
        _("Its days are outside those of “%(mission)s” (%(period)s).")
        % {"mission": mission, "period": format_period(mission.shown_period)}
    ]


# The parts of a mission.


def parts_below(grants: Grants, event: Event, states: Collection[str]) -> list[Event]:
    """The parts of a mission, at any depth, that are in one of the states and that the reader can act on now."""
    found: list[Event] = []
    seen, level = {event.pk}, [event.pk]
    while level:
        rows = Event.objects.filter(part_of__in=level).exclude(pk__in=seen).with_names().in_plan_order()
        below = list(rows)
        seen |= {row.pk for row in below}
        level = [row.pk for row in below]
        found += below
    return workable_among([row for row in found if row.status in states and ORGANISER in row.actors(grants)])


def parts_to_copy(grants: Grants, event: Event) -> list[Event]:
    """The parts that somebody's copy of a mission can have, in order.

    Not those cancelled, nor of pairings that are over, nor what others organise.
    """
    rows = Event.objects.filter(part_of=event).exclude(status=EventStatus.CANCELLED).with_names().in_plan_order()
    return workable_among([part for part in rows if ORGANISER in part.actors(grants)])


def held_days(part: Event, actual: Period) -> Period:
    """The days on which a part counts as held with its mission: its own plan where it is over, else the mission's."""
    last = part.forecast.last_day
    return part.forecast if last is not None and last <= clock.today() else actual


# The days on which it took place, or is to.


def days_held(event: Event) -> list[dt.date]:
    """The days on which it was held, as far as they are known to the day."""
    return days_in(event.actual) if event.status == EventStatus.HELD else []


def days_in(period: Period) -> list[dt.date]:
    """The days of a period, first and last included; none where they are not known to the day."""
    first, last = period.first_day, period.last_day
    if first is None or last is None or not period.days_known:
        return []
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def days_remark(events: Collection[Event]) -> str:
    """What is to be said beside the days of held events added up: how many are the same, and which are not known."""
    each = [days_held(event) for event in events]
    known = sum(len(days) for days in each)
    on_calendar = len({day for days in each for day in days})
    remarks = []
    if on_calendar < known:
        text = ngettext(
            "some on the same days, %(count)s day of the calendar",
            "some on the same days, %(count)s days of the calendar",
            on_calendar,
        )
        remarks.append(text % {"count": format_number(on_calendar)})
    if unknown := sum(not days for days in each):
        text = ngettext(
            "%(count)s of %(all)s event without known days", "%(count)s of %(all)s events without known days", len(each)
        )
        remarks.append(text % {"count": format_number(unknown), "all": format_number(len(each))})
    return apart(remarks)


def in_parallel(events: Collection[Event]) -> set[int]:
    """The numbers of those that share a day with another one of theirs for other pairings, as far as days are known."""
    served = {event.pk: {row.pairing_id for row in event.serving.all()} for event in events}
    on: dict[dt.date, list[int]] = defaultdict(list)
    for event in events:
        for day in days_in(event.shown_period) if served[event.pk] and not event.all_pairings else ():
            on[day].append(event.pk)
    return {key for keys in on.values() for key in keys if any(served[key].isdisjoint(served[one]) for one in keys)}


# On which of its days one of those who are at home for it does not work, in few words.


def holidays_of(events: Iterable[Event]) -> dict[int, dict[dt.date, str]]:
    """By event, the days off of its hosts; of one held online those of both sides that it serves. Two queries at most.

    That it begins or ends on a weekend is among them.

    `events` come with their names. What is over, and what has no known days, is warned of no more, or not yet.
    """
    days = {event: days_in(event.shown_period) for event in events if event.is_open}
    at_home = {event: _at_home(event) for event, known in days.items() if known}
    people = {row.pk: row for found in at_home.values() for row in found}
    if not people:
        return {}
    edges = [day for event in at_home for day in days[event]]
    chosen = {day for event in at_home for day in (days[event][0], days[event][-1])}
    offs = days_off(people.values(), min(edges), max(edges), chosen=chosen)
    return {event.pk: _described(found, offs, days[event]) for event, found in at_home.items()}


def _at_home(event: Event) -> Sequence[Participation]:
    if event.meeting_url and not event.all_pairings:
        return list(partners_of(event).values())
    return [row.participation for row in event.hosting.all()]


def _described(
    partners: Iterable[Participation], offs: dict[int, dict[dt.date, str]], days: Sequence[dt.date]
) -> dict[dt.date, str]:
    names: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for row in partners:
        for day, why in offs[row.pk].items():
            if day in days and (why != _("weekend") or day in (days[0], days[-1])):
                names[day, why].append(str(row.partner.name))
    found: dict[dt.date, list[str]] = defaultdict(list)
    for (day, why), who in sorted(names.items()):
        facts = {"partners": join_names(who), "holiday": why}
        found[day].append(pgettext("of an event", "Day off in %(partners)s: %(holiday)s.") % facts)
    return {day: " ".join(texts) for day, texts in found.items()}


# Events whose days are over while nobody has said whether they were held, each with its pairing.


def unreported_in(strands: Collection[int], today: dt.date) -> list[Event]:
    """What the staff of these strands arrange and nobody has reported: what serves several pairings, or none.

    Not in a strand that is over, and not the parts of a mission that waits itself: they are reported with it.
    """
    if not strands:
        return []
    under_way = Pairing.objects.filter(strand__in=strands, status__in=OPEN_PAIRING).order_by().values("strand")
    rows = _rows(Event.objects.filter(strand__in=under_way), today)
    waiting = [row for row in rows if row.pairing is None and is_under_way(row)]
    missions = {row.pk for row in waiting}
    return [row for row in waiting if row.part_of_id not in missions]


def _rows(events: QuerySet[Event], today: dt.date) -> list[Event]:
    rows = events.to_report(today).in_order()  # type: ignore[attr-defined]
    return list(rows.select_related("strand").prefetch_related("serving__pairing"))


def reopens_cancelled(grants: Grants, event: Event) -> bool:
    """Whether the event was cancelled and the reader can take it up again."""
    return event.status == EventStatus.CANCELLED and can_reopen(grants, event)


def can_reopen(grants: Grants, event: Event) -> bool:
    """Whether the reader can take an event up again that is held, cancelled or not reported."""
    return not event.is_open and ORGANISER in event.actors(grants) and is_workable(event)


def event_refusal(event: Event) -> str:
    """Why an event does not take an act in its state, and what comes first."""
    words = {
        EventStatus.HELD: _("“%(event)s” was held already. To change that, reopen the event first."),
        EventStatus.CANCELLED: _("“%(event)s” was cancelled. To continue with it, first reopen the event."),
        EventStatus.UNKNOWN: _("“%(event)s” is marked as not reported. To continue with it, first reopen the event."),
    }.get(EventStatus(event.status), _("“%(event)s” is “%(state)s” already."))
    return words % {"event": event.title, "state": event.get_status_display()}
