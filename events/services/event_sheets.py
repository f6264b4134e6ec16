"""What the page of an event tells of it and its parts, read in a constant number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.enums import EventStatus
from events.models import Event, NotedInterest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants


def parts_of(grants: Grants, event: Event) -> list[Event]:
    """The parts of a mission in order, with their own names."""
    parts = list(Event.objects.visible_to(grants).filter(part_of=event).with_names().in_order())
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
