"""What the paper of a journey shows, read from the records, and what it still lacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import pgettext

from core.access import Grants
from events.agendas.lines import ADDED, CHANGED, REMOVED, AgendaChange, AgendaLine, Named, in_order_of_days
from events.agendas.selectors import items_of, lines_of_release, releases_of
from events.enums import WORKING_KINDS, DelegateRole, HostAnswer, InterestOutcome, TripPaperKind
from events.events.selectors import served_pairings
from events.models import AgendaItem, AgendaRelease, Delegate, Event, EventDateChange, TripPaper, TripPhoto, VisitNote
from events.trips.selectors import Visited, is_abroad
from partnerships.models import Pairing, Participation


class TripSheet:
    """One paper of a delegation as the reader sees it, as `paper_of` gives it.

    Each part is read when it is asked for, in a constant number of queries.
    """

    def __init__(self, grants: Grants, paper: TripPaper) -> None:
        self.grants, self.paper, self.delegation = grants, paper, paper.delegation
        self.event: Event = self.delegation.event
        self.participation: Participation = self.delegation.participation
        self.is_report = paper.kind == TripPaperKind.REPORT
        self.plan = paper.plan

    @cached_property
    def visited(self) -> Visited:
        return Visited(self.event, self.delegation.participation_id)

    @property
    def is_abroad(self) -> bool:
        return is_abroad(self.visited.cities, self.participation)

    @cached_property
    def _events(self) -> list[Event]:
        """The event, then the parts of the mission that the partner goes to."""
        return [self.event, *(self.visited.parts if self.is_report else self.visited.active)]

    @cached_property
    def _items(self) -> dict[int, list[AgendaItem]]:
        return items_of(self._events)

    @cached_property
    def stops(self) -> list[Any]:
        """Each event with the `rows` of its agenda; a report sets them beside the version that was the plan, `planned`.

        Of a plan the newest version says how far the agenda is; a report looks back to the one that was the plan.
        """
        releases, stops = releases_of(self._events), list[Any](self._events)
        for event in stops:
            known = releases[event.pk]
            event.planned = planned_version(known, event) if self.is_report else next(iter(known), None)
            planned = lines_of_release(event.planned) if self.is_report and event.planned else None
            event.rows = rows_of(planned, [AgendaLine.of(item) for item in self._items[event.pk]])
        return stops

    @property
    def lines(self) -> list[AgendaLine]:
        """What was or is to be done at all stops: without what was dropped."""
        return [row.line for stop in self.stops for row in stop.rows if row.kind != REMOVED]

    @cached_property
    def answers(self) -> dict[str, int]:
        """How many items have each answer of their host; those without a host wait for nobody."""
        counts = dict.fromkeys(HostAnswer.values, 0)
        for rows in self._items.values():
            for item in rows:
                counts[item.answer] += bool(item.host_id)
        return counts

    @cached_property
    def _named(self) -> list[Delegate]:
        """Those with a place: of the delegation, else of the same partner's to the mission, else to its parts."""
        keys = [event.pk for event in self._events]
        mission = self.event.part_of_id
        rows = Delegate.objects.placed().filter(
            delegation__participation=self.delegation.participation_id,
            delegation__event__in=[*keys, *([mission] if mission else [])],
        )
        found: dict[int, list[Delegate]] = defaultdict(list)
        for row in rows.select_related("organisation", "delegation").order_by("nominated_at", "pk"):
            found[row.delegation.event_id].append(row)
        return next((found[key] for key in (self.event.pk, mission, *keys[1:]) if key in found), [])

    @property
    def people(self) -> list[Delegate]:
        """The head first; a report leaves out who stayed at home."""
        came = [row for row in self._named if not self.is_report or row.attended is not False]
        return sorted(came, key=lambda row: row.role != DelegateRole.HEAD)

    @property
    def absent(self) -> int:
        """How many had a place and, as a report knows, stayed at home."""
        return len(self._named) - len(self.people)

    @cached_property
    def pairings(self) -> list[Pairing]:
        """The partner's pairings that the event serves."""
        mine = self.delegation.participation_id
        return [row for row in served_pairings(self.event) if mine in (row.eu_id, row.counterpart_id)]

    @cached_property
    def moves(self) -> list[EventDateChange]:
        """How the days of its events were moved, the newest last."""
        return list(EventDateChange.objects.filter(event__in=self._events).order_by("at", "pk"))

    @cached_property
    def notes(self) -> list[VisitNote]:
        """The standing notes of the partner's pairings from these events, with what became of each interest."""
        rows = VisitNote.objects.visible_to(self.grants).active()
        rows = rows.filter(event__in=self._events, pairing__in=self.pairings)
        rows = rows.select_related("topic", "pairing__eu__partner", "pairing__counterpart__partner")
        return list(rows.prefetch_related("interests__project").order_by("pk"))

    @cached_property
    def topics(self) -> list[tuple[Named, list[tuple[AgendaLine | None, list[VisitNote]]]]]:
        """Items with the notes about them by topic, as the journey met the topics; what has none comes last.

        A note without a topic of its own goes with its item; what belongs to no item stands without a line.
        """
        lines = [line for line in self.lines if line.kind in WORKING_KINDS]
        of_item: dict[int, list[VisitNote]] = {line.key: [] for line in lines}
        found: dict[Named, list[tuple[AgendaLine | None, list[VisitNote]]]] = defaultdict(list)
        for line in lines:
            found[line.topic].append((line, of_item[line.key]))
        for note in self.notes:
            if note.item_id in of_item:
                of_item[note.item_id].append(note)
            else:
                found[Named.of(note.topic)].append((None, [note]))
        return sorted(found.items(), key=lambda pair: not pair[0])

    @cached_property
    def photos(self) -> list[TripPhoto]:
        return list(self.paper.shown_photos) if self.is_report else []

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """What it lacks, as a noun in the language of the moment, and where that is filled."""
        return [(noun, url) for is_lacking, noun, url in self._checked() if is_lacking]

    def _checked(self) -> Iterator[tuple[object, str, str]]:
        """What it may lack, with whether it does, or how often."""
        people, lines, edit_url = self.people, self.lines, self.paper.address_of("events:trip-paper-edit")
        people_url = self.delegation.get_absolute_url()
        # The first event that has an agenda, else this one.
        agenda_of = next((stop for stop in self.stops if stop.rows), self.event)
        agenda_url = agenda_of.address_of("events:agenda")
        yield not self.plan.purpose, pgettext("trip paper", "purpose"), edit_url
        yield not people, pgettext("trip paper", "who travels"), people_url
        nameless = sum(not (row.title or row.function) for row in people)
        noun = pgettext("trip paper", "rank and function (people: %(count)s)") % {"count": nameless}
        yield nameless, noun, people_url
        period = self.visited.shown_period
        yield (
            not (period and period.days_known),
            pgettext("trip paper", "days of the journey"),
            self.event.get_absolute_url(),
        )
        yield not lines, pgettext("trip paper", "agenda"), agenda_url
        untimed = sum(not (line.known_day and line.start) for line in lines)
        yield untimed, pgettext("trip paper", "day or time (agenda items: %(count)s)") % {"count": untimed}, agenda_url
        if not self.is_report:
            waiting = self.answers[HostAnswer.OPEN] + self.answers[HostAnswer.ASKED]
            noun = pgettext("trip paper", "answers of hosts (agenda items: %(count)s)") % {"count": waiting}
            yield waiting, noun, agenda_url
            return
        pairing = next(iter(self.pairings), None)
        notes_url = agenda_of.address_of("events:visit-notes", pairing=pairing.code) if pairing else ""
        unknown = sum(row.attended is None for row in people)
        noun = pgettext("trip paper", "who came (people: %(count)s)") % {"count": unknown}
        yield unknown, noun, self.event.address_of("events:attendance", partner=self.participation.partner.code)
        yield not self.paper.outline, pgettext("trip paper", "outline"), edit_url
        unnoted = sum(not notes for _topic, activities in self.topics for _line, notes in activities)
        noun = pgettext("trip paper", "visit notes (agenda items: %(count)s)") % {"count": unnoted}
        yield unnoted, noun, notes_url
        undecided = sum(one.outcome == InterestOutcome.OPEN for note in self.notes for one in note.interests.all())
        noun = pgettext("trip paper", "decisions on interests (%(count)s)") % {"count": undecided}
        yield undecided, noun, notes_url
        yield not self.paper.implications, pgettext("trip paper", "implications"), edit_url
        photos_url = self.paper.address_of("events:trip-photo-add")
        yield not self.photos, pgettext("trip paper", "photographs"), photos_url


def planned_version(releases: Iterable[AgendaRelease], event: Event) -> AgendaRelease | None:
    """The version that stood when the event began: the last one released before its first day, else the first one.

    None where nothing was released.
    """
    rows = sorted(releases, key=lambda row: row.number)
    first = event.shown_period.first_day
    before = [row for row in rows if first is None or row.at.astimezone(event.zone).date() < first]
    if before:
        return before[-1]
    return rows[0] if rows else None


def rows_of(planned: Sequence[AgendaLine] | None, now: Sequence[AgendaLine]) -> list[AgendaChange]:
    """Each item in the order of its days, beside its plan; where no plan is known, all is as it stands."""
    before = {line.key: line for line in (now if planned is None else planned)}
    became = {line.key: _became(line, before.pop(line.key, None)) for line in now}
    became |= {key: AgendaChange(REMOVED, line) for key, line in before.items()}
    return [became[line.key] for line in in_order_of_days([*now, *before.values()])]


def _became(line: AgendaLine, before: AgendaLine | None) -> AgendaChange:
    if before is None:
        return AgendaChange(ADDED, line)
    return AgendaChange("", line) if _shown(line) == _shown(before) else AgendaChange(CHANGED, line, before)


def _shown(line: AgendaLine) -> tuple[Any, ...]:
    """What a traveller notices: when, where, what; not who interprets."""
    return line.day, line.start, line.end, line.city, line.place, line.title_en, line.title_ko
