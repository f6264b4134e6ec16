"""A pairing with something behind each of the programme's own counts."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core import clock
from core.periods import Period
from partnerships.enums import BuiltIn
from partnerships.indicators.actions import AddMeasurement, SetTarget
from partnerships.indicators.selectors import find_target, read_lines
from partnerships.models import Indicator, Measurement, Target
from partnerships.tests.factories import MilestoneFactory, StageFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    ProjectFactory,
    ProjectResultFactory,
)

# What other apps count is tried where their records are.
OF_EVENTS = {BuiltIn.MEETINGS, BuiltIn.PARTICIPANTS, BuiltIn.HEAD_COUNT, BuiltIn.DAYS}
OWN_COUNTS = [slug for slug in BuiltIn if slug not in OF_EVENTS]
LEVELS = ("identified", "exploring", "agreed", "piloting", "running", "not-pursued")


def milestone(pairing: Any, *, status: str, baseline: str = "", actual: str = "", **values: Any) -> Any:
    """A milestone by its first plan and what happened, each as packs write a date or a span."""
    stage = pairing.strand.stages.first() or StageFactory(strand=pairing.strand)
    return MilestoneFactory(
        pairing=pairing,
        stage=stage,
        plan_item=None,
        status=status,
        baseline=Period.parse(baseline),
        forecast=Period.parse(baseline),
        actual=Period.parse(actual),
        **values,
    )


def everything(pairing: Any) -> None:
    """One or more rows of each kind, and beside them one that counts nowhere."""
    projects = [ProjectFactory(pairing=pairing, level=level) for level in LEVELS]
    for status in ("signed", "lapsed"):
        AgreementFactory(pairing=pairing, status=status, signed_on=dt.date(2017, 3, 14))
    for status in ("drafted", "lapsed"):
        AgreementFactory(pairing=pairing, status=status)
    ContactFactory(pairing=pairing, on=dt.date(2017, 3, 14))
    ContactFactory(pairing=pairing, withdrawn_at=clock.now(), withdrawn_reason="Twice.")
    milestone(pairing, status="done", baseline="2017-03-14", actual="2017-03-14")
    milestone(pairing, status="done", baseline="2017-03", actual="2017-04-20")
    milestone(pairing, status="unknown", baseline="2017-05")
    for kind, unit, amount in (
        ("firms", "firms", 4),
        ("jobs", "jobs", Decimal("2.5")),
        ("funding", "eur", 1200),
        ("funding", "krw", 3_000_000),
        ("co2", "t-co2", 12),
        ("people", "people", 40),
    ):
        for project in projects[:2]:
            ProjectResultFactory(project=project, kind=kind, unit=unit, achieved=amount, evidence="Counted.")
        ProjectResultFactory(project=projects[2], kind=kind, unit=unit, expected=9, achieved=None)


VALUE = {"value": Decimal("12.5"), "on": dt.date(2026, 6, 30), "source": "Course lists"}


def measure(sides, indicator, role="eu", *, whole=False, **values):
    pairing = None if whole else sides.pairing
    row = Measurement(strand=sides.pairing.strand, pairing=pairing, indicator=indicator)
    return AddMeasurement.do(row, **sides.by(role), values={**VALUE, **values})


def target_of(strand, pairing, figure):
    """One to come."""
    what = {"indicator": figure} if isinstance(figure, Indicator) else {"built_in": figure.value}
    return Target(strand=strand, pairing=pairing, **what)


def aim(sides, figure, role="eu", *, whole=False, version=None, **values):
    strand, pairing = sides.pairing.strand, None if whole else sides.pairing
    row = find_target(strand=strand, pairing=pairing, figure=figure) if version else target_of(strand, pairing, figure)
    return SetTarget.do(row, **sides.by(role), version=version, values=values)


def refusal(error, call, *args, **values):
    with pytest.raises(error) as refused:
        call(*args, **values)
    return refused.value


def line(sides, slug, *, whole=False):
    pairing = None if whole else sides.pairing
    lines = read_lines(strand=sides.pairing.strand, pairing=pairing, today=clock.today())
    return next(one for one in lines if one.slug == slug)
