"""When two offices are both open, over clock changes and midnights, and which hour is fairest where they never are."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from partnerships.hours.selectors import (
    DAY,
    MOST_OUTSIDE,
    Office,
    Span,
    common_windows,
    fairest_slot,
    is_workday,
    minutes_outside,
    whose_turn,
)

pytestmark = pytest.mark.one_database

HOUR = dt.timedelta(hours=1)
ZONES = [
    "Europe/London", "Europe/Madrid", "Europe/Helsinki", "Asia/Seoul", "Asia/Kathmandu", "America/Vancouver",
    "America/St_Johns", "America/New_York", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Honolulu",
]  # fmt: skip
WINTER, SUMMER = dt.date(2026, 1, 14), dt.date(2026, 7, 15)


def office(zone: str, opens: int = 9, closes: int = 18, **more) -> Office:
    return Office(ZoneInfo(zone), dt.time(opens), dt.time(closes), **more)


TAMPERE, BARCELONA, SCOTLAND = office("Europe/Helsinki"), office("Europe/Madrid"), office("Europe/London")
KOREA = office("Asia/Seoul")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def on_clock(span: Span, some: Office) -> tuple[str, str]:
    return tuple(f"{moment.astimezone(some.zone):%Y-%m-%d %H:%M}" for moment in (span.start, span.end))


def hours(first: Office, second: Office, day: dt.date) -> float:
    return sum((window.length for window in common_windows(first, second, day)), dt.timedelta()) / HOUR


@pytest.mark.parametrize(
    ("first", "winter", "summer"), [(TAMPERE, 2, 3), (BARCELONA, 1, 2), (SCOTLAND, 0, 1)], ids=["FI", "ES", "GB"]
)
def test_what_europe_shares_with_korea_depends_on_its_summer_time(first, winter, summer):
    assert (hours(first, KOREA, WINTER), hours(first, KOREA, SUMMER)) == (winter, summer)
    # The other way round it is the same hours: neither side comes first.
    assert (hours(KOREA, first, WINTER), hours(KOREA, first, SUMMER)) == (winter, summer)


@pytest.mark.parametrize(("first", "winter"), [(TAMPERE, 2), (BARCELONA, 1), (SCOTLAND, 0)], ids=["FI", "ES", "GB"])
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_friday_before_and_the_monday_after_a_clock_change_differ(first, winter, year):
    march = next(day for day in _days(dt.date(year, 3, 25)) if day.weekday() == 6)
    october = next(day for day in _days(dt.date(year, 10, 25)) if day.weekday() == 6)
    for change, before, after in ((march, winter, winter + 1), (october, winter + 1, winter)):
        assert hours(first, KOREA, change - 2 * DAY) == before
        assert hours(first, KOREA, change + DAY) == after
        assert hours(first, KOREA, change) == hours(first, KOREA, change - DAY) == 0


def _days(first: dt.date) -> list[dt.date]:
    return [first + step * DAY for step in range(7)]


def test_barcelona_and_busan_meet_at_nine_and_at_five():
    (window,) = common_windows(BARCELONA, KOREA, WINTER)
    assert on_clock(window, BARCELONA) == ("2026-01-14 09:00", "2026-01-14 10:00")
    assert on_clock(window, KOREA) == ("2026-01-14 17:00", "2026-01-14 18:00")


def test_an_office_that_works_through_the_clock_change_works_an_hour_less_or_more():
    always = office("Europe/Madrid", 0, 9, weekend=frozenset())
    assert always.hours_on(dt.date(2026, 3, 29)).length == 8 * HOUR
    assert always.hours_on(dt.date(2026, 10, 25)).length == 10 * HOUR
    # The other one is closed from 23 to 24 UTC, which is the first of the eight.
    assert hours(always, office("UTC", 0, 23, weekend=frozenset()), dt.date(2026, 3, 29)) == 7
    # 02:30 does not exist on that night: it counts as the moment after the change.
    assert always.moment(dt.date(2026, 3, 29), dt.time(2, 30)) == utc("2026-03-29T01:30")


def test_americas_evening_is_asias_next_morning():
    vancouver = office("America/Vancouver")
    (window,) = common_windows(vancouver, KOREA, dt.date(2026, 7, 16))
    assert on_clock(window, vancouver) == ("2026-07-16 17:00", "2026-07-16 18:00")
    assert on_clock(window, KOREA) == ("2026-07-17 09:00", "2026-07-17 10:00")
    # Vancouver's Friday is Seoul's Saturday, and Seoul's Monday is Vancouver's Sunday.
    assert common_windows(vancouver, KOREA, dt.date(2026, 7, 17)) == []
    assert common_windows(KOREA, vancouver, dt.date(2026, 7, 20)) == []
    assert hours(KOREA, vancouver, dt.date(2026, 7, 17)) == 1


def test_there_may_be_two_windows_in_a_day():
    long_day = office("UTC", 0, 23, weekend=frozenset())
    across = office("Asia/Kathmandu", 1, 23, weekend=frozenset())
    windows = common_windows(long_day, across, dt.date(2026, 7, 15))
    assert [on_clock(window, long_day) for window in windows] == [
        ("2026-07-15 00:00", "2026-07-15 17:15"), ("2026-07-15 19:15", "2026-07-15 23:00"),
    ]  # fmt: skip


def test_days_off_of_either_side_leave_no_common_hours():
    seollal = office("Asia/Seoul", off={WINTER: "설날"})
    assert hours(BARCELONA, seollal, WINTER) == 0
    assert hours(seollal, BARCELONA, WINTER) == 0
    assert hours(BARCELONA, seollal, WINTER + DAY) == 1
    assert not any(hours(BARCELONA, KOREA, dt.date(2026, 1, day)) for day in (10, 11, 17, 18))
    # Where the weekend is another one, so are the days.
    emirates = office("Asia/Dubai", weekend=frozenset({4, 5}))
    assert hours(emirates, KOREA, dt.date(2026, 1, 16)) == 0
    assert hours(emirates, office("Asia/Seoul", weekend=frozenset()), dt.date(2026, 1, 18)) == 4


def test_scotland_and_suwon_share_the_burden_in_winter():
    slot = fairest_slot((SCOTLAND, KOREA), WINTER)
    assert slot.outside == (HOUR / 2, HOUR / 2)
    assert on_clock(slot.span, SCOTLAND) == ("2026-01-14 08:30", "2026-01-14 09:30")
    assert on_clock(slot.span, KOREA) == ("2026-01-14 17:30", "2026-01-14 18:30")
    assert not slot.is_common
    assert fairest_slot((SCOTLAND, KOREA), SUMMER).is_common


def test_where_the_burden_cannot_be_equal_the_sides_take_turns():
    # Fifteen minutes cannot be halved on the grid: one side takes 30 or 45 minutes, the other the rest.
    late = Office(ZoneInfo("Europe/London"), dt.time(9, 15), dt.time(18))
    first, second = (fairest_slot((late, KOREA), WINTER, turn=turn) for turn in (0, 1))
    assert first.outside == (dt.timedelta(minutes=45), dt.timedelta(minutes=30))
    assert second.outside == (dt.timedelta(minutes=30), dt.timedelta(minutes=45))
    assert fairest_slot((late, KOREA), WINTER) == first
    assert [whose_turn(counts) for counts in ((3, 1), (0, 2), (2, 2), (0, 0))] == [1, 0, None, None]


def test_nobody_is_asked_on_a_day_off_nor_too_far_outside():
    assert fairest_slot((SCOTLAND, KOREA), dt.date(2026, 1, 17)) is None
    assert fairest_slot((SCOTLAND, office("Asia/Seoul", off={WINTER: "설날"})), WINTER) is None
    assert fairest_slot((office("Europe/London", 9, 10), office("Asia/Seoul", 9, 10)), WINTER) is None
    # Vancouver's Friday evening would be the fairest, but it is Saturday in Seoul.
    assert fairest_slot((office("America/Vancouver"), KOREA), dt.date(2026, 1, 16)) is None


def test_what_has_begun_is_not_proposed():
    at = utc("2026-01-14T08:10")
    assert fairest_slot((BARCELONA, KOREA), WINTER, after=at).outside == (dt.timedelta(0), dt.timedelta(minutes=15))
    assert fairest_slot((BARCELONA, KOREA), WINTER, after=utc("2026-01-14T23:00")) is None


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-01-14T08:00", "2026-01-14T09:00", 0),
        ("2026-01-14T07:30", "2026-01-14T08:30", 30),
        ("2026-01-14T17:00", "2026-01-14T18:00", 60),
        ("2026-01-14T18:00", "2026-01-14T19:00", 120),
        ("2026-01-15T05:00", "2026-01-15T06:00", 180),
        ("2026-01-14T07:00", "2026-01-14T18:00", 60),
    ],
)
def test_how_far_a_meeting_lies_outside_office_hours(start, end, minutes):
    assert minutes_outside(BARCELONA, Span(utc(start), utc(end))) == dt.timedelta(minutes=minutes)


def test_a_meeting_that_ends_at_midnight_ends_on_its_day():
    friday = Span(utc("2026-01-16T22:00"), utc("2026-01-16T23:00"))
    assert is_workday(BARCELONA, friday)
    assert not is_workday(BARCELONA, Span(friday.start, friday.end + HOUR / 60))
    assert minutes_outside(office("Europe/Madrid", weekend=frozenset(range(7))), friday) == DAY


_offices = st.builds(
    lambda zone, opens, length, weekend, off: Office(
        ZoneInfo(zone),
        dt.time(opens),
        dt.time(min(opens + length, 23), 59 if opens + length > 23 else 0),
        frozenset(weekend),
        dict.fromkeys(off, "closed"),
    ),
    st.sampled_from(ZONES),
    st.integers(0, 22),
    st.integers(1, 23),
    st.sampled_from([(), (5, 6), (4, 5)]),
    st.sets(st.dates(dt.date(2026, 3, 20), dt.date(2026, 4, 5)), max_size=3),
)
_days_of_2026 = st.one_of(
    st.dates(dt.date(2026, 3, 20), dt.date(2026, 4, 5)), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
)


@settings(max_examples=150, deadline=None)
@given(_offices, _offices, _days_of_2026)
def test_common_windows_are_what_a_count_of_minutes_finds(first, second, day):
    windows = common_windows(first, second, day)
    assert all(before.end <= after.start for before, after in pairwise(windows))
    moment, last = first.moment(day, dt.time()), first.moment(day + DAY, dt.time())
    while moment < last:
        inside = any(window.start <= moment < window.end for window in windows)
        assert inside == (_is_open(first, moment) and _is_open(second, moment)), moment
        moment += dt.timedelta(minutes=20)


def _is_open(some: Office, moment: dt.datetime) -> bool:
    day = moment.astimezone(some.zone).date()
    span = some.hours_on(day)
    return span is not None and span.start <= moment < span.end


@settings(max_examples=100, deadline=None)
@given(_offices, _offices, _days_of_2026, st.sampled_from([None, 0, 1]))
def test_the_fairest_slot_is_common_where_an_hour_is_and_never_on_a_day_off(first, second, day, turn):
    slot = fairest_slot((first, second), day, turn=turn)
    fits = [window for window in common_windows(first, second, day) if window.length >= HOUR]
    if fits:
        assert slot is not None
        assert slot.is_common
    if slot is not None:
        assert slot.span.length == HOUR
        assert is_workday(first, slot.span)
        assert is_workday(second, slot.span)
        assert slot.outside == (minutes_outside(first, slot.span), minutes_outside(second, slot.span))
        assert max(slot.outside) <= MOST_OUTSIDE
