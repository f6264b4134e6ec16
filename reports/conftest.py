"""The people and places that many tests of reports begin with, and the days on which they stand."""

from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from partnerships.tests.factories import PairingFactory, StrandFactory
from partnerships.tests.files import forget_files
from partnerships.tests.two_sides import TwoSides
from reports.models import ReportingPeriod
from reports.progress.tests import report_scene
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.period_scene import NOON
from reports.tests.update_scene import Reported, reported


@pytest.fixture
def sides(sides: TwoSides) -> Iterator[TwoSides]:
    """Busan and Barcelona with a person of every role around them, at noon of the scene's day."""
    with clock.fixed_at(NOON):
        yield sides


@pytest.fixture
def scene(sides: TwoSides) -> Reported:
    """Their interim period, of which Busan owes its update."""
    return reported(sides)


@pytest.fixture
def on_report_day() -> Iterator[None]:
    """The portal stands at the day of the report's scene; the files that a test has made are gone after it."""
    with clock.fixed_at(report_scene.NOW):
        yield
    forget_files()


@pytest.fixture
def half_year() -> ReportingPeriod:
    """From 14 March to 13 September 2017."""
    return ReportingPeriodFactory(strand=StrandFactory())


@pytest.fixture
def pairing(half_year: ReportingPeriod) -> Any:
    """A pairing of the strand that the half year is of."""
    return PairingFactory(strand=half_year.strand)
