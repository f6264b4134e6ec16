"""The large journey strip: the pairing's own way, each stop with its label in the first row where both fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.pictures.scale import Axis, DateLabel, DayScale, Span, axis
from core.pictures.shapes import FLAG_WIDTH, Bar, arrow_path, flag_path, ghost_path, shorten, text_width
from core.pictures.stops import (
    GHOST_DROP,
    GHOST_TICK,
    Band,
    Part,
    Road,
    StageBar,
    Stop,
    days_of,
    journey_span,
    road,
    stop_bar,
    stop_parts,
)

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


type _Ghost = tuple[float, float, float | None]  # the baseline of a stop, and where its arrow stands


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
    bar = replace(bar, y=middle - STOP_HEIGHT / 2)
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
        ghost=ghost_path(ghost[0], ghost[1], line, GHOST_TICK, ghost[2]) if ghost else "",
        arrow=arrow_path(ghost[2], line) if ghost and ghost[2] is not None else "",
        left=needs[0][0],
        right=needs[0][1],
        label=replace(label, y=text_middle + 4.5, flag=flag),
        hit=Bar(left, middle - 12, round(right - left, 1), 24 + text_middle - middle),
    )


def _ghost(stop: Stop, bar: Bar, scale: DayScale) -> _Ghost | None:
    days: Span | None = days_of(stop.baseline)
    if days is None:
        return None
    left, right = scale.start(days.first), scale.end(days.last)
    moved = stop.moved and abs((left + right) / 2 - bar.centre) >= ARROW_FROM
    return left, right, round(bar.centre, 1) if moved else None


def _extent(bar: Bar, ghost: _Ghost | None) -> tuple[float, float]:
    if ghost is None:
        return bar.x, bar.end
    return min(bar.x, ghost[0]), max(bar.end, ghost[1])


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


WIDTH = 1152
BAND_HEIGHT = 12
LEAST_JOINT = 30
NAME_SIZE = 13
NAME_GAP = 10
TIER = 19
PILL_HEIGHT = 22
PILL_SIZE = 12
PILL_PADDING = 12


@dataclass(frozen=True)
class StageName:
    """A stage's name above the band; a lifted one hangs on a leader."""

    band: Band
    text: str
    x: float
    y: float
    leader_top: float | None


@dataclass(frozen=True)
class TodayLine:
    """The line of today from its pill down to the last row."""

    x: float
    top: float
    bottom: float
    pill_x: float
    pill_width: float
    pill_height: float
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class LargeJourney:
    """Everything the template of the large strip prints, top to bottom."""

    width: float
    height: float
    axis: Axis
    year_y: float
    month_y: float
    grid_top: float
    names: tuple[StageName, ...]
    road: Road
    stops: tuple[PlacedStop, ...]
    today: TodayLine | None


def large_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    month_label: DateLabel,
    year_label: DateLabel,
    today_label: str,
    width: float = WIDTH,
) -> LargeJourney | None:
    """Lay out the large strip, or None when no date is known at all.

    Today is drawn only inside the span of the journey: a closed one does not grow with the years.
    """
    span = journey_span(stages, stops)
    if span is None:
        return None
    scale = DayScale(span, width, LEAST_JOINT)
    today_x = scale.middle(today) if today in span else None
    pill = PILL_HEIGHT + 2 if today_x is not None else 0
    year_y, month_y = pill + 14, pill + 30
    grid_top = month_y + 6
    tiers = name_tiers(road(stages, scale, today, 0, BAND_HEIGHT).bands, width)
    band_y = grid_top + 4 + TIER * (1 + max((tier for _, _, tier in tiers.values()), default=0))
    way = road(stages, scale, today, band_y, BAND_HEIGHT)
    names = [stage_name(band, tiers[index], band_y) for index, band in enumerate(way.bands)]
    rows_top = band_y + BAND_HEIGHT + 12
    placed, rows = place_stops(stops, scale, rows_top)
    height = rows_top + max(rows, 1) * ROW_HEIGHT + 6
    return LargeJourney(
        width=width,
        height=height,
        axis=axis(scale, month_label, year_label, today_x),
        year_y=year_y,
        month_y=month_y,
        grid_top=grid_top,
        names=tuple(names),
        road=way,
        stops=placed,
        today=None if today_x is None else today_line(today_x, today_label, width, height),
    )


def name_tiers(bands: Sequence[Band], width: float) -> dict[int, tuple[str, float, int]]:
    """Text, x and tier of each band's name, laid from the right so that leaders stay free."""
    taken: list[list[tuple[float, float]]] = []
    names: dict[int, tuple[str, float, int]] = {}
    for index in sorted(range(len(bands)), key=lambda index: bands[index].x, reverse=True):
        text = shorten(bands[index].stage.name, width, NAME_SIZE, bold=True)
        length = text_width(text, NAME_SIZE, bold=True)
        x = round(max(min(bands[index].x, width - length), 0), 1)
        tier = 0
        while tier < len(taken) and any(x < end and start < x + length + NAME_GAP for start, end in taken[tier]):
            tier += 1
        if tier == len(taken):
            taken.append([])
        taken[tier].append((x, x + length + NAME_GAP))
        names[index] = (text, x, tier)
    return names


def stage_name(band: Band, place: tuple[str, float, int], band_y: float) -> StageName:
    """A name of `name_tiers` above the band that lies at this height."""
    text, x, tier = place
    baseline = band_y - 8 - tier * TIER
    return StageName(band, text, x, baseline, baseline + 4 if tier else None)


def today_line(x: float, label: str, width: float, height: float) -> TodayLine:
    """The line at x from the pill with its words down to the height of the picture."""
    pill_width = round(min(text_width(label, PILL_SIZE, bold=True) + 2 * PILL_PADDING, width), 1)
    left = round(min(max(x - pill_width / 2, 0), width - pill_width), 1)
    return TodayLine(
        x=x,
        top=PILL_HEIGHT,
        bottom=height,
        pill_x=left,
        pill_width=pill_width,
        pill_height=PILL_HEIGHT,
        label=label,
        label_x=round(left + pill_width / 2, 1),
        label_y=PILL_HEIGHT / 2 + 4,
    )
