"""Milestones of made-up pairings, and moves of their dates, for the journey of a report read on 1 October 2017."""

import datetime as dt
from typing import Any

from core import clock
from core.periods import Period
from partnerships.models import DateChange
from partnerships.tests.factories import MilestoneFactory, PairingFactory, StageFactory, StrandFactory
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import compiled

AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


def half_year() -> Any:
    """A period of half a year from 14 March 2017, of a strand with one stage."""
    strand = StrandFactory()
    StageFactory(strand=strand, position=1, name_en="Launch")
    return ReportingPeriodFactory(strand=strand)


def pairing_in(period: Any) -> Any:
    return PairingFactory(strand=period.strand)


def add(pairing, title="Launch meeting", *, baseline, actual="", forecast="", **values):
    periods = {
        "baseline": Period.parse(baseline),
        "forecast": Period.parse(forecast or baseline),
        "actual": Period.parse(actual),
    }
    stage = pairing.strand.stages.first()
    return MilestoneFactory(
        pairing=pairing,
        stage=stage,
        **{"plan_item": None, "title_en": title, "title_ko": f"{title}(한)", **periods, **values},
    )


def data_of(period, pairing="", **more):
    return compiled("journey", scope_of(period, pairing, as_of=more.pop("as_of", AS_OF), **more))


def move(record, reason, day, **more):
    """A move of a forecast on a day, from the baseline to the forecast."""
    name = {"Milestone": "milestone", "Stage": "stage", "PlanItem": "plan_item"}[type(record).__name__]
    change = DateChange(
        reason=reason, by_label="Marta Soler", at=dt.datetime.combine(day, dt.time(9), clock.STRAND_ZONE)
    )
    setattr(change, name, record)
    change.old, change.new = record.baseline, more.get("new", record.forecast)
    change.save()
    return change
