"""The stairs of counts: as many squares as things, in one unit for all, each step higher than the one before."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from core.pictures.charts import IN_ROW, ROWS, STEPS_WIDE as WIDE, steps_drawing, unit_of
from core.pictures.shapes import NARROW

pytestmark = pytest.mark.one_database


def drawn(*counts, width=WIDE):
    return ET.fromstring(steps_drawing([(f"Step {at}", count) for at, count in enumerate(counts)], "en", width=width))


def parts(drawing, kind):
    return [one for one in drawing if one.tag.endswith(kind)]


def test_a_square_is_a_thing_as_long_as_there_is_room():
    squares = parts(drawn(2, IN_ROW + 1, 0), "rect")
    assert len(squares) == 2 + IN_ROW + 1
    assert squares[0].get("y") == squares[1].get("y")
    assert squares[-1].get("x") == squares[2].get("x")
    assert float(squares[-1].get("y")) < float(squares[2].get("y"))


@pytest.mark.parametrize(("most", "unit"), [(0, 1), (24, 1), (25, 2), (60, 5), (5000, 500)])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_of_many_a_square_is_several_and_none_leaves_the_drawing(most, unit, width):
    assert unit_of([most, 1]) == unit
    drawing = drawn(most, 1, most, 0, most, width=width)
    squares = parts(drawing, "rect")
    assert len(squares) <= (3 * IN_ROW * ROWS) + 1
    for one in squares:
        assert 0 <= float(one.get("x")) < float(one.get("x")) + float(one.get("width")) <= width
        assert float(one.get("y")) >= 0


def test_what_is_less_than_a_square_is_narrower_and_still_seen():
    *_whole, last = parts(drawn(5000, 1), "rect")
    assert 0 < float(last.get("width")) < float(last.get("height"))


def test_each_step_rises_above_the_one_before_and_carries_its_number():
    drawing = drawn(3, 1000, 0)
    lines = [float(one.get("d").split()[1].split("h")[0]) for one in parts(drawing, "path")]
    assert all(after < before for before, after in pairwise(lines))
    assert [one.text for one in parts(drawing, "text")] == ["Step 0", "3", "Step 1", "1,000", "Step 2", "0"]


def test_a_name_is_no_markup():
    assert "<b>" not in steps_drawing([("<b>", 1)], "en")
