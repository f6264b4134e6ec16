"""The journeys of partners to events: whose they are, what lies on their way, and until when their papers are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from core.periods import DAY, Period, covering
from events.enums import OPEN_EVENT, EventKind, EventStatus, TripPaperKind
from events.models import Delegate, Delegation, Event, TripPaper
from events.rules import may_view_trip_paper
from partnerships.enums import OPEN_PAIRING
from partnerships.models import Pairing, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.access import Grants
    from partnerships.models import City


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A paper that a delegation owes, with the day until which it is due; `paper` is what was written so far.

    `due` of a report whose last day is known by month only is the latest that it can be (`is_exact` False); a plan
    is due once the first day is known.
    """

    delegation: Delegation
    kind: TripPaperKind
    due: dt.date
    is_exact: bool
    paper: TripPaper | None

    def is_late(self, today: dt.date) -> bool:
        """Whether its day is over."""
        return self.due < today

    @property
    def address(self) -> str:
        """The page of the paper, also where nothing was written yet."""
        return (self.paper or TripPaper(delegation=self.delegation, kind=self.kind)).get_absolute_url()


@dataclass(frozen=True, slots=True)
class Visited:
    """What one delegation visits: its cities, its hosts (never itself), its days, the parts of a mission it goes to.

    `parts` has the cancelled ones too, `standing` has not, and nothing else tells of these. Both are in order.
    """

    parts: list[Event]
    standing: list[Event]
    cities: list[City]
    hosts: list[Participation]
    baseline: Period
    forecast: Period
    actual: Period

    @property
    def shown_period(self) -> Period:
        """What happened where it is known, else the plan as it stands."""
        return self.actual or self.forecast


def find_delegation(grants: Grants, event: Event, partner: str) -> Delegation | None:
    """The partner's delegation to an event, not saved yet where nobody was nominated; None where there is none to see.

    A partner whose pairing the event serves can have one. Only those who may read its papers find it.
    """
    rows = Participation.objects.filter(strand=event.strand_id, partner__code=partner).for_page()
    participation = rows.first()
    if participation is None:
        return None
    found = Delegation.objects.filter(event=event, participation=participation).first()
    if found is None and not concerns(event, participation.pk):
        return None
    delegation = found or Delegation(event=event, participation=participation)
    delegation.event, delegation.participation = event, participation
    return delegation if may_view_trip_paper(grants, TripPaper(delegation=delegation)) else None


def journey_label(delegation: Delegation) -> str:
    """Names a journey in the log, and nobody on it."""
    return f"{delegation.participation.partner.name_en}, {delegation.event.code}"


def concerns(event: Event, participation: int) -> bool:
    """Whether an event serves a pairing of the partner."""
    served = (row.pairing for row in event.serving.all())
    return event.all_pairings or any(participation in (pairing.eu_id, pairing.counterpart_id) for pairing in served)


def visited_by(event: Event, participation: int) -> Visited:
    """Where a partner's delegation to an event goes; a constant number of queries. The event comes with its names.

    It goes to the parts of a mission that serve a pairing of its partner, or none in particular. A city or host of the
    mission that parts name is visited with these parts alone. The days are those of its parts where all of them are
    known and the mission has neither place nor agenda beside them.
    """
    parts = list(Event.objects.filter(part_of=event).with_names().in_order())
    own = [part for part in parts if not part.serving.all() or concerns(part, participation)]
    standing = [part for part in own if part.status != EventStatus.CANCELLED]
    of_parts = {row.city_id for part in parts for row in part.visiting.all()}
    of_mission = [row.city for row in event.visiting.all() if row.city_id not in of_parts]
    hosted = {row.participation_id for part in parts for row in part.hosting.all()}
    hosts = [row.participation for row in event.hosting.all() if row.participation_id not in hosted]
    hosts += [row.participation for part in standing for row in part.hosting.all()]
    by_parts = bool(standing) and not of_mission and not event.agenda.standing().exists()
    telling = standing if by_parts else []
    return Visited(
        parts=own,
        standing=standing,
        cities=list(dict.fromkeys([*of_mission, *(row.city for part in standing for row in part.visiting.all())])),
        hosts=[row for row in dict.fromkeys(hosts) if row.pk != participation],
        baseline=_days(event.baseline, [part.baseline for part in telling]),
        forecast=_days(event.forecast, [part.forecast for part in telling]),
        actual=_days(event.actual, [part.actual for part in telling]),
    )


def _days(whole: Period, parts: Sequence[Period]) -> Period:
    """From the first to the last day of the parts, where all are known; else those of the whole."""
    return covering(parts) if parts and all(part and part.days_known for part in parts) else whole


def is_journey(event: Event) -> bool:
    """Whether anybody travels to it: nobody does to a webinar, wherever it is run from."""
    return event.kind != EventKind.WEBINAR


def is_host(delegation: Delegation) -> bool:
    """Whether the partner receives the others at the event, so that it owes no papers of a journey."""
    return any(row.participation_id == delegation.participation_id for row in delegation.event.hosting.all())


def is_abroad(cities: Iterable[City], participation: Participation) -> bool:
    """Whether a journey to these cities leads out of the partner's country; where nobody knows the city, it does."""
    home = {str(place.city.country) for place in participation.partner.places.all()}
    there = {str(city.country) for city in cities}
    return not there or not home or bool(there - home)


def leads_abroad(delegation: Delegation) -> bool:
    """Whether the journey of a delegation does."""
    visited = visited_by(delegation.event, delegation.participation_id)
    return is_abroad(visited.cities, delegation.participation)


def plan_due(event: Event) -> dt.date | None:
    """When the plan of a journey is due: so many days before its first day (TRIP_PLAN_DAYS), once that is known."""
    start = event.shown_period.start
    if start is None or start.precision != DAY:
        return None
    return start.day - dt.timedelta(days=settings.TRIP_PLAN_DAYS)


def report_due(event: Event, delegation: Delegation) -> dt.date | None:
    """When the report is due: so many days (TRIP_REPORT_DAYS) after they were home, else after the last day."""
    home = delegation.returned_on or event.shown_period.last_day
    return home + dt.timedelta(days=settings.TRIP_REPORT_DAYS) if home else None


def knows_return(event: Event, delegation: Delegation) -> bool:
    """Whether the day from which the report is counted is known to the day."""
    period = event.shown_period
    edge = period.end or period.start
    return delegation.returned_on is not None or (edge is not None and edge.precision == DAY)


def papers_due(participations: Iterable[int], today: dt.date) -> list[DuePaper]:
    """What these partners' delegations owe and have not finished; a constant number of queries.

    A plan is asked for until its journey begins, a report from the day after it ended. Whoever hosts, or stays in the
    own country, or has nobody with a place owes none, nor does a webinar ask for any; the parts of a mission share that
    of the mission.
    """
    rows = Delegation.objects.filter(
        participation__in=list(participations),
        event__status__in=(*OPEN_EVENT, EventStatus.HELD),
        pk__in=Delegate.objects.placed().values("delegation"),
    )
    rows = rows.select_related("event__strand", "event__part_of", "participation__partner").prefetch_related(
        "event__visiting__city", "event__hosting", "event__serving__pairing", "participation__partner__places__city",
        "papers",
    )  # fmt: skip
    delegations = list(rows.order_by("event", "pk"))
    if not delegations:
        return []
    led = {(row.event_id, row.participation_id) for row in delegations}
    strands = {row.event.strand_id for row in delegations}
    going_on = set(Pairing.objects.filter(strand__in=strands, status__in=OPEN_PAIRING).values_list("strand", flat=True))
    return [
        due
        for row in delegations
        if (row.event.part_of_id, row.participation_id) not in led and _owes(row, going_on)
        for due in _due(row, today)
    ]


def _owes(delegation: Delegation, going_on: set[int]) -> bool:
    event = delegation.event
    if is_host(delegation):
        return False
    served = [row.pairing.status in OPEN_PAIRING for row in event.serving.all()]
    works = event.strand_id in going_on if event.all_pairings or not served else any(served)
    cities = (row.city for row in event.visiting.all())
    return works and is_journey(event) and is_abroad(cities, delegation.participation)


def _due(delegation: Delegation, today: dt.date) -> Iterator[DuePaper]:
    event = delegation.event
    papers = {paper.kind: paper for paper in delegation.papers.all()}
    for paper in papers.values():
        paper.delegation = delegation
    plan, first = papers.get(TripPaperKind.PLAN), event.shown_period.first_day
    until = plan_due(event)
    if until is not None and first is not None and today < first and not (plan and plan.finished_at):
        yield DuePaper(delegation, TripPaperKind.PLAN, until, is_exact=True, paper=plan)
    report, last = papers.get(TripPaperKind.REPORT), delegation.returned_on or event.shown_period.last_day
    until = report_due(event, delegation)
    if until is not None and last is not None and last < today and not (report and report.finished_at):
        exact = knows_return(event, delegation)
        yield DuePaper(delegation, TripPaperKind.REPORT, until, is_exact=exact, paper=report)
