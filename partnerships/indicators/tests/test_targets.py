"""Baseline and target of a figure, and the way between them."""

import datetime as dt
from decimal import Decimal

import pytest

from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import AuditEntry
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import Line
from partnerships.models import Indicator, Target
from partnerships.tests.factories_together import (
    IndicatorFactory,
    ProjectFactory,
    TargetFactory,
)
from partnerships.tests.figure_story import aim, line, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(sides):
    return IndicatorFactory(programme=sides.pairing.strand.programme_record, code="trained")


@pytest.mark.parametrize("figure", ["trained", BuiltIn.CONTACTS])
def test_a_target_is_set_and_changed_once_per_figure_and_scope(sides, indicator, figure):
    what = indicator if figure == "trained" else figure
    row = aim(sides, what, baseline=Decimal(2), target=Decimal(10), due_on=dt.date(2027, 6, 1))
    refusal(StaleRecord, aim, sides, what, target=Decimal(12))
    refusal(AlreadyDone, aim, sides, what, version=row.version, target=Decimal(10))
    row = aim(sides, what, version=row.version, target=Decimal(12))
    assert (row.baseline, row.target) == (2, 12)
    # What is None is not set any more; the row stays with its history.
    row = aim(sides, what, version=row.version, target=None, due_on=None)
    assert (row.target, row.history.count()) == (None, 3)
    aim(sides, what, "staff", whole=True, target=Decimal(40))
    assert Target.objects.count() == 2
    assert AuditEntry.objects.filter(action="target-set").count() == 4


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": Decimal(-5)}, "target"),
        ({"baseline": Decimal("0.001")}, "baseline"),
        ({"baseline_on": dt.date(2026, 1, 1)}, "baseline"),
        ({"due_on": dt.date(2027, 1, 1)}, "target"),
        ({"baseline": Decimal(1), "baseline_on": dt.date(2999, 1, 1)}, "baseline_on"),
        ({"baseline": Decimal(5), "target": Decimal(4)}, "target"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(sides, values, field):
    assert refusal(DomainError, aim, sides, BuiltIn.CONTACTS, **values).field == field
    assert not Target.objects.exists()


def test_where_less_is_better_the_target_lies_below_the_baseline(sides):
    slug = BuiltIn.DAYS_OF_DELAY
    assert refusal(DomainError, aim, sides, slug, baseline=Decimal(4), target=Decimal(5)).field == "target"
    assert aim(sides, slug, baseline=Decimal(5), target=Decimal(4)).target == 4


def towards(*, baseline, target, now, direction="up"):
    figure = Indicator(code="trained", direction=direction, level="output")
    return Line(None, figure, now, target=Target(indicator=figure, baseline=baseline, target=target))


@pytest.mark.parametrize(
    ("baseline", "target", "now", "direction", "percent", "reached"),
    [
        (0, 10, 0, "up", 0, False),
        (0, 10, 5, "up", 50, False),
        (0, 1000, 999, "up", 99, False),
        (0, 10, 10, "up", 100, True),
        (0, 10, 12, "up", 120, True),
        (4, 10, 1, "up", -50, False),
        (100, 40, 100, "down", 0, False),
        (100, 40, 70, "down", 50, False),
        (100, 40, 40, "down", 100, True),
        (100, 40, 20, "down", 133, True),
        (100, 40, 130, "down", -50, False),
        (None, 30, 20, "down", None, True),
        (None, 30, 31, "down", None, False),
        (5, 5, 5, "up", 100, True),
        (5, 5, 4, "up", -100, False),
        (5, 5, 6, "down", -100, False),
        (Decimal("0.5"), Decimal("1.5"), Decimal("1.00"), "up", 50, False),
    ],
)
def test_the_way_respects_the_direction(baseline, target, now, direction, percent, reached):
    line = towards(baseline=baseline, target=target, now=now, direction=direction)
    assert (line.percent, line.reached) == (percent, reached)
    assert (line.way_label == "Farther away than at the start") == ((percent or 0) < 0)


@pytest.mark.parametrize(("target", "now"), [(None, 5), (10, None), (None, None)])
def test_without_a_target_or_a_value_there_is_no_way(target, now):
    line = towards(baseline=0, target=target, now=now)
    assert (line.reached, line.share, line.percent, line.way_label) == (None, None, None, "")


def test_a_count_starts_at_nothing_unless_a_baseline_is_set(sides):
    ProjectFactory.create_batch(3, pairing=sides.pairing)
    TargetFactory(strand=sides.pairing.strand, pairing=sides.pairing, built_in="identified", target=6)
    assert line(sides, "identified").percent == 50
    aim(sides, BuiltIn.IDENTIFIED, version=1, baseline=Decimal(2), target=Decimal(6))
    assert line(sides, "identified").percent == 25
    # Less is better: what it was before the programme is not known to be nothing.
    TargetFactory(strand=sides.pairing.strand, pairing=sides.pairing, built_in="days-of-delay", target=30)
    delay = line(sides, "days-of-delay")
    assert (delay.share, delay.reached) == (None, True)
