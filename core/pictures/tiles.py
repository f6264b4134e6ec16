"""Counts as piles of small squares, side by side and from the ground up; of many things a square is several."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pictures.shapes import Rect

SIZE = 8
GAP = 2
IN_ROW = 6
ROWS = 4
WIDTH = IN_ROW * (SIZE + GAP) - GAP
UNITS = (1, 2, 5)


@dataclass(frozen=True)
class Tiles:
    """Everything that the template prints; a whole square is `unit` things."""

    width: int
    height: int
    unit: int
    piles: tuple[tuple[Rect, ...], ...]


def tiles(counts: Sequence[int]) -> Tiles:
    """A pile for each count, all in one unit: the least of 1, 2, 5, 10, 20 ... with which the fullest has room."""
    most = max(counts, default=0)
    unit = _unit(most)
    rows = max(1, -(-most // (unit * IN_ROW)))
    height = rows * (SIZE + GAP) - GAP
    return Tiles(WIDTH, height, unit, tuple(_pile(count, unit, height) for count in counts))


def _unit(most: int) -> int:
    power = 1
    while True:
        for step in UNITS:
            if most <= step * power * IN_ROW * ROWS:
                return step * power
        power *= 10


def _pile(count: int, unit: int, height: int) -> tuple[Rect, ...]:
    whole, rest = divmod(count, unit)
    widths = [float(SIZE)] * whole + ([max(1.0, round(SIZE * rest / unit, 1))] if rest else [])
    return tuple(
        Rect(number % IN_ROW * (SIZE + GAP), height - SIZE - number // IN_ROW * (SIZE + GAP), width, SIZE)
        for number, width in enumerate(widths)
    )
