"""The milestones that an event completes: done with it once it is held, on its days until then, or apart from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.formats import format_period
from core.models import AuditEntry, of_actions
from core.periods import Period
from events.events.selectors import serves
from events.models import Event, EventPairing
from partnerships.audit_actions import MILESTONE_TOOK_DAYS
from partnerships.codes import codes_in
from partnerships.enums import OPEN_PAIRING, MilestoneStatus
from partnerships.models import ActionPlan, Milestone, TextEdition

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
            rows = rows.select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
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
    rows = Milestone.objects.with_names().filter(
        code__in=set().union(*of_event.values()), status=MilestoneStatus.PLANNED
    )
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
    names = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    newest = {text.pairing_id: text for text in rows.select_related(*names).defer("canonical").order_by("edition")}
    return [text for text in newest.values() if any(_names(text, step, old) for step in text.body["items"])]


def _names(text: TextEdition, step: dict[str, str], old: dict[tuple[int, str], str]) -> bool:
    """Whether a step of the text is such a milestone on such days."""
    return step["kind"] == "milestone" and old.get((text.pairing_id, step["code"])) == step["until"]
