"""The journeys of partners to events: whose they are, what lies on their way, their papers and what these show."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject
from django.utils.translation import pgettext

from core.access import Grants
from core.flat_rows import as_record, flat
from core.folding import name_key
from core.periods import Period, covering
from events import enums, models
from events.agendas import selectors as agendas
from events.events.selectors import partners_of, served_pairings
from partnerships.enums import OPEN_PAIRING
from partnerships.models import City, Pairing, Participation, PartnerCity
from partnerships.places.selectors import read_places
from partnerships.tasks.selectors import PARTNERS, period_names

TRIP = "trip"


def with_parts(events: Any, code: str) -> models.Event | None:
    """The event of a code among some of one strand, read together with its parts; four queries."""
    agenda = models.AgendaItem.objects.active().filter(event=OuterRef("pk")).order_by()
    rows = events.filter(Q(code=code) | Q(part_of__code=code)).annotate(has_agenda=Exists(agenda))
    found = list(rows.with_names().in_order())
    event = next((row for row in found if row.code == code), None)
    if event is not None:
        event.read_with = [row for row in found if row.part_of_id == event.pk], event.has_agenda
    return event


def _parts_of(event: models.Event) -> tuple[list[models.Event], bool]:
    return list(models.Event.objects.filter(part_of=event).with_names().in_order()), event.agenda.active().exists()


class Visited:
    """What one delegation to an event visits: its cities, its hosts (never itself), its days, the parts it goes to.

    It goes to the parts of a mission that serve a pairing of its partner, or none in particular. A city or host of the
    mission that parts name is visited with these parts alone. The days are those of its parts where all of them are
    known and the mission has neither place nor agenda beside them. `parts` has the cancelled ones too, `active` has
    not, and nothing else tells of these. A constant number of queries, none where the event was read by
    `with_parts`; it comes with its names.
    """

    def __init__(self, event: models.Event, participation: int) -> None:
        self.event = event
        parts, has_agenda = getattr(event, "read_with", None) or _parts_of(event)
        self.parts = [part for part in parts if not part.serving.all() or concerns(part, participation)]
        self.active = [part for part in self.parts if part.status != enums.EventStatus.CANCELLED]
        of_parts = {row.city_id for part in parts for row in part.visiting.all()}
        of_mission = [row.city for row in event.visiting.all() if row.city_id not in of_parts]
        cities = [*of_mission, *(row.city for part in self.active for row in part.visiting.all())]
        self.cities: list[City] = list(dict.fromkeys(cities))
        hosted = {row.participation_id for part in parts for row in part.hosting.all()}
        hosts = [row.participation for row in event.hosting.all() if row.participation_id not in hosted]
        hosts += [row.participation for part in self.active for row in part.hosting.all()]
        self.hosts: list[Participation] = [row for row in dict.fromkeys(hosts) if row.pk != participation]
        by_parts = self.active and not of_mission and not has_agenda
        dated = self.active if by_parts else []
        self.baseline = _days(event.baseline, [part.baseline for part in dated])
        self.forecast = _days(event.forecast, [part.forecast for part in dated])
        self.actual = _days(event.actual, [part.actual for part in dated])

    @property
    def shown_period(self) -> Period:
        """What happened where it is known, else the plan as it stands."""
        return self.actual or self.forecast

    @property
    def when(self) -> str:
        return self.event.when_on(self)

    @property
    def place(self) -> str:
        return self.event.place_among(self.cities, self.hosts)


def find_paper(grants: Grants, event: models.Event, partner: str, kind: str) -> models.TripPaper | None:
    """The paper of a partner's journey, not saved yet where nobody has begun it; None where there is none to see.

    A partner whose pairing the event serves can have one, be anybody nominated or not. Only those who may read its
    papers find it.
    """
    participation = Participation.objects.filter(strand=event.strand_id, partner__code=partner).for_page().first()
    if participation is None or kind not in enums.TripPaperKind.values:
        return None
    delegation = delegation_of(event, participation)
    known = delegation.pk or concerns(event, participation.pk)
    readable = known and models.TripPaper(delegation=delegation).is_visible_to(grants)
    return paper_of(delegation, kind) if readable else None


def delegation_of(event: models.Event, participation: Participation) -> models.Delegation:
    """A partner's delegation to an event, not saved yet where nobody was nominated."""
    found = models.Delegation.objects.filter(event=event, participation=participation).first() or models.Delegation()
    found.event, found.participation = event, participation
    return found


def paper_of(delegation: models.Delegation, kind: str) -> models.TripPaper:
    """A paper of a delegation, not saved yet where nobody has begun it."""
    papers = plan_and_report(delegation, models.TripPaper.objects.filter(delegation=delegation.pk))
    return next(paper for paper in papers if paper.kind == kind)


def journey_label(delegation: models.Delegation) -> str:
    """Names a journey in the log, and nobody on it."""
    return f"{delegation.participation.partner.name_en}, {delegation.event.code}"


def concerns(event: models.Event, participation: int) -> bool:
    """Whether an event serves a pairing of the partner."""
    served = (row.pairing for row in event.serving.all())
    return event.all_pairings or any(participation in (pairing.eu_id, pairing.counterpart_id) for pairing in served)


def _days(whole: Period, parts: Sequence[Period]) -> Period:
    """From the first to the last day of the parts, where all are known; else those of the whole."""
    return covering(parts) if parts and all(part and part.days_known for part in parts) else whole


def is_journey(event: models.Event) -> bool:
    """Whether anybody travels to it: nobody does to a webinar, wherever it is run from."""
    return event.kind != enums.EventKind.WEBINAR


def is_abroad(cities: Iterable[City], participation: Participation) -> bool:
    """Whether a journey to these cities leads out of the partner's country; where nobody knows the city, it does."""
    home = {str(place.city.country) for place in participation.partner.places.all()}
    there = {str(city.country) for city in cities}
    return not there or not home or bool(there - home)


def trip_rows() -> Iterator[QuerySet[Any, Any]]:
    """Delegations of partners that may owe papers of their journeys, once for each pairing that their event serves.

    Whoever hosts, or stays in the own country, or has nobody with a place owes none, nor does a webinar ask for any;
    the parts of a mission share those of the mission. What belongs to pairings that are over asks for nothing.
    """
    placed = models.Delegation.objects.filter(
        pk__in=models.Delegate.objects.placed().order_by().values("delegation"),
        event__status__in=(*enums.OPEN_EVENT, enums.EventStatus.HELD),
    )
    led = placed.filter(event=OuterRef("event__part_of"), participation=OuterRef("participation"))
    hosts = models.EventHost.objects.filter(event=OuterRef("event"), participation=OuterRef("participation"))
    there = models.EventCity.objects.filter(event=OuterRef("event"))
    home = PartnerCity.objects.filter(partner=OuterRef("participation__partner"))
    countries = PartnerCity.objects.filter(partner=OuterRef(OuterRef("participation__partner"))).values("city__country")
    # Where nobody knows the city, it is abroad.
    abroad = ~Exists(there) | ~Exists(home) | Exists(there.exclude(city__country__in=countries))
    served = models.EventPairing.objects.filter(event=OuterRef("event"))
    going_on = Pairing.objects.filter(strand=OuterRef("event__strand"), status__in=OPEN_PAIRING)
    by_strand = Q(event__all_pairings=True) | ~Exists(served)
    works = by_strand & Exists(going_on) | ~by_strand & Exists(served.filter(pairing__status__in=OPEN_PAIRING))
    rows = placed.exclude(event__kind=enums.EventKind.WEBINAR)
    rows = rows.filter(~Exists(led), ~Exists(hosts), participation__in=PARTNERS)
    papers = models.TripPaper.objects.filter(delegation=OuterRef("pk"), finished_at__isnull=False)
    strand = ("id", "code", "name_en", "name_ko", "phase")
    event = (
        "id", "strand_id", "code", "title_en", "title_ko", "all_pairings", "pairing_codes",
        *(f"strand__{name}" for name in strand), *period_names("forecast"), *period_names("actual"),
    )  # fmt: skip
    partner = ("id", "partner_id", "partner__id", "partner__code")
    yield flat(
        TRIP, rows, None, "id", "event_id", "participation_id", "returned_on",
        *(f"participation__{name}" for name in partner),
        *(f"event__{name}" for name in event),
        served=F("event__serving__pairing"),
        # Told and not asked for: else each delegation is tried by it, before those of the partners are found.
        is_asked=ExpressionWrapper(Q(abroad) & works, BooleanField()),
        finished=JSONObject(**{kind.value: Exists(papers.filter(kind=kind)) for kind in enums.TripPaperKind}),
    )  # fmt: skip


def papers_among(rows: Iterable[tuple[int, Any]], today: dt.date) -> list[Any]:
    """The papers that are due, by event, each with its day (`due`) and the pairings that its journey serves (`served`).

    A plan is asked for until its journey begins, a report from the day after it ended. None of them is saved here.
    """
    found: dict[tuple[int, int], list[Any]] = {}
    for _pairing, facts in sorted(rows, key=lambda row: (row[1]["event_id"], row[1]["id"], row[1]["served"] or 0)):
        key = facts["event_id"], facts["id"]
        if not facts["is_asked"]:
            continue
        if key in found:
            for paper in found[key]:
                paper.served.add(facts["served"])
            continue
        delegation = as_record(models.Delegation, facts)
        found[key] = plan_and_report(delegation, ())
        for paper in found[key]:
            paper.served = {facts["served"]}
            paper.is_finished = bool(facts["finished"][paper.kind])
    return [
        paper
        for papers in found.values()
        for paper in papers
        if paper.due and not paper.is_finished and _is_time_for(paper, today)
    ]


def _is_time_for(paper: models.TripPaper, today: dt.date) -> bool:
    period = paper.delegation.event.shown_period
    if paper.kind == enums.TripPaperKind.PLAN:
        return period.first_day is not None and today < period.first_day
    last = paper.delegation.returned_on or period.last_day
    return last is not None and last < today


def plan_and_report(delegation: models.Delegation, written: Iterable[models.TripPaper]) -> list[models.TripPaper]:
    """Both papers of a delegation, of those that are written; not saved yet where nobody wrote anything."""
    found = {paper.kind: paper for paper in written}
    papers = [found.get(kind) or models.TripPaper(delegation=delegation, kind=kind) for kind in enums.TripPaperKind]
    for paper in papers:
        paper.delegation, paper.plan = delegation, papers[0]
    return papers


def papers_of(grants: Grants, delegation: models.Delegation) -> list[models.TripPaper]:
    """Plan and report of one delegation, for those who may read them; none of a host's own. One query."""
    readable = is_journey(delegation.event) and models.TripPaper(delegation=delegation).is_visible_to(grants)
    if not readable or delegation.is_host:
        return []
    return plan_and_report(delegation, models.TripPaper.objects.filter(delegation=delegation.pk))


def papers_at(
    grants: Grants, event: models.Event, lines: Sequence[models.Delegation] | None = None
) -> list[tuple[Participation, list[models.TripPaper], bool]]:
    """Who travels to an event with plan and report, as far as the reader may read them; a constant number of queries.

    Who hosts makes no journey, nor does who stays in the own country, unless somebody was nominated. Where a partner's
    people are nominated for the mission alone, the mission's papers stand for those of its parts (the third is true
    then). To a webinar nobody travels. `lines` are the event's delegations with their places, where they are read.
    """
    if not is_journey(event):
        return []
    around = [event, *([event.part_of] if event.part_of else [])]
    if lines is None or event.part_of:
        count = {"taken": Count("delegates", filter=Q(delegates__status__in=enums.PLACED_DELEGATE))}
        rows = models.Delegation.objects.filter(event__in=around).select_related("participation__partner")
        lines = list(rows.annotate(**count).order_by("pk"))
    found = {(row.event_id, row.participation_id): row for row in lines if row.pk}
    placed = {key for key, row in found.items() if row.taken}
    prefetch_related_objects([*found.values()], Prefetch("papers", models.TripPaper.objects.order_by("pk")))
    nominated = {key: found[at, key].participation for at, key in placed}
    papers_of_each = []
    for participation in _travellers(grants, event, nominated):
        mission = event.part_of
        with_mission = (event.pk, participation.pk) not in placed and (event.part_of_id, participation.pk) in placed
        at = mission if mission and with_mission else event
        delegation = found.get((at.pk, participation.pk)) or models.Delegation(event=at, participation=participation)
        prefetch_related_objects([at], "hosting")  # at most one query, for a mission: the event has its hosts
        delegation.event, delegation.participation = at, participation
        papers = plan_and_report(delegation, delegation.papers.all() if delegation.pk else ())
        papers_of_each.append((participation, papers, at is not event))
    return papers_of_each


def _travellers(grants: Grants, event: models.Event, nominated: dict[int, Participation]) -> list[Participation]:
    """The partners that travel and whose papers the reader may read, counterparts first."""
    hosts = {row.participation_id for row in event.hosting.all()}
    partners = nominated | partners_of(event)
    mine = [
        row
        for key, row in partners.items()
        if key not in hosts
        and models.TripPaper(delegation=models.Delegation(event=event, participation=row)).is_visible_to(grants)
    ]
    read_places([row.partner for row in mine])
    there = [row.city for row in event.visiting.all()]
    found = [row for row in mine if row.pk in nominated or is_abroad(there, row)]
    return sorted(found, key=lambda row: (row.side, name_key(row.partner), row.pk))


# What a paper shows, read from the records, and what it still lacks.


class TripSheet:
    """One paper of a delegation as the reader sees it, as `paper_of` gives it.

    Each part is read when it is asked for, in a constant number of queries.
    """

    def __init__(self, grants: Grants, paper: models.TripPaper) -> None:
        self.grants, self.paper, self.delegation = grants, paper, paper.delegation
        self.event: models.Event = self.delegation.event
        self.participation: Participation = self.delegation.participation
        self.is_report = paper.kind == enums.TripPaperKind.REPORT
        self.plan = paper.plan

    @cached_property
    def visited(self) -> Visited:
        return Visited(self.event, self.delegation.participation_id)

    @property
    def is_abroad(self) -> bool:
        return is_abroad(self.visited.cities, self.participation)

    @cached_property
    def _events(self) -> list[models.Event]:
        """The event, then the parts of the mission that the partner goes to."""
        return [self.event, *(self.visited.parts if self.is_report else self.visited.active)]

    @cached_property
    def _items(self) -> dict[int, list[models.AgendaItem]]:
        return agendas.items_of(self._events)

    @cached_property
    def stops(self) -> list[Any]:
        """Each event with the `rows` of its agenda; a report sets them beside the version that was the plan, `planned`.

        Of a plan the newest version says how far the agenda is; a report looks back to the one that was the plan.
        """
        releases, stops = agendas.releases_of(self._events), list[Any](self._events)
        for event in stops:
            known = releases[event.pk]
            event.planned = planned_version(known, event) if self.is_report else next(iter(known), None)
            planned = agendas.lines_of_release(event.planned) if self.is_report and event.planned else None
            event.rows = rows_of(planned, [agendas.AgendaLine.of(item) for item in self._items[event.pk]])
        return stops

    @property
    def lines(self) -> list[agendas.AgendaLine]:
        """What was or is to be done at all stops: without what was dropped."""
        return [row.line for stop in self.stops for row in stop.rows if row.kind != agendas.REMOVED]

    @cached_property
    def answers(self) -> dict[str, int]:
        """How many items have each answer of their host; those without a host wait for nobody."""
        counts = dict.fromkeys(enums.HostAnswer.values, 0)
        for rows in self._items.values():
            for item in rows:
                counts[item.answer] += bool(item.host_id)
        return counts

    @cached_property
    def _named(self) -> list[models.Delegate]:
        """Those with a place: of the delegation, else of the same partner's to the mission, else to its parts."""
        keys = [event.pk for event in self._events]
        mission = self.event.part_of_id
        rows = models.Delegate.objects.placed().filter(
            delegation__participation=self.delegation.participation_id,
            delegation__event__in=[*keys, *([mission] if mission else [])],
        )
        found: dict[int, list[models.Delegate]] = defaultdict(list)
        for row in rows.select_related("organisation", "delegation").order_by("nominated_at", "pk"):
            found[row.delegation.event_id].append(row)
        return next((found[key] for key in (self.event.pk, mission, *keys[1:]) if key in found), [])

    @property
    def people(self) -> list[models.Delegate]:
        """The head first; a report leaves out who stayed at home."""
        came = [row for row in self._named if not self.is_report or row.attended is not False]
        return sorted(came, key=lambda row: row.role != enums.DelegateRole.HEAD)

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
    def moves(self) -> list[models.EventDateChange]:
        """How the days of its events were moved, the newest last."""
        return list(models.EventDateChange.objects.filter(event__in=self._events).order_by("at", "pk"))

    @cached_property
    def notes(self) -> list[models.VisitNote]:
        """The standing notes of the partner's pairings from these events, with what became of each interest."""
        rows = models.VisitNote.objects.visible_to(self.grants).active()
        rows = rows.filter(event__in=self._events, pairing__in=self.pairings)
        rows = rows.select_related("topic", "pairing__eu__partner", "pairing__counterpart__partner")
        return list(rows.prefetch_related("interests__project").order_by("pk"))

    @cached_property
    def topics(self) -> list[tuple[agendas.Named, list[tuple[agendas.AgendaLine | None, list[models.VisitNote]]]]]:
        """Items with the notes about them by topic, as the journey met the topics; what has none comes last.

        A note without a topic of its own goes with its item; what belongs to no item stands without a line.
        """
        lines = [line for line in self.lines if line.kind in enums.WORKING_KINDS]
        of_item: dict[int, list[models.VisitNote]] = {line.key: [] for line in lines}
        found: dict[agendas.Named, list[tuple[agendas.AgendaLine | None, list[models.VisitNote]]]] = defaultdict(list)
        for line in lines:
            found[line.topic].append((line, of_item[line.key]))
        for note in self.notes:
            if note.item_id in of_item:
                of_item[note.item_id].append(note)
            else:
                found[agendas.Named.of(note.topic)].append((None, [note]))
        return sorted(found.items(), key=lambda pair: not pair[0])

    @cached_property
    def photos(self) -> list[models.TripPhoto]:
        return list(self.paper.shown_photos) if self.is_report else []

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """What it lacks, as a noun in the language of the moment, and where that is filled."""
        return [(noun % {"count": count}, url) for count, noun, url in self._checked() if count]

    def _checked(self) -> Iterator[tuple[int, str, str]]:
        """What it may lack, with whether it does, or how often."""
        paper, people, lines, event = self.paper, self.people, self.lines, self.event
        people_url, edit_url = self.delegation.get_absolute_url(), paper.address_of("events:trip-paper-edit")
        # The first event that has an agenda, else this one.
        agenda_of = next((stop for stop in self.stops if stop.rows), event)
        agenda_url, period = agenda_of.address_of("events:agenda"), self.visited.shown_period
        yield not self.plan.purpose, pgettext("trip paper", "purpose"), edit_url
        yield not people, pgettext("trip paper", "who travels"), people_url
        nameless = sum(not (row.title or row.function) for row in people)
        yield nameless, pgettext("trip paper", "rank and function (people: %(count)s)"), people_url
        dated = period and period.days_known
        yield not dated, pgettext("trip paper", "days of the journey"), event.get_absolute_url()
        yield not lines, pgettext("trip paper", "agenda"), agenda_url
        untimed = sum(not (line.known_day and line.start) for line in lines)
        yield untimed, pgettext("trip paper", "day or time (agenda items: %(count)s)"), agenda_url
        if not self.is_report:
            waiting = self.answers[enums.HostAnswer.OPEN] + self.answers[enums.HostAnswer.ASKED]
            yield waiting, pgettext("trip paper", "answers of hosts (agenda items: %(count)s)"), agenda_url
            return
        pairing = next(iter(self.pairings), None)
        notes_url = agenda_of.address_of("events:visit-notes", pairing=pairing.code) if pairing else ""
        came_url = event.address_of("events:attendance", partner=self.participation.partner.code)
        unknown = sum(row.attended is None for row in people)
        yield unknown, pgettext("trip paper", "who came (people: %(count)s)"), came_url
        yield not paper.outline, pgettext("trip paper", "outline"), edit_url
        unnoted = sum(not notes for _topic, activities in self.topics for _line, notes in activities)
        yield unnoted, pgettext("trip paper", "visit notes (agenda items: %(count)s)"), notes_url
        interests = [one for note in self.notes for one in note.interests.all()]
        undecided = sum(one.outcome == enums.InterestOutcome.OPEN for one in interests)
        yield undecided, pgettext("trip paper", "decisions on interests (%(count)s)"), notes_url
        yield not paper.implications, pgettext("trip paper", "implications"), edit_url
        yield not self.photos, pgettext("trip paper", "photographs"), paper.address_of("events:trip-photo-add")


def planned_version(releases: Iterable[models.AgendaRelease], event: models.Event) -> models.AgendaRelease | None:
    """The version that stood when the event began: the last one released before its first day, else the first one.

    None where nothing was released.
    """
    rows = sorted(releases, key=lambda row: row.number)
    first = event.shown_period.first_day
    before = [row for row in rows if first is None or row.at.astimezone(event.zone).date() < first]
    if before:
        return before[-1]
    return rows[0] if rows else None


def rows_of(
    planned: Sequence[agendas.AgendaLine] | None, now: Sequence[agendas.AgendaLine]
) -> list[agendas.AgendaChange]:
    """Each item in the order of its days, beside its plan; where no plan is known, all is as it stands."""
    before = {line.key: line for line in (now if planned is None else planned)}
    became = {line.key: _became(line, before.pop(line.key, None)) for line in now}
    became |= {key: agendas.AgendaChange(agendas.REMOVED, line) for key, line in before.items()}
    return [became[line.key] for line in agendas.in_order_of_days([*now, *before.values()])]


def _became(line: agendas.AgendaLine, before: agendas.AgendaLine | None) -> agendas.AgendaChange:
    if before is None:
        return agendas.AgendaChange(agendas.ADDED, line)
    is_same = _shown(line) == _shown(before)
    return agendas.AgendaChange("" if is_same else agendas.CHANGED, line, None if is_same else before)


def _shown(line: agendas.AgendaLine) -> tuple[Any, ...]:
    """What a traveller notices: when, where, what; not who interprets."""
    return line.day, line.start, line.end, line.city, line.place, line.title_en, line.title_ko
