"""The journey of a strand or a pairing: plan, what happened and why it differs; what is late, and what comes next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict
from typing import Any

from django.db.models import F, Q

from core import clock
from core.models import AuditEntry, of_actions
from core.parts import RISK, WATCH
from core.periods import PartialDate, Period, Shift, moved
from events.enums import EventStatus
from events.models import Event
from partnerships.confirmations.selectors import TextState
from partnerships.enums import UNSIGNED_AGREEMENT, BuiltIn, ConfirmationBy, MilestoneStatus, PairingStatus
from partnerships.indicators.selectors import Number, reading_of
from partnerships.milestones.selectors import ALIKE, DELAYED, ON_TIME, UNTOLD, with_delays
from partnerships.models import DateChange, FollowUp, Milestone, Pairing
from partnerships.pairings.selectors import Journey, Progress, read_journeys
from partnerships.tasks.signals import find_signals
from reports.enums import Question
from reports.models import ReportingPeriod
from reports.progress.compiling.cities import answers_to
from reports.progress.compiling.events import event_ref, event_row, holds_parts, read_events
from reports.progress.compiling.projects import read_agreements
from reports.progress.compiling.scope import Plain, Scope, both, day_of, fields, figure, free, iso, remark

_ACT_OF = {MilestoneStatus.CANCELLED: "milestone-cancel", MilestoneStatus.UNKNOWN: "milestone-not-reported"}
# What left its first plan, of which it is asked why.
LEFT = frozenset({"later", "moved", "cancelled"})


def compile_journey(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    journeys = read_journeys(scope.pairings, scope.last_day)
    rows = [row for journey in journeys for row in journey.milestones]
    # As of the last day reported, as the portal's counts are: what was done later is open still.
    for row in rows:
        if row.status == MilestoneStatus.DONE and row.is_open_on(scope.last_day):
            row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""
    changes, acts = read_changes(scope), acts_with_reasons(scope, rows)
    newest = {change.milestone_id: change for change in reversed(changes)}
    hold_against_plan(rows, scope)
    stages = [part.stage for part in journeys[0].stages] if journeys else []
    shared = scope.frame("today", "period", "sides")
    states = [_state(journey, scope) for journey in journeys]
    return {
        **shared,
        "stages": [fields(stage, "code", "position", "name", "baseline", "forecast") for stage in stages],
        "pairings": [{**told, **state} for told, state in zip(shared["pairings"], states, strict=True)],
        "progress": asdict(Progress.of(rows, scope.last_day)),
        "milestones": [
            _milestone(row, journey.standings.get(row.pk), scope)
            | {"reason": reason_of(row, newest, acts), "documents": scope.documents_on(row)}
            for journey in journeys
            for row in journey.milestones
        ],
        "moves": moves_of(scope, changes, journeys),
        "figures": _figures(rows, scope),
    }


def hold_against_plan(rows: Sequence[Any], scope: Scope) -> None:
    """Note on milestones how they are to their first plan; one query.

    `punctuality` and `days_late` (None where nothing is due or told), and `counted_as`: the first of those that several
    pairings share.
    """
    found = with_delays(scope.last_day).filter(pairing__in=scope.pairings)
    read = {pk: rest for pk, *rest in found.values_list("pk", "punctuality", "late_by", *ALIKE)}
    first: dict[tuple[Any, ...], str] = {}
    for row in rows:
        row.punctuality, late_by, *alike = read[row.pk]
        row.days_late = late_by.days if late_by is not None else 0 if row.punctuality == ON_TIME else None
        row.counted_as = first.setdefault(tuple(alike), _named(row))


def _named(row: Milestone) -> str:
    return f"{row.pairing.code}/{row.code}"


def _state(journey: Journey, scope: Scope) -> Plain:
    """Where a pairing is on its way, and its counts; a count of which nothing was reported is null."""
    stage = journey.current_stage
    key = journey.pairing.pk
    return {
        "stage": stage.code if stage else None,
        "progress": asdict(journey.progress),
        "on_time": _value(scope, key, BuiltIn.MILESTONES_ON_TIME),
        "days_of_delay": _value(scope, key, BuiltIn.DAYS_OF_DELAY),
    }


def _value(scope: Scope, key: int | None, slug: BuiltIn) -> Number | None:
    return reading_of(scope.counts, key, slug).value


def _milestone(row: Any, standing: TextState | None, scope: Scope) -> Plain:
    return {
        **fields(row, "code", "title", "outcome", "url", "responsible", "baseline", "forecast", "actual", "status"),
        **fields(row, "from_sources", "source"),
        "pairing": row.pairing.code,
        "stage": row.stage.code,
        "days_over": row.days_over(scope.last_day),
        "days_of_delay": row.days_late,
        "deviation": deviation_of(row),
        "left": row.counted_as if deviation_of(row) in LEFT else "",
        "remark": remark(row),
        "confirmation": _confirmation(row, standing),
        "confirmed": [side for side in ("eu", "counterpart") if standing and side in standing.confirmed],
        "reported_by": row.reported_side,
    }


def _confirmation(row: Milestone, standing: TextState | None) -> str:
    """`both` sides, `one` or `none` of those asked; `sources` where it is told by them alone; else nobody is asked."""
    if row.confirmation == ConfirmationBy.BOTH:
        confirmed = len(standing.confirmed) if standing else 0
        if confirmed or not row.from_sources:
            return ("none", "one", "both")[confirmed]
    return "sources" if row.from_sources else "not-asked"


def _figures(rows: Sequence[Any], scope: Scope) -> list[Plain]:
    def refs(some: Iterable[Any]) -> list[Plain]:
        return [scope.ref_to("milestone", row, day_of(row.actual or row.forecast)) for row in some]

    def of_status(status: str) -> list[Plain]:
        return refs(row for row in rows if row.status == status)

    def of(word: str) -> list[Any]:
        return [row for row in rows if row.punctuality == word]

    def counted(key: str, slug: BuiltIn, known: Iterable[Plain]) -> Plain:
        return figure(key, known) | {"value": _value(scope, None, slug)}

    once = [row for row in rows if row.counted_as == _named(row)]
    late = [row for row in once if row.punctuality == DELAYED]
    going_on = [row for row in rows if row.pairing.is_open]
    return [
        figure("milestones-done", of_status("done")),
        figure("milestones-open", of_status("planned")),
        figure("milestones-overdue", refs(row for row in going_on if row.is_overdue(scope.last_day))),
        figure("milestones-not-reported", of_status("unknown")),
        figure("milestones-cancelled", of_status("cancelled")),
        figure("milestones-deviating", refs(row for row in once if deviation_of(row) in LEFT)),
        counted("milestones-on-time", BuiltIn.MILESTONES_ON_TIME, refs(of(ON_TIME))),
        counted(
            "days-of-delay",
            BuiltIn.DAYS_OF_DELAY,
            (one | {"amount": row.days_late} for one, row in zip(refs(late), late, strict=True)),
        ),
        figure("milestones-undated", refs(of(UNTOLD))),
    ]


def deviation_of(milestone: Milestone) -> str:
    """How it left its baseline: `later`, `moved` (its forecast, to later), `cancelled`; or was `shorter`.

    What is known by month or year only deviates where it cannot have been within the plan: nobody can say more.
    """
    if milestone.status == MilestoneStatus.CANCELLED:
        return "cancelled"
    if milestone.status == MilestoneStatus.PLANNED:
        return "moved" if milestone.forecast.days_after(milestone.baseline) > 0 else ""
    if milestone.status != MilestoneStatus.DONE or not milestone.actual or not milestone.baseline:
        return ""
    actual, baseline = milestone.actual, milestone.baseline
    if actual.days_after(baseline) > 0:
        return "later"
    begun, planned = actual.first_day, baseline.first_day
    within = actual.days_known and baseline.days_known and begun and planned and planned <= begun
    return "shorter" if within and (begun, actual.last_day) != (planned, baseline.last_day) else ""


def read_changes(scope: Scope) -> list[DateChange]:
    """All moves of the scope's milestones, and of the strand's stages and plan; the newest first, one query.

    Also those after the last day that is reported: they say why the dates of today are other than planned.
    """
    mine = Q(milestone__pairing__in=scope.pairings)
    of_strand = Q(stage__strand=scope.strand) | Q(plan_item__strand=scope.strand)
    rows = DateChange.objects.filter(mine | of_strand, at__lte=scope.as_of).select_related("stage", "plan_item")
    return list(rows.order_by("-at", "-pk"))


def acts_with_reasons(scope: Scope, milestones: Iterable[Milestone]) -> dict[int, str]:
    """Why milestones were cancelled, or marked as not reported: the reason of the newest such act; one query."""
    wanted = {row.pk: _ACT_OF[MilestoneStatus(row.status)] for row in milestones if row.status in _ACT_OF}
    entries = AuditEntry.objects.filter(
        of_actions(*_ACT_OF.values()),
        object_type=Milestone._meta.label_lower,
        object_id__in=Milestone.objects.filter(pairing__in=scope.pairings, status__in=_ACT_OF).values("pk"),
    )
    rows = entries.order_by("at", "pk").values_list("object_id", "actions", "names__reason")
    return {
        number: reason
        for number, actions, reason in rows
        if number is not None and wanted.get(number) in actions.split()
    }


def reason_of(milestone: Milestone, moves: Mapping[int | None, DateChange], acts: Mapping[int, str]) -> Plain:
    """The reason on record: the milestone's own, that of the act, else that of the newest move of its forecast."""
    told: Milestone | DateChange = milestone
    has_own = (said := acts.get(milestone.pk, "")) or milestone.reason or milestone.status in _ACT_OF
    if not has_own and deviation_of(milestone):
        told = moves.get(milestone.pk, milestone)
    return free(told.reason, told.reason_other) or free(said)


def moves_of(scope: Scope, changes: Iterable[DateChange], journeys: Iterable[Journey]) -> list[Plain]:
    """Every move in the period, in the order of time.

    A move of the plan is told where it took no milestone along; one that did is told by its milestones.
    """
    milestones = {row.pk: row for journey in journeys for row in journey.milestones}
    known = [change for change in changes if scope.covers(clock.day_of(change.at))]
    along = {(row.plan_item_id, change.new) for change in known if (row := milestones.get(change.milestone_id or 0))}
    shown = [change for change in known if not (change.plan_item_id and (change.plan_item_id, change.new) in along)]
    return [_described(change, milestones) for change in reversed(shown)]


def _described(change: DateChange, milestones: Mapping[int, Milestone]) -> Plain:
    told = {
        "on": iso(clock.day_of(change.at)),
        **fields(change, "old", "new"),
        "reason": free(change.reason, change.reason_other),
        "pairing": "",
        "url": "",
    }
    if change.stage is not None:
        return {**told, "kind": "stage", "code": change.stage.code, "title": both(change.stage, "name")}
    if change.plan_item is not None:
        return {**told, "kind": "plan-item", **fields(change.plan_item, "code", "title")}
    row = milestones[change.milestone_id or 0]
    return {**told, "kind": "milestone", "pairing": row.pairing.code, **fields(row, "code", "title", "url")}


def compile_risks(scope: Scope) -> dict[str, Any]:
    """As of the last day reported; a constant number of queries, however many pairings there are.

    Signals and follow-ups stay between two sides, and whoever reads the strand reads an issued report, also one of a
    pairing: here they are counted over the whole scope, and lead to no record.
    """
    running = [pairing for pairing in scope.pairings if pairing.is_open]
    milestones = _late_milestones(scope, running)
    late = FollowUp.objects.late(scope.last_day).filter(pairing__in=running).count()
    signals = read_signals(scope)
    return {
        **scope.frame("today", "sides"),
        "open": len(running),
        "signals": signals,
        "late_milestones": [
            _named_fields(row, "baseline", "forecast") | {"days_over": row.days_over(scope.last_day)}
            for row in milestones
        ],
        "late_follow_ups": late,
        "difficult": answers_to(Question.DIFFICULT, scope),
        "figures": [
            figure("signals", [], value=sum(row[WATCH] + row[RISK] for row in signals)),
            figure("milestones-overdue", [scope.ref_to("milestone", row, day_of(row.forecast)) for row in milestones]),
            figure("follow-ups-late", [], value=late),
        ],
    }


def read_signals(scope: Scope) -> list[Plain]:
    """How many active pairings have a signal of each kind, by its level; in the order of the kinds."""
    active = [pairing for pairing in scope.pairings if pairing.status == PairingStatus.ACTIVE]
    numbers = Counter((one.kind, one.level) for _pairing, one in find_signals(active, scope.last_day))
    kinds = sorted({kind for kind, _level in numbers})
    return [{"kind": kind, **{level: numbers[kind, level] for level in (WATCH, RISK)}} for kind in kinds]


def _late_milestones(scope: Scope, running: Sequence[Pairing]) -> list[Milestone]:
    """The overdue ones with their pairings as they are known here: the journey is read by all."""
    rows = Milestone.objects.overdue(scope.last_day).filter(pairing__in=running)
    by_id = {pairing.pk: pairing for pairing in running}
    found = list(rows.order_by("pairing__code", "forecast_last_day", "pk"))
    for row in found:
        row.pairing = by_id[row.pairing_id]
    return found


def _named_fields(row: Any, *names: str) -> Plain:
    """Fields of a record of a pairing, with its name, which is its title."""
    return {"pairing": row.pairing.code, "name": both(row, "title"), **fields(row, "code", "url", *names)}


# How far ahead a report looks where the calendar has no later period.
MONTHS_AHEAD = Shift(months=6)


def compile_next(scope: Scope) -> dict[str, Any]:
    """Open milestones, events and agreements with their forecast; a constant number of queries."""
    until = horizon(scope)
    milestones, events = _coming_milestones(scope, until), _coming_events(scope, until)
    # Those on their way to a signature, in open pairings.
    known = scope.read(read_agreements)
    agreements = [row for row in known if row.status in UNSIGNED_AGREEMENT and row.pairing.is_open]
    return {
        **scope.frame("sides"),
        "from": iso(scope.last_day + dt.timedelta(days=1)),
        "until": iso(until),
        "milestones": [_named_fields(row, "responsible", "baseline", "forecast") for row in milestones],
        "events": [event_row(row, scope) for row in events],
        "agreements": [_named_fields(row, "kind", "status") for row in agreements],
        "plans": answers_to(Question.NEXT, scope),
        "figures": [
            figure("milestones-next", [scope.ref_to("milestone", row, day_of(row.forecast)) for row in milestones]),
            figure("events-next", [event_ref(row, scope) for row in events if not holds_parts(row)]),
            figure("agreements-next", [scope.ref_to("agreement", row) for row in agreements]),
        ],
    }


def horizon(scope: Scope) -> dt.date:
    """The last day that is looked ahead to: the end of the period that comes next, else so many months after this."""
    later = ReportingPeriod.objects.active().filter(strand=scope.strand, ends_on__gt=scope.last_day)
    later = later.exclude(pk=scope.period.pk).order_by("ends_on", "pk")
    if scope.last_day < scope.period.ends_on:
        return scope.period.ends_on
    ends = later.values_list("ends_on", flat=True).first()
    if ends is not None:
        return ends
    ahead = moved(Period(PartialDate(scope.last_day), None), by=MONTHS_AHEAD)
    return ahead.last_day or scope.last_day


def _coming_milestones(scope: Scope, until: dt.date) -> list[Milestone]:
    """The open ones of open pairings that are due by then, those without any date last; what is late is a risk."""
    running = {pairing.pk: pairing for pairing in scope.pairings if pairing.is_open}
    due = Q(forecast_last_day=None) | Q(forecast_last_day__gt=scope.last_day, forecast_start__lte=until)
    rows = Milestone.objects.open_on(scope.last_day).filter(due, pairing__in=running)
    found = list(rows.order_by(F("forecast_last_day").asc(nulls_last=True), "pairing__code", "pk"))
    for row in found:
        row.pairing = running[row.pairing_id]
    return found


def _coming_events(scope: Scope, until: dt.date) -> list[Event]:
    """The open ones that end after the days reported and begin by then; those without any date as well.

    One that was held after those days was still to come.
    """
    found = [copy(event) for event in scope.read(read_events)]
    for event in found:
        ended = scope.end_of(event.actual)
        if event.status == EventStatus.HELD and ended is not None and ended > scope.last_day:
            event.status, event.actual = EventStatus.PLANNED, Period()
    return [event for event in found if event.is_open and _comes(event, scope, until)]


def _comes(event: Event, scope: Scope, until: dt.date) -> bool:
    first, last = event.shown_period.first_day, event.shown_period.last_day
    if first is None or last is None:
        return True
    return last > scope.last_day and first <= until
