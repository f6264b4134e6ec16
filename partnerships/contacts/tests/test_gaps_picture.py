"""Days without contact: every day in its place, the gap up to today with its limit, the longest one found."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from partnerships.contacts.selectors import MIDDLE, gap_picture

pytestmark = pytest.mark.one_database

TODAY = date(2017, 9, 12)
SPAN = 183


def before(days):
    return TODAY - timedelta(days=days)


def drawn(gap_label="", limit=30, **days):
    return SimpleNamespace(**gap_picture(days, TODAY, span=SPAN, limit=limit, gap_label=gap_label))


def test_each_side_has_its_direction_and_each_day_one_tick():
    picture = drawn(eu=[before(3), before(3)], counterpart=[before(9)])
    eu, counterpart = picture.ticks
    assert (eu.kind, counterpart.kind) == ("eu", "counterpart")
    assert eu.y + eu.height < MIDDLE < counterpart.y
    assert 0 < counterpart.x < eu.x < 100


@pytest.mark.parametrize("days", [SPAN, -1])
def test_days_outside_are_left_out(days):
    picture = drawn(eu=[before(days)])
    assert (picture.ticks, picture.gap) == ([], None)


def test_the_gap_runs_from_the_last_day_of_either_side_to_today():
    picture = drawn(eu=[before(90)], counterpart=[before(60)], gap_label="60 days")
    left, width = picture.gap
    assert left == picture.ticks[1].x
    assert left + width == pytest.approx(100, abs=0.02)
    assert drawn(eu=[TODAY]).gap is None


@pytest.mark.parametrize(("days", "marked"), [(29, False), (30, True), (90, True)])
def test_a_gap_is_long_once_the_limit_is_reached(days, marked):
    assert drawn(eu=[before(days)]).is_long == marked


def test_the_number_stands_in_the_gap_and_is_left_out_where_it_has_no_room():
    picture = drawn(eu=[before(120)], gap_label="120 days")
    assert picture.gap[0] < picture.label_x < 100
    assert drawn(eu=[before(2)], gap_label="2 days").label_x is None


def test_the_months_are_named_in_order_and_inside():
    months = [month for month in drawn().months if month.text and not month.wide_only]
    assert [month.text for month in months] == ["Apr", "May", "Jun", "Jul", "Aug"]
    assert all(0 <= month.x < 100 for month in drawn().months)
