"""The bar of shares: parts in proportion, none lost; names never run into each other, numbers stand where they fit."""

from itertools import pairwise

import pytest

from core.pictures.fluid import NARROW, WIDE, pixels
from core.pictures.labels import text_width
from core.pictures.shares import LEAST, NAME_GAP, SIZE, shares

NAMES = ["Government", "Research", "Business", "Civil society", "Other"]


def drawn(*numbers):
    return shares(numbers, NAMES[: len(numbers)])


def extent(name, place):
    length = text_width(name.text, SIZE, bold=True)
    left = pixels(name.x, place) - (length if name.anchor == "end" else 0)
    return left, left + length


def test_the_parts_fill_the_bar_in_their_order_and_proportion():
    first, second, third = drawn(3, 2, 1).parts
    assert [part.number for part in (first, second, third)] == ["50%", "33%", "17%"]
    assert first.x == 0
    assert second.x == pytest.approx(first.x + first.width, abs=0.02)
    assert third.x + third.width == pytest.approx(100, abs=0.02)
    assert first.width == pytest.approx(3 * third.width, abs=0.02)


def test_a_part_keeps_its_grey_and_its_name_whether_or_not_the_others_are_there():
    picture = drawn(0, 4, 0, 1)
    assert [part.step for part in picture.parts] == [2, 4]
    assert [name.text for name in picture.narrow_names] == ["Research", "Civil society"]


def test_one_of_a_thousand_is_seen_but_its_number_has_no_room():
    large, small = drawn(1000, 1).parts
    assert (small.width, small.number) == (LEAST, "")
    assert small.x + small.width == pytest.approx(100, abs=0.02)
    assert large.number == "100%"


def test_a_number_that_fits_in_a_wide_place_alone_says_so():
    wide, slim = drawn(9, 1).parts
    assert (wide.number, wide.wide_only) == ("90%", False)
    assert (slim.number, slim.wide_only) == ("10%", True)


@pytest.mark.parametrize("numbers", [[], [0, 0]])
def test_nothing_has_no_parts(numbers):
    picture = drawn(*numbers)
    assert (picture.parts, picture.narrow_names, picture.top) == ((), (), 0)


@pytest.mark.parametrize("numbers", [(8, 1, 1, 1, 0), (1, 1, 1, 1, 1), (1, 1, 1, 1, 96), (96, 1, 1, 1, 1)])
def test_names_stand_inside_and_apart_in_every_place(numbers):
    picture = drawn(*numbers)
    for names, place in ((picture.narrow_names, NARROW), (picture.wide_names, WIDE)):
        assert len(names) == sum(number > 0 for number in numbers)
        by_line = {}
        for name in names:
            assert 0 < name.y < picture.top
            by_line.setdefault(name.y, []).append(extent(name, place))
        for line in by_line.values():
            line.sort()
            assert line[0][0] >= 0
            assert line[-1][1] <= place
            assert all(before[1] + NAME_GAP <= after[0] for before, after in pairwise(line))


def test_where_there_is_room_all_names_stand_on_one_line():
    assert len({name.y for name in drawn(8, 5, 5, 5).wide_names}) == 1
