"""The section at the front: the key figures at a glance. Each is the figure of the same key in a section of its own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from partnerships.enums import NAMED, REACHED, MilestoneStatus
from partnerships.models import Milestone, Project
from reports.enums import Section
from reports.progress.compiling.agreements import read_agreements, signed_in_period
from reports.progress.compiling.contacts import contacts_of
from reports.progress.compiling.events import event_days, events_of_period, head_count, holds_parts, not_reported
from reports.progress.compiling.participants import came, read_delegations
from reports.progress.compiling.plain import Plain, both, span
from reports.progress.compiling.publicity import items_of
from reports.progress.compiling.scope import deviation, frame
from reports.progress.compiling.updates import read_updates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from events.models import Event
    from partnerships.indicators.counts import Number
    from reports.progress.compiling.events import EventsOfPeriod
    from reports.progress.compiling.scope import Scope

# More lines than these are no glance; how many are left out is told.
MOST_EVENTS, MOST_MILESTONES = 8, 8
_STATES = {
    "milestones-done": MilestoneStatus.DONE,
    "milestones-open": MilestoneStatus.PLANNED,
    "milestones-not-reported": MilestoneStatus.UNKNOWN,
}


def compile_summary(scope: Scope) -> dict[str, Any]:
    """The figures with the section in which each has its rows; null where nothing was reported."""
    told, updates = events_of_period(scope), read_updates(scope)
    projects = Project.objects.on_day(scope.last_day).filter(pairing__in=scope.pairings)
    levels = Counter(projects.order_by().values_list("level_then", flat=True))
    return {
        **frame(scope, "today", "period", "sides"),
        "keys": [
            *_journey(scope),
            *_projects(scope, levels),
            *_events(scope, told),
            *_others(scope),
        ],
        "glance": _glance(scope, told) | {"levels": dict(levels)},
        "updates": {"accepted": sum(bool(accepted) for _row, accepted in updates), "partners": len(updates)},
        # Its rows stand in the sections that it sums up.
        "figures": [],
    }


def _key(key: str, value: Number | None, section: Section) -> Plain:
    return {"key": key, "value": value, "section": section.value}


def _journey(scope: Scope) -> Iterator[Plain]:
    rows: QuerySet[Any] = Milestone.objects.on_day(scope.last_day).filter(pairing__in=scope.pairings)
    states = Counter(rows.order_by().values_list("status_then", flat=True))
    for key, status in _STATES.items():
        yield _key(key, states[status], Section.JOURNEY)


def _projects(scope: Scope, levels: Mapping[str, int]) -> Iterator[Plain]:
    """What two sides have agreed comes before what was named, or is talked about."""
    for level in REACHED:
        yield _key(f"projects-{level}", levels.get(level, 0), Section.PROJECTS)
    yield _key("projects-named", sum(levels.get(level, 0) for level in NAMED), Section.PROJECTS)


def _events(scope: Scope, told: EventsOfPeriod) -> Iterator[Plain]:
    yield _key("events-held", len(told.counted), Section.EVENTS)
    days = event_days(told.counted)
    yield _key("event-days", days["value"], Section.EVENTS) | {"remark": days["remark"]}
    yield _key("events-not-reported", len(not_reported(told, scope)), Section.EVENTS)
    yield _key("participants", came(read_delegations(scope, told.held)), Section.EVENTS)
    yield _key("head-counts", head_count(told.held), Section.EVENTS)


def _others(scope: Scope) -> Iterator[Plain]:
    # An older agreement, such as a sister-city charter, is no success of the period.
    yield _key("agreements-signed-in-period", signed_in_period(scope), Section.AGREEMENTS)
    yield _key("contacts", contacts_of(scope).count(), Section.CONTACTS)
    yield _key("publicity-items", len(items_of(scope)), Section.PUBLICITY)


def _glance(scope: Scope, told: EventsOfPeriod) -> Plain:
    """Missions with how many parts of them were held, and events of their own; five queries."""
    heads = {event.pk for event in told.held if holds_parts(event)}
    parts = Counter(event.part_of_id for event in told.held if event.part_of_id in heads)
    own = [event for event in told.held if event.part_of_id not in heads and (event.pk not in heads or parts[event.pk])]
    own.sort(key=lambda event: (event.shown_period.first_day or dt.date.max, event.pk))
    missing = _silent_milestones(scope)
    return {
        "events": [_glance_event(event, parts[event.pk]) for event in own[:MOST_EVENTS]],
        "more_events": max(0, len(own) - MOST_EVENTS),
        "not_reported": missing[:MOST_MILESTONES],
        "more_not_reported": max(0, len(missing) - MOST_MILESTONES),
        "agreements": dict(Counter(row.status for row in read_agreements(scope))),
    }


def _glance_event(event: Event, parts: int) -> Plain:
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


def _silent_milestones(scope: Scope) -> list[Plain]:
    """The titles of milestones of which nobody has said what became of them, each with how many pairings have it."""
    rows = Milestone.objects.filter(pairing__in=scope.pairings, status=MilestoneStatus.UNKNOWN)
    found: dict[tuple[str, str], Plain] = {}
    for row in rows.order_by("stage__position", "baseline_start", "pairing__code", "pk"):
        one = found.setdefault((row.title_en, row.title_ko), {"title": both(row, "title"), "pairings": 0})
        one["pairings"] += 1
    return list(found.values())
