"""In which period something is told, and how far it came from its plan: as exact as its dates are known."""

import datetime as dt

import pytest

from core.periods import PartialDate, Period, deviation
from partnerships.tests.factories import StrandFactory
from reports.progress.compiling.scope import day_of_end


@pytest.mark.parametrize(
    ("plan", "shown", "start", "end"),
    [
        ("2017-03-14", "2017-03-14", {"days": 0}, {"days": 0}),
        ("2017-03-15/2017-03-17", "2017-03-15/2017-03-16", {"days": 0}, {"days": -1}),
        ("2017-03-14/2017-03-17", "2017-03-13/2017-03-17", {"days": -1}, {"days": 0}),
        ("2018-03", "2018-04-20", {"days": 20}, {"days": 20}),
        # A month is no day: only whole months are apart, and what lies in the planned months is as planned.
        ("2017-10", "2017-11", {"months": 1}, {"months": 1}),
        ("2017-10/2017-11", "2017-11", {"days": 0}, {"days": 0}),
        ("2017-10", "2017-10-20", {"days": 0}, {"days": 0}),
        ("2017-04-10", "2017-04", {"months": 0}, {"months": 0}),
        ("2017-06", "2017-05-31", {"days": -1}, {"days": -1}),
    ],
)
def test_the_deviation_is_as_exact_as_the_dates(plan, shown, start, end):
    assert deviation(Period.parse(plan), Period.parse(shown)) == {"start": start, "end": end}


def test_without_a_plan_there_is_no_deviation():
    assert deviation(Period(), Period.parse("2018-03-15")) is None
    assert deviation(Period.parse("2018-03-15"), Period()) is None


@pytest.mark.django_db
def test_a_month_beyond_the_end_of_the_strand_is_told_in_its_last_period():
    strand = StrandFactory(ends_on_date=PartialDate.parse("2018-04-20"))
    assert day_of_end(Period.parse("2018-04"), strand) == dt.date(2018, 4, 20)
    assert day_of_end(Period.parse("2018-03"), strand) == dt.date(2018, 3, 31)
    assert day_of_end(Period.parse("2018-05"), strand) == dt.date(2018, 5, 31)
    assert day_of_end(Period.parse("2018-04-30"), strand) == dt.date(2018, 4, 30)
    assert day_of_end(Period(), strand) is None
