"""The parts of a whole as one bar of grey steps: names above and per cent inside where they fit, a table beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pictures.shapes import NARROW, WIDE, Text, percent, pixels, text_width

BAR = 34
GAP = 2  # pixels of paper between two parts, which keeps them apart in any grey
LEAST = 1.5  # per cent that a part is wide at least, so that one of a thousand is seen
SIZE = 13
ROOM = 8  # around a number inside, and between two names
NAMES = 22  # the line of names, with air above it
LEADER = 5  # between that line and the bar


@dataclass(frozen=True)
class Share:
    """One part: x and width in per cent, `step` its grey, `number` in per cent, empty where it has no room.

    A number that is `wide_only` has room in a wide place alone.
    """

    x: float
    width: float
    step: int
    number: str
    wide_only: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Shares:
    """Everything that the template prints; `top` is where the bar begins; names differ by the width of the place."""

    height: int
    top: int
    bar: int
    parts: tuple[Share, ...]
    narrow_names: tuple[Text, ...]
    wide_names: tuple[Text, ...]

    @property
    def name_y(self) -> int:
        return self.top - LEADER

    @property
    def number_y(self) -> float:
        return self.top + self.bar / 2 + 4.5


def shares(numbers: Sequence[int], names: Sequence[str]) -> Shares:
    """Lay the parts out in their order, each as wide as its number; a part of nothing is left out.

    The first part has step 1, and a part keeps its step whatever the others are. A name stands above a part that is
    as wide as the name is long; the others have theirs in the table alone.
    """
    counted = [(step, number) for step, number in enumerate(numbers, 1) if number > 0]
    widths = _widths([number for _step, number in counted])
    edges = [sum(widths[:at]) for at in range(len(widths))]
    total = sum(number for _step, number in counted)
    parts = [
        _share(step, number, total, x, width) for (step, number), x, width in zip(counted, edges, widths, strict=True)
    ]
    placed = [(x, width, names[step - 1]) for (step, _n), x, width in zip(counted, edges, widths, strict=True)]
    narrow, wide = _names(placed, NARROW), _names(placed, WIDE)
    top = NAMES if narrow or wide else 0
    return Shares(
        height=top + BAR, top=top, bar=BAR, parts=tuple(parts), narrow_names=tuple(narrow), wide_names=tuple(wide)
    )


def _widths(numbers: Sequence[int]) -> list[float]:
    """In per cent. What small parts take beyond their share is taken from the others, in proportion."""
    total = sum(numbers)
    small = [number for number in numbers if percent(number, total) < LEAST]
    left, rest = 100 - LEAST * len(small), total - sum(small)
    return [LEAST if number in small else number / rest * left for number in numbers]


def _share(step: int, number: int, total: int, x: float, width: float) -> Share:
    text = f"{round(100 * number / total)}%"
    needs = text_width(text, SIZE, bold=True) + ROOM
    fits = needs <= pixels(width, WIDE)
    return Share(round(x, 2), round(width, 2), step, text if fits else "", wide_only=needs > pixels(width, NARROW))


def _names(parts: Sequence[tuple[float, float, str]], place: float) -> list[Text]:
    """The names that are no longer than their part, in a place of that many pixels."""
    return [
        Text(round(x, 2), text)
        for x, width, text in parts
        if text_width(text, SIZE, bold=True) + ROOM <= pixels(width, place)
    ]
