"""Days of delay as bars: one scale for all rows, round marks on it, nothing for what nobody knows."""

from itertools import pairwise

import pytest

from reports.overview.views import MARKS, delays

pytestmark = pytest.mark.one_database


def test_rows_share_one_scale():
    first, second, unknown = delays([(10.0, 20), (5.0, 10), None])[0]
    assert first["average"] == pytest.approx(2 * second["average"], abs=0.02)
    assert first["worst"] == pytest.approx(2 * first["average"], abs=0.02)
    assert unknown is None


@pytest.mark.parametrize("most", [1, 6, 20, 24, 365, 12345])
def test_marks_are_round_few_and_inside(most):
    (bar,), marks = delays([(1.0, most)])
    days = [int(mark.text) for mark in marks]
    assert days[0] == 0
    assert len(days) <= MARKS + 2
    assert len({after - before for before, after in pairwise(days)}) <= 1
    assert marks[0].x == 0
    assert all(mark.x <= 91 for mark in marks)
    assert bar["worst"] <= 91


def test_on_time_is_a_bar_of_no_length():
    (bar,), _marks = delays([(0.0, 0)])
    assert bar == {"average": 0, "worst": 0}
    assert delays([])[0] == []
