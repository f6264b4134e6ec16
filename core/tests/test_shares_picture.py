"""The bar of shares: parts in proportion, none lost; names never run into each other, what has no room is left out."""

import pytest

from core.pictures.charts import LEADER, LEAST, ROOM, SHARE_SIZE as SIZE, shares
from core.pictures.shapes import NARROW, WIDE, pixels, text_width

pytestmark = pytest.mark.one_database

NAMES = ["Government", "Research", "Business", "Civil society", "Other"]


def drawn(*numbers):
    return shares(numbers, NAMES[: len(numbers)])


def test_the_parts_fill_the_bar_in_their_order_and_proportion():
    first, second, third = drawn(3, 2, 1)["parts"]
    assert [part["number"] for part in (first, second, third)] == ["50%", "33%", "17%"]
    assert first["x"] == 0
    assert second["x"] == pytest.approx(first["x"] + first["width"], abs=0.02)
    assert third["x"] + third["width"] == pytest.approx(100, abs=0.02)
    assert first["width"] == pytest.approx(3 * third["width"], abs=0.02)


def test_a_part_keeps_its_grey_and_its_name_whether_or_not_the_others_are_there():
    picture = drawn(0, 4, 0, 4)
    assert [part["step"] for part in picture["parts"]] == [2, 4]
    assert [name.text for name in picture["narrow_names"]] == ["Research", "Civil society"]


def test_one_of_a_thousand_is_seen_but_its_number_has_no_room():
    large, small = drawn(1000, 1)["parts"]
    assert (small["width"], small["number"]) == (LEAST, "")
    assert small["x"] + small["width"] == pytest.approx(100, abs=0.02)
    assert large["number"] == "100%"


def test_a_number_that_fits_in_a_wide_place_alone_says_so():
    wide, slim = drawn(9, 1)["parts"]
    assert (wide["number"], wide["wide_only"]) == ("90%", False)
    assert (slim["number"], slim["wide_only"]) == ("10%", True)


@pytest.mark.parametrize("numbers", [[], [0, 0]])
def test_nothing_has_no_parts(numbers):
    picture = drawn(*numbers)
    assert (picture["parts"], picture["narrow_names"], picture["top"]) == ([], [], 0)


@pytest.mark.parametrize("numbers", [(8, 1, 1, 1, 0), (1, 1, 1, 1, 1), (1, 1, 1, 1, 96), (96, 1, 1, 1, 1)])
def test_a_name_stands_above_its_part_and_no_longer_than_that_in_every_place(numbers):
    picture = drawn(*numbers)
    counted = [name for name, number in zip(NAMES, numbers, strict=True) if number]
    for names, place in ((picture["narrow_names"], NARROW), (picture["wide_names"], WIDE)):
        rooms = {
            name: pixels(part["width"], place) - ROOM for name, part in zip(counted, picture["parts"], strict=True)
        }
        assert [name.text for name in names] == [
            name for name in counted if text_width(name, SIZE, bold=True) <= rooms[name]
        ]
        begins = {name: part["x"] for name, part in zip(counted, picture["parts"], strict=True)}
        assert all(name.x == begins[name.text] for name in names)


def test_names_stand_between_the_upper_edge_and_the_bar():
    picture = drawn(1, 1)
    assert SIZE <= picture["name_y"] <= picture["top"] - LEADER


def test_where_there_is_room_all_parts_are_named():
    assert [name.text for name in drawn(8, 6, 6, 6)["wide_names"]] == NAMES[:4]
