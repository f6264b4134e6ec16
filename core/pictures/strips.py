"""The journey of one pairing: large, each stop with its label; small, for lists; and upright, for narrow screens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.pictures.shapes import FLAG_WIDTH, Bar, Text, arrow_path, flag_path, ghost_path, shorten, text_width
from core.pictures.stops import (
    GHOST_DROP,
    GHOST_TICK,
    Band,
    DayScale,
    Kind,
    Part,
    Road,
    Span,
    StageBar,
    Stop,
    Tick,
    axis,
    days_of,
    ghost_of,
    journey_span,
    kind_on,
    road,
    stage_days,
    stop_bar,
    stop_parts,
)

ROW_HEIGHT = 28
LARGE_STOP, LARGE_LEAST = 16, (16.0, 30.0)
LABEL_SIZE = 13
LABEL_GAP = 8
WORD_GAP = 6
ROW_GAP = 12

type Stretch = tuple[float, float]


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
    flag: str = ""


@dataclass(frozen=True)
class PlacedStop:
    """A stop in its row with the ghost of its baseline, its label, and the area to click."""

    stop: Stop
    row: int
    bar: Bar
    ghost: str
    arrow: str
    left: float
    right: float
    label: StopLabel
    hit: Bar


def place_stops(stops: Sequence[Stop], scale: DayScale, top: float) -> tuple[list[PlacedStop], int]:
    """Place the stops that have a date, in their order; also says how many rows they take."""
    taken: list[list[Stretch]] = []
    placed = []
    for stop in stops:
        days = days_of(stop.shown)
        if days is None:
            continue
        bar = stop_bar(stop, days, scale, 0, LARGE_STOP, LARGE_LEAST)
        ghost = ghost_of(stop, bar, scale)
        left, right = (min(bar.x, ghost[0]), max(bar.end, ghost[1])) if ghost else (bar.x, bar.end)
        label, is_below = _label(stop, bar, left, right, scale.width)
        needs = [(min(left, label.left), max(right, label.right))]
        if is_below:
            needs = [(left, right), (label.left, label.right)]
        row = _first_row(taken, needs)
        middle = top + row * ROW_HEIGHT + ROW_HEIGHT / 2 - 2
        line, text_middle = middle + LARGE_STOP / 2 + GHOST_DROP, middle + (len(needs) - 1) * ROW_HEIGHT
        flag_x = label.x - FLAG_WIDTH - WORD_GAP if label.anchor == "start" else label.x + WORD_GAP
        reach = round(ghost[2], 1) if ghost and ghost[2] is not None else None
        start, end = min(one[0] for one in needs), max(one[1] for one in needs)
        placed.append(
            PlacedStop(
                stop,
                row,
                replace(bar, y=middle - LARGE_STOP / 2),
                ghost=ghost_path(ghost[0], ghost[1], line, GHOST_TICK, reach) if ghost else "",
                arrow=arrow_path(reach, line) if reach is not None else "",
                left=needs[0][0],
                right=needs[0][1],
                label=replace(label, y=text_middle + 4.5, flag=flag_path(flag_x, text_middle) if stop.overdue else ""),
                hit=Bar(start, middle - 12, round(end - start, 1), 24 + text_middle - middle),
            )
        )
    return placed, len(taken)


def _label(stop: Stop, bar: Bar, left: float, right: float, width: float) -> tuple[StopLabel, bool]:
    """The words beside what is drawn of a stop, and whether they have room only below it; y and flag follow later."""
    title, note, state = stop.title, stop.note, stop.state
    beside = _beside(note, state, is_late=stop.overdue)
    length = text_width(title, LABEL_SIZE, bold=True) + beside
    fits_left, fits_right = left - LABEL_GAP - length >= 0, right + LABEL_GAP + length <= width
    if width - beside < width / 4:
        # Words longer than the whole picture: they stand in full in the table beside it.
        note, state = shorten(note, width / 4, LABEL_SIZE), shorten(state, width / 4, LABEL_SIZE, bold=True)
    title = shorten(title, max(width - beside, width / 4), LABEL_SIZE, bold=True)
    length = text_width(title, LABEL_SIZE, bold=True) + _beside(note, state, is_late=stop.overdue)
    length, flag = min(length, width), FLAG_WIDTH + WORD_GAP if stop.overdue else 0.0
    if fits_left and (bar.x > width * 3 / 4 or not fits_right):
        edge = left - LABEL_GAP
        return StopLabel(title, note, state, edge - flag, 0, "end", edge - length, edge), False
    start = right + LABEL_GAP if fits_right else max(min(left, width - length), 0.0)
    return StopLabel(title, note, state, round(start + flag, 1), 0, "start", start, start + length), not fits_right


def _beside(note: str, state: str, *, is_late: bool) -> float:
    """The room of flag, note and state beside a title."""
    width = FLAG_WIDTH + WORD_GAP if is_late else 0.0
    for text, bold in ((note, False), (state, is_late)):
        width += WORD_GAP + text_width(text, LABEL_SIZE, bold=bold) if text else 0
    return width


def _first_row(taken: list[list[Stretch]], needs: list[Stretch]) -> int:
    """The first row in which there is room, and below it where two are needed; they are taken."""
    row = 0
    while not all(_is_free(taken[row + below : row + below + 1], need) for below, need in enumerate(needs)):
        row += 1
    taken += [[] for _missing in range(row + len(needs) - len(taken))]
    for below, need in enumerate(needs):
        taken[row + below].append(need)
    return row


def _is_free(rows: list[list[Stretch]], need: Stretch) -> bool:
    return all(need[1] + ROW_GAP <= start or end + ROW_GAP <= need[0] for row in rows for start, end in row)


WIDTH = 1152
ROAD_HEIGHT = 12
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
    bottom: float
    pill_x: float
    pill_width: float
    label: str
    top = pill_height = PILL_HEIGHT
    label_y = PILL_HEIGHT / 2 + 4

    @property
    def label_x(self) -> float:
        return round(self.pill_x + self.pill_width / 2, 1)


@dataclass(frozen=True)
class LargeJourney:
    """Everything that is drawn of the large strip, top to bottom."""

    width: float
    height: float
    ticks: list[Tick]
    years: list[Text]
    year_y: float
    month_y: float
    grid_top: float
    names: list[StageName]
    road: Road
    stops: list[PlacedStop]
    today: TodayLine | None


def large_journey(
    stages: Sequence[StageBar], stops: Sequence[Stop], today: date, *, today_label: str, width: float = WIDTH
) -> LargeJourney | None:
    """Lay out the large strip, or None when no date is known at all."""
    span = journey_span(stages, stops)
    if span is None:
        return None
    scale = DayScale(span, width, LARGE_LEAST[1])
    today_x = scale.today_x(today)
    pill = PILL_HEIGHT + 2 if today_x is not None else 0
    grid_top = pill + 36
    tiers = name_tiers(road(stages, scale, today, 0, ROAD_HEIGHT).bands, width)
    band_y = grid_top + 4 + TIER * (1 + max((tier for _text, _x, tier in tiers.values()), default=0))
    way = road(stages, scale, today, band_y, ROAD_HEIGHT)
    rows_top = band_y + ROAD_HEIGHT + 12
    placed, rows = place_stops(stops, scale, rows_top)
    height = rows_top + max(rows, 1) * ROW_HEIGHT + 6
    ticks, years = axis(scale, today_x)
    return LargeJourney(
        width,
        height,
        ticks,
        years,
        year_y=pill + 14,
        month_y=pill + 30,
        grid_top=grid_top,
        names=stage_names(way, tiers),
        road=way,
        stops=placed,
        today=None if today_x is None else today_line(today_x, today_label, width, height),
    )


type Tiers = dict[int, tuple[str, float, int]]  # of each band text, x and tier of its name


def name_tiers(bands: Sequence[Band], width: float) -> Tiers:
    """Where the names of bands stand, laid from the right so that leaders stay free."""
    taken: list[list[Stretch]] = []
    names: Tiers = {}
    for index in sorted(range(len(bands)), key=lambda index: bands[index].x, reverse=True):
        text = shorten(bands[index].stage.name, width, NAME_SIZE, bold=True)
        length = text_width(text, NAME_SIZE, bold=True)
        x = round(max(min(bands[index].x, width - length), 0), 1)
        tier = 0
        while tier < len(taken) and any(x < end and start < x + length + NAME_GAP for start, end in taken[tier]):
            tier += 1
        taken += [[]] if tier == len(taken) else []
        taken[tier].append((x, x + length + NAME_GAP))
        names[index] = (text, x, tier)
    return names


def stage_names(way: Road, tiers: Tiers) -> list[StageName]:
    """The names of the bands above their road."""
    found = []
    for index, band in enumerate(way.bands):
        text, x, tier = tiers[index]
        baseline = way.y - 8 - tier * TIER
        found.append(StageName(band, text, x, baseline, baseline + 4 if tier else None))
    return found


def today_line(x: float, label: str, width: float, height: float) -> TodayLine:
    """The line at x from the pill with its words down to the height of the picture."""
    pill_width = round(min(text_width(label, PILL_SIZE, bold=True) + 2 * PILL_PADDING, width), 1)
    left = round(min(max(x - pill_width / 2, 0), width - pill_width), 1)
    return TodayLine(x, height, left, pill_width, label)


SMALL_WIDTH, SMALL_HEIGHT = 360, 34
BAND_Y, BAND_HEIGHT = 13, 10
SMALL_STOP, SMALL_LEAST = 12, (14.0, 24.0)
MERGE_WITHIN = 13.0
COUNTER_HEIGHT, COUNTER_WIDTH, DIGIT = 14, 18, 7
LONGEST_STOP = 92  # days; whatever lasts longer is the road itself, not a stop on it

# What stands at one place of a band: a stop, or several that crowd, whose bar is that of a counter.
type Mark = tuple[tuple[Stop, ...], Bar]


@dataclass(frozen=True)
class SmallJourney:
    """Everything that is drawn of the small strip."""

    width: float
    road: Road
    marks: list[Mark]
    today_x: float | None


def small_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    width: float = SMALL_WIDTH,
    span: Span | None = None,
) -> SmallJourney | None:
    """Lay out the small strip, or None when no date is known at all.

    Lists give one `span` (see `journey_span`) to all their strips, so that they stand aligned.
    """
    span = span or journey_span(stages, stops)
    if span is None:
        return None
    scale = DayScale(span, width, SMALL_LEAST[1])
    way = road(stages, scale, today, BAND_Y, BAND_HEIGHT)
    return SmallJourney(width, way, marks_on_band(stops, scale, BAND_Y), scale.today_x(today))


def marks_on_band(stops: Sequence[Stop], scale: DayScale, band_y: float) -> list[Mark]:
    """The stops that stand alone on a band at this height, and then the counters of those that crowd."""
    top = band_y + (BAND_HEIGHT - SMALL_STOP) / 2
    groups: list[list[tuple[Stop, Bar]]] = []
    drawn = [
        (stop, stop_bar(stop, days, scale, top, SMALL_STOP, SMALL_LEAST))
        for stop in stops
        if (days := days_of(stop.shown)) and days.days <= LONGEST_STOP
        if days.first in scale.span and days.last in scale.span
    ]
    for stop, bar in sorted(drawn, key=lambda pair: pair[1].centre):
        before = groups[-1][-1][1] if groups else None
        if before and bar.centre - before.centre < _needed(before, bar):
            groups[-1].append((stop, bar))
        else:
            groups.append([(stop, bar)])
    marks = [
        (tuple(stop for stop, _bar in group), group[0][1] if len(group) == 1 else _counter(group, scale.width, band_y))
        for group in groups
    ]
    return sorted(marks, key=lambda mark: len(mark[0]) > 1)


def _needed(before: Bar, bar: Bar) -> float:
    """How far two stops must stand apart; marks drawn wider than their days count in full."""
    is_short = max(before.width, bar.width) <= SMALL_LEAST[1]
    return max(MERGE_WITHIN, (before.width + bar.width) / 2) if is_short else MERGE_WITHIN


def _counter(group: Sequence[tuple[Stop, Bar]], width: float, band_y: float) -> Bar:
    wide = COUNTER_WIDTH + DIGIT * (len(str(len(group))) - 1)
    centre = (group[0][1].centre + group[-1][1].centre) / 2
    left = round(min(max(centre - wide / 2, 0), width - wide), 1)
    radius = COUNTER_HEIGHT / 2
    return Bar(left, band_y + (BAND_HEIGHT - COUNTER_HEIGHT) / 2, wide, COUNTER_HEIGHT, radius, radius)


MARK_HEIGHT = 18
MARK_WIDTH = {"eu": 18, "counterpart": 18, "both": 34}
MARK_BOX = 36  # stroke included, so that all marks share one axis

# A line of the timetable: the road beside it; then a stage, a stop, or today, where it is neither.
type UprightLine = tuple[Kind, StageBar | Stop | None]


def upright_journey(groups: Sequence[tuple[StageBar, Sequence[Stop]]], today: date) -> list[UprightLine]:
    """The lines in order: each stage, its stops, and today before the first line that lies ahead.

    Outside the journey's span today is no line, as in the strip.
    """
    stages = [stage for stage, _stops in groups]
    span = journey_span(stages, [stop for _stage, stops in groups for stop in stops])
    is_ahead = span is None or today not in span
    beside: Kind = "ahead"
    lines: list[UprightLine] = []
    for (stage, stops), stage_begin in zip(groups, stage_days([stage.forecast for stage in stages]), strict=True):
        reported = days_of(stage.reported)
        dated: list[tuple[StageBar | Stop, Span | None]] = [(stage, stage_begin)]
        dated += [(stop, days_of(stop.shown)) for stop in stops]
        for one, days in dated:
            if days is not None:  # beside what has no day the road goes on as before
                beside = kind_on(days.first, reported, today)
                if days.first > today and not is_ahead:
                    is_ahead = True
                    lines.append(("ahead", None))
            lines.append((beside, one))
    return lines if is_ahead or not lines else [*lines, ("ahead", None)]


def mark_parts(stop: Stop) -> list[Part]:
    """A stop alone, as tables and boards draw it beside its words; always round: these tell how exact the date is."""
    width = MARK_WIDTH[stop.side]
    return stop_parts(stop, Bar((MARK_BOX - width) / 2, 1, width, MARK_HEIGHT, MARK_HEIGHT / 2, MARK_HEIGHT / 2))
