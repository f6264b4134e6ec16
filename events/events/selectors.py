"""Where an event lies and what it holds, its days, what waits to be reported, the milestones that it completes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext as _, ngettext, pgettext

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.flat_rows import prepared
from core.formats import apart, format_number, format_period, join_names
from core.models import AuditEntry, of_actions
from core.parts import Task
from core.periods import Period
from events.enums import ORGANISER, EventStatus
from events.models import Event, EventPairing
from partnerships.audit_actions import MILESTONE_TOOK_DAYS
from partnerships.enums import OPEN_PAIRING, MilestoneStatus
from partnerships.fields import codes_in
from partnerships.hours.selectors import days_off
from partnerships.models import ActionPlan, Milestone, Pairing, Participation, TextEdition
from partnerships.places.selectors import read_places
from partnerships.querysets import pairing_names
from partnerships.tasks.selectors import picked

# Where an event lies: the pairings it serves, whether it may still be worked on, the missions that it lies in.


def served_pairings(event: Event) -> list[Pairing]:
    """The pairings that an event serves: those it names, or all of its strand."""
    return event.strand_pairings if event.all_pairings else [row.pairing for row in event.serving.all()]


def partners_of(event: Event) -> dict[int, Participation]:
    """Those that it serves or that host it, by key and with names; of an event for all those of its strand."""
    if event.all_pairings:
        return event.strand_partners
    found = partners_among([event])
    for row in found.values():
        row.strand = event.strand
    return found


def partners_among(events: Iterable[Event]) -> dict[int, Participation]:
    """Those that some events name, as hosts or by their pairings, by key."""
    served = [row.pairing for event in events for row in event.serving.all()]
    sides = [side for pairing in served for side in (pairing.eu, pairing.counterpart)]
    hosts = [row.participation for event in events for row in event.hosting.all()]
    return {row.pk: row for row in (*sides, *hosts)}


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
    remark = _("Its days are outside those of “%(mission)s” (%(period)s).")
    facts = {"mission": mission, "period": format_period(mission.shown_period)}
    return [] if lies_in(event.shown_period, mission.shown_period) else [remark % facts]


# The parts of a mission.


def parts_below(grants: Grants, event: Event, states: Collection[str]) -> list[Event]:
    """The parts of a mission, at any depth, that are in one of the states and that the reader can act on now."""
    found: list[Event] = []
    seen, level = {event.pk}, [event.pk]
    while level:
        below = list(Event.objects.filter(part_of__in=level).exclude(pk__in=seen).with_names().in_plan_order())
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
    rows = Event.objects.filter(strand__in=under_way).to_report(today).in_order()
    rows = rows.select_related("strand").prefetch_related("serving__pairing")
    waiting = [row for row in rows if row.pairing is None and is_under_way(row)]
    missions = {row.pk for row in waiting}
    return [row for row in waiting if row.part_of_id not in missions]


def task_about(event: Event, *, about: object, **facts: Any) -> Task:
    """A task whose thing is the event."""
    title, language = picked(event, "title")
    return Task(thing=title, language=language, about=str(about), **facts)


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


# The milestones that an event completes: done with it once it is held, on its days until then, or apart from them.


OPEN_MILESTONE = frozenset({MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN})
# Of a milestone and of an event: what is called off takes place on no day, and of what is not reported none is known.
_WITHOUT_DAYS = frozenset({MilestoneStatus.CANCELLED.value, MilestoneStatus.UNKNOWN.value})


def named_milestones(event: Event) -> QuerySet[Milestone]:
    """The milestones that an event names, in the pairings that it serves."""
    rows = Milestone.objects.filter(code__in=codes_in(event.milestone_codes))
    if event.all_pairings:
        return rows.filter(pairing__strand=event.strand_id)
    return rows.filter(pairing__in=[row.pairing_id for row in event.serving.all()])


def conflicting(milestone: Milestone, events: Iterable[Event]) -> list[Event]:
    """Those of the events that complete a milestone whose days contradict its own; none where one of them agrees.

    Days are what happened, else the plan. A month contradicts no day that lies in it, and what is unknown nothing.
    """
    if milestone.status in _WITHOUT_DAYS:
        return []
    dated = [event for event in events if event.status not in _WITHOUT_DAYS and event.shown_period]
    apart = [event for event in dated if _are_apart(event.shown_period, milestone.shown_period)]
    return apart if len(apart) == len(dated) else []


def apart_text(event: Event, milestone: Milestone) -> str:
    """That an event and a milestone that it completes are on other days, as the milestone has it."""
    facts = {"event": format_period(event.shown_period), "milestone": format_period(milestone.shown_period)}
    return _("The dates differ: the event has %(event)s, this milestone %(milestone)s.") % facts


def read_conflicts(milestones: Iterable[Milestone]) -> list[tuple[Milestone, Event]]:
    """The milestones that events contradict, each with such an event; two queries. They come with their pairings."""
    found = list(milestones)
    beside = _events_of(found)
    return [(row, event) for row in found for event in conflicting(row, beside[row.pk])]


def apart_days(milestone: Milestone, events: Iterable[Event]) -> str:
    """The days of a milestone and of events that contradict it, as `Milestone.apart_days` keeps them."""
    return "; ".join([milestone.shown_period.iso(), *(event.shown_period.iso() for event in events)])


def to_decide(milestone: Milestone, apart: Sequence[Event]) -> tuple[Event, str] | None:
    """The first to come of the events that contradict a planned milestone, with all their days; None where a side keeps
    both, or none is to come.
    """
    today, days = clock.today(), apart_days(milestone, apart)
    if milestone.status != MilestoneStatus.PLANNED or milestone.apart_days == days:
        return None
    coming = [event for event in apart if event.is_open and (event.forecast.last_day or today) >= today]
    return (coming[0], days) if coming else None


def read_undecided(milestones: Sequence[Milestone]) -> list[tuple[Milestone, Event, str]]:
    """The milestones of which somebody has to decide, with event and days; two queries."""
    apart: dict[Milestone, list[Event]] = defaultdict(list)
    for row, event in read_conflicts(milestones):
        apart[row].append(event)
    return [(row, *found) for row, events in apart.items() if (found := to_decide(row, events))]


def _events_of(milestones: Sequence[Milestone]) -> dict[int, list[Event]]:
    """By milestone, the events that complete it, in their order."""
    if not milestones:
        return {}
    pairings = {row.pairing for row in milestones}
    by_name = EventPairing.objects.filter(pairing__in=pairings).values("event")
    everybodys = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in pairings})
    rows = Event.objects.filter(everybodys | Q(pk__in=by_name)).exclude(milestone_codes="")
    by_code: dict[str, list[Event]] = defaultdict(list)
    for event in rows.select_related("strand").prefetch_related("serving").in_order():
        for code in codes_in(event.milestone_codes):
            by_code[code].append(event)
    return {row.pk: [event for event in by_code[row.code] if serves(event, row.pairing)] for row in milestones}


def _are_apart(one: Period, other: Period) -> bool:
    """Whether two periods cannot be the same days."""
    if not one or not other:
        return False
    first, last, start, end = one.first_day, one.last_day, other.first_day, other.last_day
    if one.days_known and other.days_known:
        return (first, last) != (start, end)
    return last < start or end < first  # type: ignore[operator]


def linked_milestones(event: Event) -> QuerySet[Milestone]:
    """Those of them in pairings that are open."""
    return named_milestones(event).filter(pairing__status__in=OPEN_PAIRING)


def to_complete(events: Iterable[Event]) -> list[Milestone]:
    """The open ones of events that are reported held: done with them, or once both sides confirm them."""
    found: list[Milestone] = []
    for event in events:
        if event.milestone_codes:
            rows = linked_milestones(event).filter(status__in=OPEN_MILESTONE)
            rows = rows.select_related(*pairing_names())
            found += sorted(rows, key=lambda row: (row.pairing.code, row.pk))
    return list(dict.fromkeys(found))


# Those that take their days from it: what they stand at as long as it is only planned.


def following(
    moves: Sequence[tuple[Event, Period, Period]], codes: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The milestones that events take along from old days to new ones: each `record` with its `old` and `new` days, and
    the `event`. Four queries, however many they are; none where the events complete nothing.

    `codes` are those of the milestones, where not all are meant that the events name. A milestone follows while its
    days are the plan's, or were those of the event; not where a side keeps both, where another event is on its days,
    and not into the past. Where an event goes back to its days before, or none are left of it, so does what nobody has
    changed since.
    """
    of_event = {event.pk: set(codes_in(event.milestone_codes) if codes is None else codes) for event, _o, _n in moves}
    if not any(of_event.values()):
        return []
    events = [event for event, _old, _new in moves]
    named = set().union(*of_event.values())
    rows = Milestone.objects.with_names().filter(code__in=named, status=MilestoneStatus.PLANNED)
    rows = rows.filter(pairing__strand=events[0].strand_id, pairing__status__in=OPEN_PAIRING)
    if not any(event.all_pairings for event in events):
        rows = rows.filter(pairing__in={row.pairing_id for event in events for row in event.serving.all()})
    milestones = list(rows.order_by("pairing__code", "forecast_start", "pk"))
    beside, taken = _events_of(milestones), _last_taken(milestones)
    moving = {event.pk for event in events}
    found: dict[int, dict[str, Any]] = {}
    for event, old, new in moves:
        for row in milestones:
            if row.pk in found or row.code not in of_event[event.pk] or not serves(event, row.pairing):
                continue
            others = [one for one in beside[row.pk] if one.pk not in moving]
            days = _days_before(row, event, new, taken) or _days_of(row, old, new, others)
            if days is not None and days != row.forecast:
                found[row.pk] = {"record": row, "old": row.forecast, "new": days, "event": event}
    return list(found.values())


def _days_of(row: Milestone, old: Period, new: Period, others: Sequence[Event]) -> Period | None:
    """The new days, where the milestone takes them over."""
    if not new or (new.last_day or clock.today()) < clock.today():
        return None
    if row.apart_days.startswith(f"{row.forecast.iso()};"):
        return None
    dated = [event for event in others if event.status not in _WITHOUT_DAYS and event.shown_period]
    if any(not _are_apart(event.shown_period, row.forecast) for event in dated):
        return None
    planned = (row.baseline, row.plan_item.forecast if row.plan_item else row.baseline)
    follows = row.forecast in planned or (old and not _are_apart(old, row.forecast))
    return new if follows or not row.forecast else None


def _days_before(row: Milestone, event: Event, new: Period, taken: dict[int, AuditEntry]) -> Period | None:
    """The days that it had before the event moved to where it stands now; None where they are past or it did not."""
    entry = taken.get(row.pk)
    facts = {"event_key": event.pk, "version": row.version, "event_old": new.iso()}
    if entry is None or not facts.items() <= entry.parameters.items():
        return None
    before = Period.parse(entry.parameters["old"])
    return None if (before.last_day or clock.today()) < clock.today() else before


def _last_taken(milestones: Sequence[Milestone]) -> dict[int, AuditEntry]:
    """By milestone, the entry of the last time that it took the days of an event."""
    if not milestones:
        return {}
    entries = AuditEntry.objects.filter(of_actions(MILESTONE_TOOK_DAYS), object_type=Milestone._meta.label_lower)
    rows = entries.filter(object_id__in=[row.pk for row in milestones]).order_by("at", "id")
    # The newest comes last and stays.
    return {entry.object_id: entry for entry in rows if entry.object_id is not None}


def texts_naming(moves: Iterable[dict[str, Any]]) -> list[TextEdition]:
    """The frozen action plans, the newest of each pairing, that name days from which milestones move; one query."""
    old = {(row.pairing_id, row.code): one["old"].iso() for one in moves for row in [one["record"]]}
    if not old:
        return []
    rows = TextEdition.objects.filter(slug=ActionPlan.TEXT_KIND, pairing__in={pairing for pairing, _code in old})
    rows = rows.select_related(*pairing_names()).defer("canonical").order_by("edition")
    newest = {text.pairing_id: text for text in rows}
    return [text for text in newest.values() if any(_names(text, step, old) for step in text.body["items"])]


def _names(text: TextEdition, step: dict[str, str], old: dict[tuple[int, str], str]) -> bool:
    """Whether a step of the text is such a milestone on such days."""
    return step["kind"] == "milestone" and old.get((text.pairing_id, step["code"])) == step["until"]
