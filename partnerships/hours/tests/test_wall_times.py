"""A time on a wall as a moment: the hour that is left out in spring, and the one that comes twice in autumn."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from partnerships.hours.selectors import NoSuchTime, moment_at

pytestmark = pytest.mark.one_database

MADRID, SEOUL = ZoneInfo("Europe/Madrid"), ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("day", "time", "zone", "utc"),
    [
        ((2026, 11, 25), (9, 0), MADRID, "2026-11-25T08:00"),
        ((2026, 7, 1), (9, 0), MADRID, "2026-07-01T07:00"),
        ((2026, 7, 1), (9, 0), SEOUL, "2026-07-01T00:00"),
        ((2026, 3, 29), (1, 59), MADRID, "2026-03-29T00:59"),
        ((2026, 3, 29), (3, 0), MADRID, "2026-03-29T01:00"),
        ((2026, 10, 25), (2, 30), MADRID, "2026-10-25T00:30"),
        ((2026, 10, 25), (3, 0), MADRID, "2026-10-25T02:00"),
        # Korea moved its clocks for the games of 1988.
        ((1988, 10, 9), (2, 30), SEOUL, "1988-10-08T16:30"),
    ],
)
def test_a_time_is_one_moment(day, time, zone, utc):
    moment = moment_at(dt.date(*day), dt.time(*time), zone)
    assert moment.strftime("%Y-%m-%dT%H:%M") == utc
    assert moment.tzinfo == dt.UTC


@pytest.mark.parametrize(("zone", "day"), [(MADRID, (2026, 3, 29)), (SEOUL, (1988, 5, 8))])
def test_a_time_that_no_wall_showed_is_refused(zone, day):
    with pytest.raises(NoSuchTime):
        moment_at(dt.date(*day), dt.time(2, 30), zone)
