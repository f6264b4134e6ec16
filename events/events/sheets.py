"""What the page of an event tells of it and its parts, read in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.enums import EventStatus
from events.events.milestones import named_milestones, read_conflicts
from events.models import Event, EventDateChange, EventOrganisation, HeadCount, NotedInterest
from partnerships.codes import codes_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from core.periods import Period
    from partnerships.models import Milestone, Organisation


def parts_of(grants: Grants, event: Event) -> list[Event]:
    """The parts of a mission in order, with their own names."""
    parts = list(Event.objects.visible_to(grants).filter(part_of=event).with_names().in_plan_order())
    for part in parts:
        part.strand = event.strand
    return parts


def held_among(parts: Sequence[Event]) -> int:
    """How many of them were held."""
    return sum(part.status == EventStatus.HELD for part in parts)


def to_decide(grants: Grants, event: Event, parts: Sequence[Event]) -> int:
    """How many interests noted at it or its parts nobody has decided, of those the reader may see."""
    keys = [event.pk, *(part.pk for part in parts)]
    return int(NotedInterest.objects.visible_to(grants).open().filter(note__event__in=keys).count())


@dataclass(frozen=True, slots=True)
class About:
    """What else is known of an event: who takes part beside the partners, what it completes, how its plan moved.

    `conflicts` are those of the milestones that are on other days, the pairings together that have the same.
    """

    others: list[Organisation]
    milestones: list[tuple[str, list[Milestone]]]
    conflicts: list[list[Milestone]]
    changes: list[EventDateChange]


def about(event: Event) -> About:
    """Read in five queries; `milestones` are those it completes, by title, in each pairing that has them."""
    others = EventOrganisation.objects.filter(event=event).select_related("organisation").order_by("position")
    milestones = _milestones(event)
    return About(
        others=[row.organisation for row in others],
        milestones=milestones,
        conflicts=_conflicts(event, [row for _title, rows in milestones for row in rows]),
        changes=list(EventDateChange.objects.filter(event=event).select_related("by").order_by("-at", "-pk")),
    )


def head_counts_of(event: Event, *, with_withdrawn: bool) -> list[HeadCount]:
    """Its head counts; those withdrawn only for whoever can bring them back."""
    rows = HeadCount.objects.filter(event=event).order_by("number")
    return list(rows if with_withdrawn else rows.standing())


def _milestones(event: Event) -> list[tuple[str, list[Milestone]]]:
    rows = named_milestones(event).select_related(
        "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    by_code: dict[str, list[Milestone]] = {}
    for row in rows.order_by("pairing__code", "pk"):
        by_code.setdefault(row.code, []).append(row)
    return [(by_code[code][0].title, by_code[code]) for code in codes_in(event.milestone_codes) if code in by_code]


def _conflicts(event: Event, milestones: Sequence[Milestone]) -> list[list[Milestone]]:
    found: dict[tuple[str, Period], list[Milestone]] = {}
    for row, other in read_conflicts(milestones):
        if other == event:
            found.setdefault((row.code, row.shown_period), []).append(row)
    return list(found.values())
