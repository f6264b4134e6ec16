"""The barcode of activity: every day in its place, the silence up to today, nothing outside the half year."""

from datetime import date, timedelta

import pytest

from core.formats import month_label
from core.pictures.activity import DAYS, MIDDLE, WIDTH, activity

TODAY = date(2017, 9, 12)


def drawn(gap_label="", **days):
    return activity(days, TODAY, month_label=month_label, gap_label=gap_label)


def before(days):
    return TODAY - timedelta(days=days)


def test_each_side_has_its_direction_and_each_day_one_stroke():
    picture = drawn(eu=[before(3), before(3)], counterpart=[before(9)])
    eu, counterpart = picture.strokes
    assert (eu.side, counterpart.side) == ("eu", "counterpart")
    assert eu.bottom < MIDDLE < counterpart.top
    assert counterpart.x < eu.x < WIDTH


@pytest.mark.parametrize("days", [DAYS, -1])
def test_days_outside_the_half_year_are_left_out(days):
    assert drawn(eu=[before(days)]).strokes == ()


def test_the_first_and_the_last_day_belong_to_it():
    picture = drawn(eu=[before(DAYS - 1), TODAY])
    assert [0 <= stroke.x <= WIDTH for stroke in picture.strokes] == [True, True]
    assert picture.gap is None


def test_the_silence_runs_from_the_last_act_of_either_side_to_today():
    picture = drawn(eu=[before(90)], counterpart=[before(60)], gap_label="60 days")
    left, width = picture.gap
    assert left == next(stroke.x for stroke in picture.strokes if stroke.side == "counterpart")
    assert left + width == pytest.approx(picture.today_x, abs=0.2)
    assert left < picture.gap_label_x < left + width


def test_a_label_that_does_not_fit_is_left_out():
    picture = drawn(eu=[before(2)], gap_label="2 days")
    assert picture.gap is not None
    assert picture.gap_label_x is None


def test_the_months_are_named_in_order():
    assert [month.label for month in drawn().months] == ["Apr", "May", "Jun", "Jul", "Aug", ""]  # no room for the last
    assert drawn().gap is None
