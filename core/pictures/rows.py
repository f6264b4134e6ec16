"""The rows of the large strip: each stop with its label in the first row where both fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.pictures.labels import shorten, text_width
from core.pictures.scale import DayScale, Span
from core.pictures.shapes import FLAG_WIDTH, Bar, arrow_path, flag_path, ghost_path
from core.pictures.stages import GHOST_DROP, GHOST_TICK
from core.pictures.stops import Part, Stop, days_of, stop_bar, stop_parts

ROW_HEIGHT = 28
STOP_HEIGHT = 16
LEAST = (16.0, 30.0)
LABEL_SIZE = 13
LABEL_GAP = 8
WORD_GAP = 6
ROW_GAP = 12
ARROW_FROM = 6.0  # a shift of fewer pixels is not seen as one


@dataclass(frozen=True)
class StopLabel:
    """The words beside a stop, with a flag where it is late."""

    title: str
    note: str
    state: str
    x: float
    y: float
    anchor: Literal["start", "end"]
    left: float
    right: float
    flag: str


@dataclass(frozen=True)
class PlacedStop:
    """A stop in its row: its paths, the ghost of its baseline, its label, and the area to click."""

    stop: Stop
    row: int
    bar: Bar
    parts: tuple[Part, ...]
    ghost: str
    arrow: str
    left: float
    right: float
    label: StopLabel
    hit: Bar


@dataclass(frozen=True)
class _Ghost:
    """The baseline of a stop; `reach` is where its arrow stands."""

    left: float
    right: float
    reach: float | None


def place_stops(stops: Sequence[Stop], scale: DayScale, top: float) -> tuple[tuple[PlacedStop, ...], int]:
    """Place the stops that have a date, in their order; also says how many rows they take."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for stop in stops:
        days = days_of(stop.shown)
        if days is None:
            continue
        bar = stop_bar(stop, days, scale, 0, STOP_HEIGHT, LEAST)
        ghost = _ghost(stop, bar, scale)
        left, right = _extent(bar, ghost)
        side = _label_side(bar, left, right, _label_width(stop), scale.width)
        label = _label(stop, side, left, right, scale.width)
        needs = [(min(left, label.left), max(right, label.right))]
        if side == "below":
            needs = [(left, right), (label.left, label.right)]
        row = _first_row(taken, needs)
        placed.append(_placed(stop, row, bar, ghost, label, needs, top))
    return tuple(placed), len(taken)


def _placed(
    stop: Stop,
    row: int,
    bar: Bar,
    ghost: _Ghost | None,
    label: StopLabel,
    needs: list[tuple[float, float]],
    top: float,
) -> PlacedStop:
    middle = top + row * ROW_HEIGHT + ROW_HEIGHT / 2 - 2
    text_middle = middle + (len(needs) - 1) * ROW_HEIGHT
    bar = Bar(bar.x, middle - STOP_HEIGHT / 2, bar.width, bar.height, bar.left, bar.right)
    line = middle + STOP_HEIGHT / 2 + GHOST_DROP
    flag = ""
    if stop.overdue:
        flag_x = label.x - FLAG_WIDTH - WORD_GAP if label.anchor == "start" else label.x + WORD_GAP
        flag = flag_path(flag_x, text_middle)
    left, right = min(start for start, _ in needs), max(end for _, end in needs)
    return PlacedStop(
        stop=stop,
        row=row,
        bar=bar,
        parts=stop_parts(stop, bar),
        ghost=ghost_path(ghost.left, ghost.right, line, GHOST_TICK, ghost.reach) if ghost else "",
        arrow=arrow_path(ghost.reach, line) if ghost and ghost.reach is not None else "",
        left=needs[0][0],
        right=needs[0][1],
        label=StopLabel(
            label.title,
            label.note,
            label.state,
            label.x,
            text_middle + 4.5,
            label.anchor,
            label.left,
            label.right,
            flag,
        ),
        hit=Bar(left, middle - 12, round(right - left, 1), 24 + text_middle - middle),
    )


def _ghost(stop: Stop, bar: Bar, scale: DayScale) -> _Ghost | None:
    days: Span | None = days_of(stop.baseline)
    if days is None:
        return None
    left, right = scale.start(days.first), scale.end(days.last)
    moved = stop.moved and abs((left + right) / 2 - bar.centre) >= ARROW_FROM
    return _Ghost(left, right, round(bar.centre, 1) if moved else None)


def _extent(bar: Bar, ghost: _Ghost | None) -> tuple[float, float]:
    if ghost is None:
        return bar.x, bar.end
    return min(bar.x, ghost.left), max(bar.end, ghost.right)


def _label_width(stop: Stop) -> float:
    width = text_width(stop.title, LABEL_SIZE, bold=True)
    return width + _rest_width(stop)


def _rest_width(stop: Stop) -> float:
    width = FLAG_WIDTH + WORD_GAP if stop.overdue else 0.0
    if stop.note:
        width += WORD_GAP + text_width(stop.note, LABEL_SIZE)
    if stop.state:
        width += WORD_GAP + text_width(stop.state, LABEL_SIZE, bold=stop.overdue)
    return width


def _label_side(bar: Bar, left: float, right: float, length: float, width: float) -> Literal["left", "right", "below"]:
    fits_left = left - LABEL_GAP - length >= 0
    fits_right = right + LABEL_GAP + length <= width
    if bar.x > width * 3 / 4 and fits_left:
        return "left"
    if fits_right:
        return "right"
    return "left" if fits_left else "below"


def _label(stop: Stop, side: Literal["left", "right", "below"], left: float, right: float, width: float) -> StopLabel:
    """The label on its side of the stop; y and flag follow with the row."""
    flag = FLAG_WIDTH + WORD_GAP if stop.overdue else 0.0
    note, state = stop.note, stop.state
    room = width - _rest_width(stop)
    if room < width / 4:
        # Words longer than the whole picture: they stand in full in the table beside it.
        note, state = shorten(note, width / 4, LABEL_SIZE), shorten(state, width / 4, LABEL_SIZE, bold=True)
        room = width / 4
    title = shorten(stop.title, room, LABEL_SIZE, bold=True)
    length = min(
        flag
        + text_width(title, LABEL_SIZE, bold=True)
        + (WORD_GAP + text_width(note, LABEL_SIZE) if note else 0)
        + (WORD_GAP + text_width(state, LABEL_SIZE, bold=stop.overdue) if state else 0),
        width,
    )
    if side == "left":
        edge = left - LABEL_GAP
        return StopLabel(title, note, state, edge - flag, 0, "end", edge - length, edge, "")
    start = right + LABEL_GAP if side == "right" else max(min(left, width - length), 0.0)
    return StopLabel(title, note, state, round(start + flag, 1), 0, "start", start, start + length, "")


def _first_row(taken: list[list[tuple[float, float]]], needs: list[tuple[float, float]]) -> int:
    row = 0
    while not all(_free(taken, row + below, need) for below, need in enumerate(needs)):
        row += 1
    for below, need in enumerate(needs):
        while len(taken) <= row + below:
            taken.append([])
        taken[row + below].append(need)
    return row


def _free(taken: list[list[tuple[float, float]]], row: int, need: tuple[float, float]) -> bool:
    if row >= len(taken):
        return True
    return all(need[1] + ROW_GAP <= start or end + ROW_GAP <= need[0] for start, end in taken[row])
