"""Contacts month by month: columns in proportion, names that never run into each other, nothing lost."""

from datetime import date
from itertools import pairwise

import pytest

from core.formats import month_label
from core.pictures.charts import MIDDLE, MONTH_SIZE as SIZE, contact_months, month_names
from core.pictures.shapes import pixels, text_width

pytestmark = pytest.mark.one_database


def months(number, start=2017 * 12 + 2):
    return [date(at // 12, at % 12 + 1, 1) for at in range(start, start + number)]


def contacts(*rows):
    found = [(month, *row) for month, row in zip(months(len(rows)), rows, strict=True)]
    return contact_months(found)


@pytest.mark.parametrize("number", [1, 4, 12, 24])
def test_names_of_months_keep_apart_and_the_last_one_stays(number):
    slots = month_names(months(number), narrow=200, wide=430)
    for width, names in ((200, [name for name in slots["names"] if not name.wide_only]), (430, slots["names"])):
        assert names[-1].text == month_label(months(number)[-1])
        for before, after in pairwise(names):
            between = pixels(after.x - before.x, width)
            assert between >= (text_width(before.text, SIZE) + text_width(after.text, SIZE)) / 2
    assert slots["years"][0].text == "2017"
    bars = contacts(*[(1, 1, 1)] * number)["bars"]
    assert bars[0].x >= 0
    assert bars[-1].x + bars[-1].width <= 100


def test_each_side_has_its_direction_and_together_stands_next_to_the_line():
    picture = contacts((2, 1, 3))
    upper = [bar for bar in picture["bars"] if bar.y < MIDDLE]
    lower = [bar for bar in picture["bars"] if bar.y >= MIDDLE]
    assert [bar.kind for bar in upper] == ["together", "eu"]
    assert [bar.kind for bar in lower] == ["together", "counterpart"]
    assert upper[0].y + upper[0].height == pytest.approx(MIDDLE, abs=0.1)
    assert lower[0].y == MIDDLE
    assert upper[0].height == lower[0].height == pytest.approx(3 * lower[1].height, abs=0.2)
    assert [number.text for number in picture["numbers"]] == ["5", "4"]
    assert picture["numbers"][0].y < upper[1].y
    assert picture["numbers"][1].y > lower[1].y + lower[1].height


def test_bars_and_numbers_stay_inside_the_picture():
    picture = contacts(*[(9, 0, 0), (0, 9, 0), (0, 0, 9), (100, 100, 100)] * 6)
    assert all(bar.y >= 0 and bar.y + bar.height <= picture["height"] - 20 - SIZE for bar in picture["bars"])
    assert all(number.y >= SIZE * 0.7 for number in picture["numbers"])
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in picture["bars"])


@pytest.mark.parametrize("rows", [[], [(0, 0, 0)]])
def test_without_a_contact_there_is_no_picture(rows):
    assert contacts(*rows) is None
