"""What was done on a journey, by topic: the items of the agenda and the visit notes about them. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.enums import WORKING_KINDS
from events.services.agenda_lines import Named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.models import VisitNote
    from events.services.agenda_lines import AgendaLine
    from events.services.trip_itineraries import Stop


@dataclass(frozen=True, slots=True)
class Activity:
    """One item of the agenda with the notes about it, or (`line` None) notes that belong to no item."""

    line: AgendaLine | None
    notes: list[VisitNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicActivities:
    """The activities on one topic; an empty topic holds what belongs to none."""

    topic: Named
    activities: list[Activity]


def by_topic(stops: Iterable[Stop], notes: Iterable[VisitNote]) -> list[TopicActivities]:
    """Activities by topic, in the order in which the journey met the topics; what has none comes last.

    A note without a topic of its own goes with its item.
    """
    of_item: dict[int, list[VisitNote]] = defaultdict(list)
    loose: list[VisitNote] = []
    lines = [line for stop in stops for line in stop.standing if line.kind in WORKING_KINDS]
    known = {line.key for line in lines}
    for note in notes:
        if note.item_id in known:
            of_item[note.item_id].append(note)
        else:
            loose.append(note)
    found: dict[Named, list[Activity]] = {}
    for line in lines:
        found.setdefault(line.topic, []).append(Activity(line, of_item[line.key]))
    for note in loose:
        found.setdefault(Named.of(note.topic), []).append(Activity(None, [note]))
    return [TopicActivities(topic, found[topic]) for topic in sorted(found, key=lambda topic: not topic)]
