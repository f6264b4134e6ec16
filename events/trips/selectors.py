"""The journeys of partners to events: whose they are, what lies on their way, and their papers with their days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject

from core.access import Grants
from core.flat_rows import as_record, flat, read_flat
from core.folding import name_key
from core.periods import Period, covering
from events.enums import OPEN_EVENT, PLACED_DELEGATE, EventKind, EventStatus, TripPaperKind
from events.events.selectors import partners_of
from events.models import AgendaItem, Delegate, Delegation, Event, EventCity, EventHost, EventPairing, TripPaper
from partnerships.enums import OPEN_PAIRING
from partnerships.models import City, Pairing, Participation, PartnerCity
from partnerships.places.selectors import read_places
from partnerships.tasks.selectors import PARTNERS, period_names

TRIP = "trip"


def with_parts(events: Any, code: str) -> Event | None:
    """The event of a code among some of one strand, read together with its parts; four queries."""
    agenda = AgendaItem.objects.active().filter(event=OuterRef("pk")).order_by()
    rows = events.filter(Q(code=code) | Q(part_of__code=code)).annotate(has_agenda=Exists(agenda))
    found = list(rows.with_names().in_order())
    event = next((row for row in found if row.code == code), None)
    if event is not None:
        event.read_with = [row for row in found if row.part_of_id == event.pk], event.has_agenda
    return event


def _parts_of(event: Event) -> tuple[list[Event], bool]:
    return list(Event.objects.filter(part_of=event).with_names().in_order()), event.agenda.active().exists()


class Visited:
    """What one delegation to an event visits: its cities, its hosts (never itself), its days, the parts it goes to.

    It goes to the parts of a mission that serve a pairing of its partner, or none in particular. A city or host of the
    mission that parts name is visited with these parts alone. The days are those of its parts where all of them are
    known and the mission has neither place nor agenda beside them. `parts` has the cancelled ones too, `active` has
    not, and nothing else tells of these. A constant number of queries, none where the event was read by
    `with_parts`; it comes with its names.
    """

    def __init__(self, event: Event, participation: int) -> None:
        self.event = event
        parts, has_agenda = getattr(event, "read_with", None) or _parts_of(event)
        self.parts = [part for part in parts if not part.serving.all() or concerns(part, participation)]
        self.active = [part for part in self.parts if part.status != EventStatus.CANCELLED]
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


def find_paper(grants: Grants, event: Event, partner: str, kind: str) -> TripPaper | None:
    """The paper of a partner's journey, not saved yet where nobody has begun it; None where there is none to see.

    A partner whose pairing the event serves can have one, be anybody nominated or not. Only those who may read its
    papers find it.
    """
    participation = Participation.objects.filter(strand=event.strand_id, partner__code=partner).for_page().first()
    if participation is None or kind not in TripPaperKind.values:
        return None
    delegation = delegation_of(event, participation)
    known = delegation.pk or concerns(event, participation.pk)
    return paper_of(delegation, kind) if known and TripPaper(delegation=delegation).is_visible_to(grants) else None


def delegation_of(event: Event, participation: Participation) -> Delegation:
    """A partner's delegation to an event, not saved yet where nobody was nominated."""
    found = Delegation.objects.filter(event=event, participation=participation).first() or Delegation()
    found.event, found.participation = event, participation
    return found


def paper_of(delegation: Delegation, kind: str) -> TripPaper:
    """A paper of a delegation, not saved yet where nobody has begun it."""
    papers = plan_and_report(delegation, TripPaper.objects.filter(delegation=delegation.pk))
    return next(paper for paper in papers if paper.kind == kind)


def journey_label(delegation: Delegation) -> str:
    """Names a journey in the log, and nobody on it."""
    return f"{delegation.participation.partner.name_en}, {delegation.event.code}"


def concerns(event: Event, participation: int) -> bool:
    """Whether an event serves a pairing of the partner."""
    served = (row.pairing for row in event.serving.all())
    return event.all_pairings or any(participation in (pairing.eu_id, pairing.counterpart_id) for pairing in served)


def _days(whole: Period, parts: Sequence[Period]) -> Period:
    """From the first to the last day of the parts, where all are known; else those of the whole."""
    return covering(parts) if parts and all(part and part.days_known for part in parts) else whole


def is_journey(event: Event) -> bool:
    """Whether anybody travels to it: nobody does to a webinar, wherever it is run from."""
    return event.kind != EventKind.WEBINAR


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
    placed = Delegation.objects.filter(
        pk__in=Delegate.objects.placed().order_by().values("delegation"),
        event__status__in=(*OPEN_EVENT, EventStatus.HELD),
    )
    led = placed.filter(event=OuterRef("event__part_of"), participation=OuterRef("participation"))
    hosts = EventHost.objects.filter(event=OuterRef("event"), participation=OuterRef("participation"))
    there = EventCity.objects.filter(event=OuterRef("event"))
    home = PartnerCity.objects.filter(partner=OuterRef("participation__partner"))
    countries = PartnerCity.objects.filter(partner=OuterRef(OuterRef("participation__partner"))).values("city__country")
    # Where nobody knows the city, it is abroad.
    abroad = ~Exists(there) | ~Exists(home) | Exists(there.exclude(city__country__in=countries))
    served = EventPairing.objects.filter(event=OuterRef("event"))
    going_on = Pairing.objects.filter(strand=OuterRef("event__strand"), status__in=OPEN_PAIRING)
    by_strand = Q(event__all_pairings=True) | ~Exists(served)
    works = by_strand & Exists(going_on) | ~by_strand & Exists(served.filter(pairing__status__in=OPEN_PAIRING))
    rows = placed.exclude(event__kind=EventKind.WEBINAR).filter(
        ~Exists(led), ~Exists(hosts), participation__in=PARTNERS
    )
    papers = TripPaper.objects.filter(delegation=OuterRef("pk"), finished_at__isnull=False)
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
        finished=JSONObject(**{kind.value: Exists(papers.filter(kind=kind)) for kind in TripPaperKind}),
    )  # fmt: skip


def papers_due(participations: Iterable[int], today: dt.date) -> list[Any]:
    """What these partners' delegations owe and have not finished; one query."""
    return papers_among(read_flat(trip_rows, partners=set(participations))[TRIP], today)


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
        delegation = as_record(Delegation, facts)
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


def _is_time_for(paper: TripPaper, today: dt.date) -> bool:
    period = paper.delegation.event.shown_period
    if paper.kind == TripPaperKind.PLAN:
        return period.first_day is not None and today < period.first_day
    last = paper.delegation.returned_on or period.last_day
    return last is not None and last < today


def plan_and_report(delegation: Delegation, written: Iterable[TripPaper]) -> list[TripPaper]:
    """Both papers of a delegation, of those that are written; not saved yet where nobody wrote anything."""
    found = {paper.kind: paper for paper in written}
    papers = [found.get(kind) or TripPaper(delegation=delegation, kind=kind) for kind in TripPaperKind]
    for paper in papers:
        paper.delegation, paper.plan = delegation, papers[0]
    return papers


def papers_of(grants: Grants, delegation: Delegation) -> list[TripPaper]:
    """Plan and report of one delegation, for those who may read them; none of a host's own. One query."""
    readable = is_journey(delegation.event) and TripPaper(delegation=delegation).is_visible_to(grants)
    if not readable or delegation.is_host:
        return []
    return plan_and_report(delegation, TripPaper.objects.filter(delegation=delegation.pk))


def papers_at(
    grants: Grants, event: Event, lines: Sequence[Delegation] | None = None
) -> list[tuple[Participation, list[TripPaper], bool]]:
    """Who travels to an event with plan and report, as far as the reader may read them; a constant number of queries.

    Who hosts makes no journey, nor does who stays in the own country, unless somebody was nominated. Where a partner's
    people are nominated for the mission alone, the mission's papers stand for those of its parts (the third is true
    then). To a webinar nobody travels. `lines` are the event's delegations with their places, where they are read.
    """
    if not is_journey(event):
        return []
    around = [event, *([event.part_of] if event.part_of else [])]
    if lines is None or event.part_of:
        count = {"taken": Count("delegates", filter=Q(delegates__status__in=PLACED_DELEGATE))}
        rows = Delegation.objects.filter(event__in=around).select_related("participation__partner")
        lines = list(rows.annotate(**count).order_by("pk"))
    found = {(row.event_id, row.participation_id): row for row in lines if row.pk}
    placed = {key for key, row in found.items() if row.taken}
    written: dict[int, list[TripPaper]] = defaultdict(list)
    for paper in TripPaper.objects.filter(delegation__in=[row.pk for row in found.values()]).order_by("pk"):
        written[paper.delegation_id].append(paper)
    nominated = {key: found[at, key].participation for at, key in placed}
    papers_of_each = []
    for participation in _travellers(grants, event, nominated):
        mission = event.part_of
        with_mission = (event.pk, participation.pk) not in placed and (event.part_of_id, participation.pk) in placed
        at = mission if mission and with_mission else event
        delegation = found.get((at.pk, participation.pk)) or Delegation(event=at, participation=participation)
        prefetch_related_objects([at], "hosting")  # at most one query, for a mission: the event has its hosts
        delegation.event, delegation.participation = at, participation
        papers = plan_and_report(delegation, written[delegation.pk] if delegation.pk else [])
        papers_of_each.append((participation, papers, at is not event))
    return papers_of_each


def _travellers(grants: Grants, event: Event, nominated: dict[int, Participation]) -> list[Participation]:
    """The partners that travel and whose papers the reader may read, counterparts first."""
    hosts = {row.participation_id for row in event.hosting.all()}
    partners = nominated | partners_of(event)
    mine = [
        row
        for key, row in partners.items()
        if key not in hosts and TripPaper(delegation=Delegation(event=event, participation=row)).is_visible_to(grants)
    ]
    read_places([row.partner for row in mine])
    there = [row.city for row in event.visiting.all()]
    found = [row for row in mine if row.pk in nominated or is_abroad(there, row)]
    return sorted(found, key=lambda row: (row.side, name_key(row.partner), row.pk))
