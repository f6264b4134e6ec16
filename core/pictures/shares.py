"""The parts of a whole as one bar of grey steps, each with its number below; the table beside it names them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.pictures.labels import text_width

WIDTH = 340
BAR = 28
HEIGHT = 50
GAP = 2  # of paper between two parts, which keeps them apart in any grey
LEAST = 4  # what a part is wide at least, so that one of a thousand is seen
NUMBER_SIZE = 13
NUMBER_ROOM = 2
NUMBER_Y = BAR + 17


@dataclass(frozen=True)
class Share:
    """One part: `step` names its grey, `number` is empty where it has no room below."""

    x: float
    width: float
    step: int
    number: str

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Shares:
    """Everything that the template prints."""

    width: int
    height: int
    bar: int
    number_y: int
    parts: tuple[Share, ...]


def shares(numbers: Iterable[int]) -> Shares:
    """Lay the parts out in their order, each as wide as its number; a part of nothing is left out.

    The first part has step 1, and a part keeps its step whatever the others are.
    """
    counted = [(step, number) for step, number in enumerate(numbers, start=1) if number > 0]
    total = sum(number for _step, number in counted)
    room = WIDTH - GAP * max(0, len(counted) - 1)
    # What small parts take beyond their share is taken from the others, in proportion.
    small = [number for _step, number in counted if number / total * room < LEAST]
    left, rest = room - LEAST * len(small), total - sum(small)
    parts, x = [], 0.0
    for step, number in counted:
        width = LEAST if number in small else number / rest * left
        fits = text_width(str(number), NUMBER_SIZE, bold=True) <= width + GAP - NUMBER_ROOM
        parts.append(Share(round(x, 1), round(width, 1), step, str(number) if fits else ""))
        x += width + GAP
    return Shares(width=WIDTH, height=HEIGHT, bar=BAR, number_y=NUMBER_Y, parts=tuple(parts))
