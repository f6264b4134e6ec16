"""Everything that the paper of a journey shows, read from the records in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.enums import DelegateRole, HostAnswer, TripPaperKind
from events.models import (
    Delegate,
    Delegation,
    Event,
    EventDateChange,
    NotedInterest,
    TripPaper,
    TripPhoto,
    VisitNote,
)
from events.services.agenda_lines import AgendaLine
from events.services.agenda_shown import items_of, lines_of_release, releases_of
from events.services.trip_activities import TopicActivities, by_topic
from events.services.trip_itineraries import Stop, planned_version, rows_of
from events.services.trip_photos import photos_of
from events.services.trips import Visited, is_abroad, visited_by
from partnerships.models import Pairing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from events.models import AgendaItem
    from partnerships.models import Participation


@dataclass(frozen=True, slots=True)
class TripSheet:
    """What one paper tells of a journey. `paper` is not saved yet where nobody wrote anything.

    `purpose` is the paper that says what the journey is for: the plan, also where this is the report. `visited` says
    where the journey goes; `stops` are the events on the way: the event itself, then the parts of the mission that the
    partner goes to. `people` are those with a place (for a report: those of them who came), `absent` how many had one
    and stayed at home. `answers` counts the items of the agenda by what the host said.
    """

    delegation: Delegation
    kind: TripPaperKind
    visited: Visited
    paper: TripPaper
    purpose: TripPaper
    stops: list[Stop]
    people: list[Delegate]
    absent: int
    pairings: list[Pairing]
    moves: list[EventDateChange]
    topics: list[TopicActivities] = field(default_factory=list)
    photos: list[TripPhoto] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    @property
    def event(self) -> Event:
        """The event or mission that the delegation goes to."""
        return self.delegation.event

    @property
    def participation(self) -> Participation:
        """Whose journey it is."""
        return self.delegation.participation

    @property
    def is_report(self) -> bool:
        """Whether it is written after the journey."""
        return self.kind == TripPaperKind.REPORT

    @property
    def is_abroad(self) -> bool:
        """Whether the journey leads out of the partner's country."""
        return is_abroad(self.visited.cities, self.participation)

    @property
    def notes(self) -> list[VisitNote]:
        """The visit notes that it tells of, in its order."""
        return [note for topic in self.topics for activity in topic.activities for note in activity.notes]

    @property
    def interests(self) -> list[NotedInterest]:
        """The interests in them."""
        return [interest for note in self.notes for interest in note.interests.all()]


def read_trip(grants: Grants, delegation: Delegation, kind: TripPaperKind) -> TripSheet:
    """The paper of a delegation as the reader sees it; `delegation` as `find_delegation` gives it.

    A constant number of queries, however much there is. Visit notes are those of the partner's own pairings.
    """
    is_report = kind == TripPaperKind.REPORT
    visited = visited_by(delegation.event, delegation.participation_id)
    events = [delegation.event, *(visited.parts if is_report else visited.standing)]
    papers = {paper.kind: paper for paper in TripPaper.objects.filter(delegation=delegation.pk)}
    for paper in papers.values():
        paper.delegation = delegation
    paper = papers.get(kind) or TripPaper(delegation=delegation, kind=kind)
    items = items_of(events)
    people, absent = _people(delegation, events, is_report=is_report)
    stops = _stops(events, items, is_report=is_report)
    return TripSheet(
        delegation=delegation,
        kind=kind,
        visited=visited,
        paper=paper,
        purpose=papers.get(TripPaperKind.PLAN) or TripPaper(delegation=delegation, kind=TripPaperKind.PLAN),
        stops=stops,
        people=people,
        absent=absent,
        pairings=_pairings(delegation),
        moves=list(EventDateChange.objects.filter(event__in=events).order_by("at", "pk")),
        topics=by_topic(stops, _notes(grants, delegation, events)) if is_report else [],
        photos=photos_of(paper) if is_report else [],
        answers=_answers(items),
    )


def _stops(events: Sequence[Event], items: dict[int, list[AgendaItem]], *, is_report: bool) -> list[Stop]:
    """Each event with its agenda; a report sets it beside the version that was the plan."""
    releases = releases_of(events)
    stops = []
    for event in events:
        now = [AgendaLine.of(item) for item in items[event.pk]]
        known = releases[event.pk]
        # Of a plan the newest version says how far the agenda is; a report looks back to the one that was the plan.
        newest = known[0] if known else None
        version = planned_version(known, event) if is_report else newest
        planned = lines_of_release(version) if is_report and version else None
        stops.append(Stop(event, rows_of(planned, now), version))
    return stops


def _people(delegation: Delegation, events: Sequence[Event], *, is_report: bool) -> tuple[list[Delegate], int]:
    """Those with a place: of the delegation, else of the same partner's to the mission, else to its parts.

    A report leaves out who stayed at home, and says how many did. The head comes first.
    """
    keys = [event.pk for event in events]
    mission = delegation.event.part_of_id
    rows = Delegate.objects.placed().filter(
        delegation__participation=delegation.participation_id,
        delegation__event__in=[*keys, *([mission] if mission else [])],
    )
    order = [delegation.event_id, mission, *keys[1:]]
    found: dict[int, list[Delegate]] = {}
    for row in rows.select_related("organisation", "delegation").order_by("nominated_at", "pk"):
        found.setdefault(row.delegation.event_id, []).append(row)
    named = next((found[key] for key in order if key in found), [])
    came = [row for row in named if row.attended is not False] if is_report else named
    return sorted(came, key=lambda row: row.role != DelegateRole.HEAD), len(named) - len(came)


def _pairings(delegation: Delegation) -> list[Pairing]:
    """The partner's pairings that the event serves."""
    event, key = delegation.event, delegation.participation_id
    if event.all_pairings:
        rows = Pairing.objects.filter(strand=event.strand_id).with_names().order_by("code")
        return [row for row in rows if key in (row.eu_id, row.counterpart_id)]
    served = [row.pairing for row in event.serving.all()]
    return [row for row in served if key in (row.eu_id, row.counterpart_id)]


def _notes(grants: Grants, delegation: Delegation, events: Sequence[Event]) -> list[VisitNote]:
    """The standing notes of the partner's pairings from these events, with what became of each interest."""
    rows = VisitNote.objects.visible_to(grants).standing().filter(event__in=events, pairing__in=_pairings(delegation))
    rows = rows.select_related("topic", "pairing__eu__partner", "pairing__counterpart__partner")
    return list(rows.prefetch_related("interests__project").order_by("pk"))


def _answers(items: dict[int, list[AgendaItem]]) -> dict[str, int]:
    """How many items have each answer of their host; those without a host wait for nobody."""
    counts = dict.fromkeys(HostAnswer.values, 0)
    for rows in items.values():
        for item in rows:
            counts[item.answer] += bool(item.host_id)
    return counts
