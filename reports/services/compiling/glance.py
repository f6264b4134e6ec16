"""What happened, in a few lines for the front of a report: events, what was not reported, projects, agreements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from partnerships.enums import MilestoneStatus
from partnerships.models import Milestone
from reports.services.compiling.agreements import read_agreements
from reports.services.compiling.event_rows import holds_parts
from reports.services.compiling.placing import deviation
from reports.services.compiling.plain import Plain, both, span

if TYPE_CHECKING:
    from events.models import Event
    from reports.services.compiling.event_rows import EventsOfPeriod
    from reports.services.compiling.scope import Scope

# More lines than these are no glance; how many are left out is told.
MOST_EVENTS, MOST_MILESTONES = 8, 8


def glance_of(scope: Scope, told: EventsOfPeriod) -> Plain:
    """Missions with how many parts of them were held, and events of their own; five queries."""
    heads = {event.pk for event in told.held if holds_parts(event)}
    parts = Counter(event.part_of_id for event in told.held if event.part_of_id in heads)
    own = [event for event in told.held if event.part_of_id not in heads and (event.pk not in heads or parts[event.pk])]
    own.sort(key=lambda event: (event.shown_period.first_day or dt.date.max, event.pk))
    missing = _not_reported(scope)
    return {
        "events": [_event(event, parts[event.pk]) for event in own[:MOST_EVENTS]],
        "more_events": max(0, len(own) - MOST_EVENTS),
        "not_reported": missing[:MOST_MILESTONES],
        "more_not_reported": max(0, len(missing) - MOST_MILESTONES),
        "agreements": dict(Counter(row.status for row in read_agreements(scope))),
    }


def _event(event: Event, parts: int) -> Plain:
    return {
        "name": both(event, "title"),
        "url": event.get_absolute_url(),
        "actual": span(event.actual),
        # Only where it came otherwise.
        "baseline": span(event.baseline) if _deviates(event) else None,
        "cities": [both(row.city, "name") for row in event.visiting.all()],
        "parts": parts,
    }


def _deviates(event: Event) -> bool:
    found: dict[str, Any] = deviation(event.baseline, event.actual) or {}
    return any(value for edge in found.values() for value in edge.values())


def _not_reported(scope: Scope) -> list[Plain]:
    """The titles of milestones of which nobody has said what became of them, each with how many pairings have it."""
    rows = Milestone.objects.filter(pairing__in=scope.pairings, status=MilestoneStatus.UNKNOWN)
    found: dict[tuple[str, str], Plain] = {}
    for row in rows.order_by("stage__position", "baseline_start", "pairing__code", "pk"):
        one = found.setdefault((row.title_en, row.title_ko), {"title": both(row, "title"), "pairings": 0})
        one["pairings"] += 1
    return list(found.values())
