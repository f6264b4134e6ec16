"""The bar of shares: parts in proportion, side by side, none lost, numbers only where they fit."""

import pytest

from core.pictures.shares import GAP, LEAST, WIDTH, shares


def test_the_parts_fill_the_bar_in_their_order_and_proportion():
    first, second, third = shares([3, 2, 1]).parts
    assert [part.number for part in (first, second, third)] == ["3", "2", "1"]
    assert first.x == 0
    assert second.x == pytest.approx(first.x + first.width + GAP, abs=0.2)
    assert third.x + third.width == pytest.approx(WIDTH, abs=0.2)
    assert first.width == pytest.approx(3 * third.width, abs=0.2)


def test_a_part_keeps_its_grey_whether_or_not_the_others_are_there():
    assert [part.step for part in shares([0, 4, 0, 1]).parts] == [2, 4]


def test_one_of_a_thousand_is_seen_but_its_number_has_no_room():
    large, small = shares([1000, 1]).parts
    assert (small.width, small.number) == (LEAST, "")
    assert small.x + small.width == pytest.approx(WIDTH, abs=0.2)
    assert large.number == "1000"


@pytest.mark.parametrize("numbers", [[], [0, 0]])
def test_nothing_has_no_parts(numbers):
    assert shares(numbers).parts == ()


def test_the_number_stands_in_the_middle_of_its_part():
    (only,) = shares([7]).parts
    assert (only.width, only.middle) == (WIDTH, WIDTH / 2)
