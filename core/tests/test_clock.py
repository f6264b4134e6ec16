"""The strand's day is the day in Brussels, in summer and in winter."""

import datetime as dt

import pytest

from core import clock

pytestmark = pytest.mark.one_database

# The last moment of a day in Brussels and the first of the next one, in UTC.
MIDNIGHTS = [
    (dt.datetime(2026, 7, 1, 21, 59, tzinfo=dt.UTC), dt.datetime(2026, 7, 1, 22, 0, tzinfo=dt.UTC)),
    (dt.datetime(2026, 12, 1, 22, 59, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, 23, 0, tzinfo=dt.UTC)),
]


@pytest.mark.parametrize(("before", "after"), MIDNIGHTS)
def test_a_day_changes_at_midnight_in_brussels(before, after):
    first = before.date()
    for moment, day in ((before, first), (after, first + dt.timedelta(days=1))):
        assert clock.day_of(moment) == day
        with clock.fixed_at(moment):
            assert clock.today() == day
    assert before < clock.end_of(first) < after
