"""Busan and Barcelona in the middle of their six months, with something in every part of a brief."""

import datetime as dt
from typing import Any

from core import clock
from core.periods import Period
from events.tests.factories import QuotaFactory, VisitNoteFactory, event_of
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, StageFactory
from partnerships.tests.factories_together import AgreementFactory, ContactFactory, LevelChangeFactory, ProjectFactory
from partnerships.tests.two_sides import TwoSides
from reports.tests.factories import ReportingPeriodFactory

TODAY = dt.date(2026, 11, 25)
NOON = dt.datetime.combine(TODAY, dt.time(12), clock.STRAND_ZONE)


def milestone(sides: TwoSides, title: str, **values: Any) -> Any:
    """A milestone by its first plan, its forecast and what happened, as packs write them."""
    stage = sides.pairing.strand.stages.first() or StageFactory(strand=sides.pairing.strand)
    for name in ("baseline", "forecast", "actual"):
        values[name] = Period.parse(values.get(name, ""))
    given = {"pairing": sides.pairing, "stage": stage, "plan_item": None, "title_en": title, "title_ko": f"{title}(한)"}
    return MilestoneFactory(**given | values)


def everything(sides: TwoSides) -> None:
    """Of each kind one that is told, and beside it one that is not."""
    pairing = sides.pairing
    milestone(sides, "Launch meeting", status="done", baseline="2026-08-11", actual="2026-08-11")
    milestone(
        sides, "Joint study", status="planned", baseline="2026-11-10", forecast="2026-11-20", reason="Data came late."
    )
    milestone(sides, "Closing", status="planned", baseline="2027-03", forecast="2027-04-20", code="closing")
    milestone(sides, "Street survey", status="unknown", baseline="2026-09", forecast="2026-09")
    milestone(sides, "Dropped talk", status="cancelled", baseline="2026-10", forecast="2026-10")
    ProjectFactory(pairing=pairing, title_en="Solar roofs", level="identified")
    project = ProjectFactory(
        pairing=pairing, title_en="Street lights", level="piloting", level_since=dt.date(2026, 11, 16)
    )
    LevelChangeFactory(project=project, old="agreed", new="piloting", on=dt.date(2026, 11, 16))
    AgreementFactory(pairing=pairing, title_en="Memorandum on lights", status="signed", signed_on=dt.date(2026, 10, 2))
    AgreementFactory(pairing=pairing, title_en="Letter in the drawer", status="drafted")
    ContactFactory(pairing=pairing, side="eu", on=dt.date(2026, 9, 3), what_en="Secret offer of data")
    ContactFactory(pairing=pairing, side="eu", kind="call", on=dt.date(2026, 9, 8))
    FollowUpFactory(pairing=pairing, side="counterpart", what_en="List of services", due_on=dt.date(2026, 11, 13))
    held = event_of(pairing, title_en="Barcelona in Busan", status="held", actual=Period.parse("2026-08-12/2026-08-14"))
    VisitNoteFactory(event=held, pairing=pairing, interests=["eu"])
    coming = event_of(
        pairing,
        title_en="Busan in Barcelona",
        forecast=Period.parse("2027-01-11/2027-01-15"),
        nominate_until=dt.date(2026, 12, 4),
    )
    QuotaFactory(event=coming, side="counterpart", places=2)
    sides.ask(sides.plan())
    ReportingPeriodFactory(
        strand=pairing.strand,
        code="interim-1",
        starts_on=dt.date(2026, 5, 1),
        ends_on=dt.date(2026, 10, 31),
        due_on=dt.date(2026, 11, 28),
    )
