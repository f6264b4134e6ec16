"""Busan and Barcelona with a meeting and a mission ahead, and the portal at 25 November 2026."""

import datetime as dt
from typing import Any

from django.urls import reverse

from core import clock
from events.models import Event
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.models import Pairing
from partnerships.tests.factories import CityFactory, MilestoneFactory, StageFactory, period
from partnerships.tests.pages import sign_in
from partnerships.tests.two_sides import TwoSides

TODAY = dt.date(2026, 11, 25)
NOON = dt.datetime.combine(TODAY, dt.time(12), clock.STRAND_ZONE)


def meeting_of(sides: TwoSides, start: str = "2026-12-03", end: str = "", **values: Any) -> Event:
    """A working meeting in Barcelona that serves the pairing alone, with one agenda item on its first day."""
    plan = period(start, end)
    defaults = {"code": "meeting", "title_en": "Working meeting", "title_ko": "실무회의"}
    event = EventFactory(
        strand=sides.pairing.strand,
        pairings=[sides.pairing],
        hosts=[sides.pairing.eu],
        cities=[CityFactory()],
        baseline=plan,
        forecast=plan,
        **defaults | values,
    )
    if plan.start and plan.days_known:
        AgendaItemFactory(event=event, position=1, day=start)
    return fresh(event)


def mission_of(sides: TwoSides, start: str = "2027-01-29", end: str = "2027-02-02") -> tuple[Event, list[Event]]:
    """A mission that serves all pairings over the end of a month, with a plenary and a visit in it."""
    plan = period(start, end)
    more = {"strand": sides.pairing.strand, "all_pairings": True, "cities": [CityFactory()]}
    mission = EventFactory(
        kind="mission", code="mission", title_en="Mission", baseline=plan, forecast=plan, planned_days=5, **more
    )
    first = period(start)
    plenary = EventFactory(
        kind="plenary", code="plenary", title_en="Plenary", part_of=mission, baseline=first, forecast=first, **more
    )
    AgendaItemFactory(event=plenary, position=1, day=start)
    visit = meeting_of(sides, end, code="visit", title_en="Visit", part_of=mission, kind="study-visit")
    return fresh(mission), [fresh(plenary), visit]


def fresh(event: Event) -> Event:
    """The event as the database has it, with its names."""
    return Event.objects.with_names().get(pk=event.pk)


def milestone(pairing: Pairing, code: str = "working-meeting", **values: Any) -> Any:
    """A milestone of the pairing, planned for the day of the meeting."""
    stage = pairing.strand.stages.first() or StageFactory(strand=pairing.strand)
    plan = {"baseline": period("2026-12-03"), "forecast": period("2026-12-03")}
    return MilestoneFactory(pairing=pairing, stage=stage, code=code, **plan | values)


def address(event: Event, act: str = "", *more: object) -> str:
    """The event's page, or that of one of its acts."""
    name = f"events:{act}" if act.startswith("head-count") else f"events:event-{act}" if act else "events:event"
    return reverse(name, args=[event.strand.code, event.code, *more])


def open_page(client: Any, sides: TwoSides, role: str, path: str) -> Any:
    """The answer to somebody in a role who opens a page."""
    sign_in(client, sides, role)
    return client.get(path)
