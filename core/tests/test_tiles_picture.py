"""Piles of tiles: as many squares as things, from the ground up, in one unit for all."""

import pytest

from core.pictures.tiles import IN_ROW, ROWS, SIZE, WIDTH, tiles

pytestmark = pytest.mark.one_database


def test_a_square_is_a_thing_as_long_as_there_is_room():
    picture = tiles([2, IN_ROW + 1, 0])
    assert [len(pile) for pile in picture.piles] == [2, IN_ROW + 1, 0]
    assert picture.unit == 1
    ground = picture.height - SIZE
    assert [tile.y for tile in picture.piles[0]] == [ground, ground]
    assert picture.piles[1][-1].x == 0
    assert picture.piles[1][-1].y == 0


@pytest.mark.parametrize(("most", "unit"), [(24, 1), (25, 2), (60, 5), (5000, 500)])
def test_of_many_a_square_is_several_and_none_leaves_its_pile(most, unit):
    picture = tiles([most, 1])
    assert picture.unit == unit
    for pile in picture.piles:
        assert all(tile.x >= 0 and tile.x + tile.width <= WIDTH for tile in pile)
        assert all(0 <= tile.y <= picture.height - SIZE for tile in pile)
    assert len(picture.piles[0]) <= IN_ROW * ROWS


def test_what_is_less_than_a_square_is_narrower_and_still_seen():
    (last,) = tiles([5000, 1]).piles[1]
    assert 0 < last.width < SIZE


def test_nothing_is_one_empty_row():
    picture = tiles([0, 0, 0])
    assert (picture.height, picture.piles) == (SIZE, ((), (), ()))
