"""Names beside the dots of a map: none on another name or on a dot; those of a cluster stand in a column."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from core.pictures.projection import Box, Point, rounded
from core.pictures.shapes import text_width

GAP = 4  # between a dot and its name
AIR = 3  # around a name
LINE = 1.3  # of the size of the text, from one line of a name to the next
LONGEST = 18  # characters of a name in one line, where it has several words
# Dots nearer than this, in pixels, are told apart by a column of names.
NEAR = 17
COLUMN_WAYS = (26, 44, 70, 110, 160, 220)
# A name that stands apart, with a line to its dot, is worth so many covered bits of arcs.
LEADER_PRICE = 2
COLUMN_STEPS = (0, -16, 16, -32, 32, -56, 56, -90, 90, -130, 130)
GRAIN = 8  # of the grid that knows where arcs run
CELL = 64  # of the grid that knows where dots and names are


@dataclass(frozen=True)
class Name:
    """What a label says: a name, its language where that is not the reader's, and the name in the own script."""

    text: str
    lang: str = ""
    beside: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        words = [*((word, "") for word in self.text.split(" ")), *([("", self.beside)] if self.beside else [])]
        ways = [(words[:cut], words[cut:]) for cut in range(1, len(words))]
        if not ways or len(f"{self.text} {self.beside}") <= LONGEST:
            return (_line(words),)
        first, second = min(
            ways, key=lambda way: max(sum(len(one) + len(other) + 1 for one, other in part) for part in way)
        )
        return _line(first), _line(second)

    def width(self, size: float) -> float:
        """The estimated width of its longer line in pixels."""
        return max(text_width(" ".join(filter(None, line)), size, bold=True) for line in self.lines)

    def height(self, size: float) -> float:
        """The height of its lines in pixels."""
        return len(self.lines) * LINE * size


def _line(words: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return " ".join(text for text, _beside in words if text), "".join(beside for _text, beside in words)


@dataclass(frozen=True)
class Mark:
    """A dot that wants a name: its middle, its radius, whose it is, what is written beside it (nothing: only a dot)."""

    x: float
    y: float
    radius: float
    side: str
    name: Name | None

    @property
    def ring(self) -> float:
        return round(self.radius * 0.76, 2)

    @property
    def stroke(self) -> float:
        return round(self.radius * 0.48, 2)


@dataclass(frozen=True)
class Label:
    """A placed name: where its lines begin or end (`anchor` start, middle or end), and the line to its dot, if any.

    Each of its lines has its baseline, the text, and the own script that stands in it.
    """

    x: float
    anchor: str
    lines: tuple[tuple[float, str, str], ...]
    side: str
    lang: str
    box: Box
    leader: tuple[Point, Point] | None = None


class Taken:
    """What of a panel is taken: rectangles that no name may touch, and where arcs run, which names rather avoid."""

    def __init__(self, frame: Box, arcs: Iterable[Point]) -> None:
        self.frame = frame
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._arcs = {(int(x // GRAIN), int(y // GRAIN)) for x, y in arcs}

    def add(self, box: Box) -> None:
        """Nothing may stand here from now on."""
        for cell in self._of(box):
            self._cells[cell].append(box)

    def free(self, box: Box) -> bool:
        """Whether it lies in the frame and touches nothing."""
        return self.frame.holds(box) and not any(
            box.meets(other) for cell in self._of(box) for other in self._cells[cell]
        )

    def crossed(self, box: Box) -> int:
        """How much of the arcs a name would cover."""
        columns = range(int(box.left // GRAIN), int(box.right // GRAIN) + 1)
        rows = range(int(box.top // GRAIN), int(box.bottom // GRAIN) + 1)
        return sum((column, row) in self._arcs for column in columns for row in rows)

    @staticmethod
    def _of(box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for row in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
                yield column, row


# Names with what their place costs: the parts of arcs that they cover, and how far off they stand.
type Priced = tuple[float, list[Label]]
NOWHERE: Priced = (math.inf, [])


def place_labels(marks: Sequence[Mark], taken: Taken, size: float, *, leaders: bool) -> tuple[list[Label], int]:
    """Names for the marks, and how many found no room; the marks count as taken themselves.

    Without `leaders` a name stands at its dot or nowhere.
    """
    for mark in marks:
        taken.add(Box(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius))
    placed: list[Label] = []
    missing = 0
    wanted = [mark for mark in marks if mark.name]
    groups = sorted(_clusters(wanted), key=len, reverse=True) if leaders else [[mark] for mark in wanted]
    for group in groups:
        rest = group
        if len(group) > 1:
            found = _in_columns(group, taken, size)
            placed += found
            rest = group[len(found) :]
        for mark in rest:
            price, near = _beside(mark, taken, size)
            apart, column = _column([mark], taken, size) if leaders else NOWHERE
            labels = column if apart + LEADER_PRICE < price else near
            missing += not labels
            placed += labels
            for label in labels:
                taken.add(label.box)
    return placed, missing


def _clusters(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Marks that are joined by short ways, from top to bottom."""
    groups: list[list[Mark]] = []
    for mark in marks:
        joined = [group for group in groups if any(math.hypot(mark.x - one.x, mark.y - one.y) < NEAR for one in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([mark, *(one for group in joined for one in group)])
    return [sorted(group, key=lambda mark: (mark.y, mark.x, mark.name.text if mark.name else "")) for group in groups]


def _label(mark: Mark, name: Name, x: float, top: float, anchor: str, size: float) -> Label:
    width, height = name.width(size), name.height(size)
    left = {"start": x, "end": x - width, "middle": x - width / 2}[anchor]
    return Label(
        x=round(x, 1),
        anchor=anchor,
        lines=tuple((round(top + (number + 0.78) * LINE * size, 1), *line) for number, line in enumerate(name.lines)),
        side=mark.side,
        lang=name.lang,
        box=Box(left - AIR, top, left + width + AIR, top + height),
    )


def _beside(mark: Mark, taken: Taken, size: float) -> Priced:
    """The name right at its dot: outwards if it fits there, else where it covers the least of the arcs."""
    if mark.name is None:
        return NOWHERE
    height = mark.name.height(size)
    gap = mark.radius + GAP
    middle = mark.y - height / 2
    above, below = mark.y - gap - height + 2, mark.y + gap - 2
    out, back = ("end", "start") if mark.x < taken.frame.middle[0] else ("start", "end")
    ways = [
        (out, middle), (back, middle), ("middle", above), ("middle", below),
        (out, above), (out, below), (back, above), (back, below),
    ]  # fmt: skip
    steps = {"end": -gap - AIR, "start": gap + AIR, "middle": 0}
    found = []
    for number, (anchor, top) in enumerate(ways):
        step = steps[anchor] if top == middle else steps[anchor] / 2
        label = _label(mark, mark.name, mark.x + step, top, anchor, size)
        if taken.free(label.box):
            found.append((taken.crossed(label.box) + number * 0.4, [label]))
    return min(found, key=lambda one: one[0], default=NOWHERE)


def _in_columns(group: Sequence[Mark], taken: Taken, size: float) -> list[Label]:
    """The names of a cluster in a column, as many from its top as find room in one."""
    count = len(group)
    while count > 1:
        _price, found = _column(group[:count], taken, size)
        if found:
            for label in found:
                taken.add(label.box)
            return found
        count = count * 2 // 3
    return []


def _column(group: Sequence[Mark], taken: Taken, size: float) -> Priced:
    """The names of these marks under each other beside them, with a line to each."""
    heights = [mark.name.height(size) + 4 for mark in group if mark.name]
    left, right = min(mark.x for mark in group), max(mark.x for mark in group)
    centre = sum(mark.y for mark in group) / len(group)
    outward = 1 if (left + right) / 2 >= taken.frame.middle[0] else -1
    best = NOWHERE
    for sign, way, step in product((outward, -outward), COLUMN_WAYS, COLUMN_STEPS):
        price = way / 12 + abs(step) / 12 + (6 if sign != outward else 0)
        if best[0] <= price:
            continue
        x = right + way if sign > 0 else left - way
        labels = _stacked(group, x, centre + step - sum(heights) / 2, "start" if sign > 0 else "end", size)
        if all(taken.free(label.box) for label in labels):
            price += sum(taken.crossed(label.box) for label in labels)
            if price < best[0]:
                best = (price, labels)
    return best


def _stacked(group: Sequence[Mark], x: float, top: float, anchor: str, size: float) -> list[Label]:
    labels = []
    sign = 1 if anchor == "start" else -1
    for mark in group:
        if mark.name is None:
            continue
        label = _label(mark, mark.name, x, top, anchor, size)
        middle = top + (label.box.bottom - label.box.top) / 2
        away = math.hypot(x - mark.x, middle - mark.y) or 1
        start = (mark.x + (x - mark.x) / away * mark.radius, mark.y + (middle - mark.y) / away * mark.radius)
        leader = (rounded(start), rounded((x - sign * (AIR + 1), middle)))
        labels.append(replace(label, leader=leader))
        top = label.box.bottom + 4
    return labels
