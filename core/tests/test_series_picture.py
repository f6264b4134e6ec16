"""The line of values over time."""

from datetime import date

import pytest

from core.pictures.charts import BOTTOM, LINE_HEIGHT as HEIGHT, LINE_WIDTH as WIDTH, TOP, series

pytestmark = pytest.mark.one_database


def line(*values, target=None):
    return series(values, target=target, number_label=str, day_label=lambda day: f"{day:%d %b}")


@pytest.mark.parametrize("values", [(), ((date(2026, 3, 1), 4.0),)])
def test_one_value_is_no_line(values):
    assert line(*values) is None


def test_values_stand_in_the_order_of_their_days_above_zero():
    picture = line((date(2026, 9, 1), 10.0), (date(2026, 3, 1), 0.0), (date(2026, 6, 1), 5.0))
    assert [point["y"] for point in picture["points"]] == [BOTTOM, (BOTTOM + TOP) / 2, TOP]
    xs = [point["x"] for point in picture["points"]]
    assert xs == sorted(xs)
    assert all(0 <= x <= WIDTH for x in xs)
    assert picture["target_y"] is None


def test_the_target_has_room_above_the_values():
    picture = line((date(2026, 3, 1), 1.0), (date(2026, 4, 1), 2.0), target=8.0)
    assert picture["target_y"] == TOP
    assert all(TOP < point["y"] < HEIGHT for point in picture["points"])


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_values_that_never_change_are_drawn(value):
    picture = line((date(2026, 3, 1), value), (date(2026, 4, 1), value))
    assert len({point["y"] for point in picture["points"]}) == 1


def test_labels_that_would_run_into_each_other_are_left_out():
    days = [date(2026, 3, number) for number in range(1, 32)]
    picture = line(*((day, 1000.0 + day.day) for day in days), (date(2027, 3, 1), 9.0))
    shown = [point for point in picture["points"] if point["day_label"]]
    assert picture["points"][0] in shown
    assert len(shown) < len(days)
