"""Both clocks of an item: known days and unknown ones, the moon, the next day, the nights on which clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.agendas.cards import hours_between, last_change, nearest_side, other_time
from events.agendas.selectors import AgendaLine

pytestmark = pytest.mark.one_database

MADRID, SEOUL, LONDON = ZoneInfo("Europe/Madrid"), ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/London")
UNKNOWN = (None, None)


def line(day="2017-11-27", start="09:30", end="10:30", zone="Europe/Madrid"):
    return AgendaLine(key=1, kind="session", title_en="Welcome", day=day, start=start, end=end, zone=zone)


def test_times_of_a_known_day_by_both_clocks():
    assert line().times == "09:30–10:30"
    shown = other_time(line(), SEOUL, UNKNOWN)
    assert (shown.text, shown.shift, shown.is_outside) == ("17:30–18:30", "", True)


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [
        ("09:00", "10:00", False),  # 17:00–18:00: ends with the office
        ("01:00", "02:00", False),  # 09:00–10:00: begins with it
        ("00:30", "01:30", True),
        ("10:00", "", False),
        ("10:30", "", True),
    ],
)
def test_the_moon_stands_where_it_starts_or_ends_outside_nine_to_six(start, end, outside):
    assert other_time(line(start=start, end=end), SEOUL, UNKNOWN).is_outside is outside


def test_an_end_on_the_next_day_there_says_so():
    shown = other_time(line(start="15:00", end="16:30"), SEOUL, UNKNOWN)
    assert (shown.text, shown.shift, shown.is_outside) == ("23:00–00:30", "+1", True)


def test_a_day_that_lasts_over_night_there_is_outside_although_both_its_ends_are_in_office_hours():
    shown = other_time(line(start="01:00", end="20:00", zone="America/New_York"), SEOUL, UNKNOWN)
    assert (shown.text, shown.shift, shown.is_outside) == ("15:00–10:00", "+1", True)


def test_a_start_on_the_day_before_there_says_so():
    early = line(start="06:00", end="07:00", zone="Asia/Seoul")
    shown = other_time(early, MADRID, UNKNOWN)
    assert (shown.text, shown.shift) == ("22:00–23:00", "−1")


def test_a_month_is_told_by_the_other_clock_only_where_no_clock_changes_in_it():
    assert other_time(line(day="2017-11"), SEOUL, UNKNOWN).text == "17:30–18:30"
    assert other_time(line(day="2017-10"), SEOUL, UNKNOWN) is None


def test_without_a_day_the_days_of_the_event_decide():
    november = (dt.date(2017, 11, 1), dt.date(2017, 11, 30))
    autumn = (dt.date(2017, 10, 1), dt.date(2017, 11, 30))
    assert other_time(line(day=""), SEOUL, november).text == "17:30–18:30"
    assert other_time(line(day=""), SEOUL, autumn) is None
    assert other_time(line(day=""), SEOUL, UNKNOWN) is None
    assert other_time(line(day=""), SEOUL, (dt.date(2017, 1, 1), dt.date(2018, 12, 31))) is None


def test_without_a_time_there_is_nothing_to_tell():
    assert line(start="", end="").times == ""
    assert other_time(line(start="", end=""), SEOUL, UNKNOWN) is None
    assert line(start="", end="").span_on(dt.date(2017, 11, 27)) is None


def test_a_time_that_was_left_out_that_night_is_told_by_no_clock():
    night = line(day="2017-03-26", start="02:30", end="03:30")
    assert night.span_on(dt.date(2017, 3, 26)) is None
    assert other_time(night, SEOUL, UNKNOWN) is None


def test_a_time_that_the_wall_showed_twice_is_the_first_of_both():
    start, _end = line(day="2017-10-29", start="02:30", end="03:30").span_on(dt.date(2017, 10, 29))
    assert start == dt.datetime(2017, 10, 29, 0, 30, tzinfo=dt.UTC)


def test_the_nearest_clock_is_the_side_of_a_place():
    day = dt.date(2017, 11, 27)
    copenhagen, incheon = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Asia/Seoul")
    barcelona, busan = (MADRID, "eu"), (SEOUL, "counterpart")
    assert nearest_side(copenhagen, [barcelona, busan], day) == "eu"
    assert nearest_side(LONDON, [busan, barcelona], day) == "eu"
    assert nearest_side(incheon, [barcelona, busan], day) == "counterpart"
    assert nearest_side(incheon, [], day) == ""


def test_how_far_two_clocks_are_apart_and_since_when():
    assert hours_between(SEOUL, MADRID, dt.date(2017, 11, 27)) == -8
    assert hours_between(SEOUL, MADRID, dt.date(2017, 10, 1)) == -7
    assert last_change(SEOUL, MADRID, dt.date(2017, 11, 27)) == dt.date(2017, 10, 29)
    assert last_change(SEOUL, ZoneInfo("Asia/Tokyo"), dt.date(2017, 11, 27)) is None


def test_an_unknown_zone_of_an_old_version_reads_as_brussels():
    assert line(zone="Atlantis/Poseidonis").clock.key == "Europe/Brussels"
