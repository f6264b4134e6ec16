"""The section of the next period: what is open and due in it, and what the cities say comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from core.periods import PartialDate, Period, Shift, moved
from events.enums import EventStatus
from partnerships.enums import UNSIGNED_AGREEMENT
from partnerships.models import Milestone
from reports.enums import Question
from reports.models import ReportingPeriod
from reports.progress.compiling.agreements import read_agreements
from reports.progress.compiling.documents import documents_of, record_ref
from reports.progress.compiling.events import event_ref, event_row, holds_parts, read_events
from reports.progress.compiling.plain import figure, iso, last_day, named_fields
from reports.progress.compiling.scope import day_of_end, frame
from reports.progress.compiling.updates import answers_to

if TYPE_CHECKING:
    from events.models import Event
    from partnerships.models import Agreement
    from reports.progress.compiling.scope import Scope

# How far ahead a report looks where the calendar has no later period.
MONTHS_AHEAD = Shift(months=6)


def compile_next(scope: Scope) -> dict[str, Any]:
    """Open milestones, events and agreements with their forecast; a constant number of queries."""
    until = horizon(scope)
    milestones, events, agreements = _milestones(scope, until), _events(scope, until), _agreements(scope)
    documents = documents_of(scope)
    return {
        **frame(scope, "sides"),
        "from": iso(scope.last_day + dt.timedelta(days=1)),
        "until": iso(until),
        "milestones": [named_fields(row, "responsible", "baseline", "forecast") for row in milestones],
        "events": [event_row(row, scope) for row in events],
        "agreements": [named_fields(row, "kind", "status") for row in agreements],
        "plans": answers_to(Question.NEXT, scope),
        "figures": [
            figure(
                "milestones-next",
                [record_ref("milestone", row, documents, last_day(row.forecast)) for row in milestones],
            ),
            figure("events-next", [event_ref(row, scope, documents.on(row)) for row in events if not holds_parts(row)]),
            figure("agreements-next", [record_ref("agreement", row, documents) for row in agreements]),
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


def _milestones(scope: Scope, until: dt.date) -> list[Milestone]:
    """The open ones of open pairings that are due by then, those without any date last; what is late is a risk."""
    running = {pairing.pk: pairing for pairing in scope.pairings if pairing.is_open}
    due = Q(forecast_last_day=None) | Q(forecast_last_day__gt=scope.last_day, forecast_start__lte=until)
    rows = Milestone.objects.open_on(scope.last_day).filter(due, pairing__in=running)
    found = list(rows.order_by(F("forecast_last_day").asc(nulls_last=True), "pairing__code", "pk"))
    for row in found:
        row.pairing = running[row.pairing_id]
    return found


def _events(scope: Scope, until: dt.date) -> list[Event]:
    """The open ones that end after the days reported and begin by then; those without any date as well.

    One that was held after those days was still to come.
    """
    found = read_events(scope)
    for event in found:
        ended = day_of_end(event.actual, scope.strand)
        if event.status == EventStatus.HELD and ended is not None and ended > scope.last_day:
            event.status, event.actual = EventStatus.PLANNED, Period()
    return [event for event in found if event.is_open and _comes(event, scope, until)]


def _comes(event: Event, scope: Scope, until: dt.date) -> bool:
    first, last = event.shown_period.first_day, event.shown_period.last_day
    if first is None or last is None:
        return True
    return last > scope.last_day and first <= until


def _agreements(scope: Scope) -> list[Agreement]:
    """Those on their way to a signature, in open pairings."""
    return [row for row in read_agreements(scope) if row.status in UNSIGNED_AGREEMENT and row.pairing.is_open]
