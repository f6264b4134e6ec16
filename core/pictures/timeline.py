"""A whole strand on one axis: a row for each pairing, and today through all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.periods import covering
from core.pictures.large import ARROW_FROM, TIER, StageName, TodayLine, name_tiers, stage_name, today_line
from core.pictures.scale import Axis, DateLabel, DayScale, Span, axis
from core.pictures.shapes import Bar, arrow_path, ghost_path
from core.pictures.small import BAND_HEIGHT, LEAST, Counter, SmallStop, stops_on_band
from core.pictures.stops import GHOST_DROP, GHOST_TICK, Road, StageBar, Stop, days_of, journey_span, road
from core.pictures.timeline_labels import CLEAR, LANE, LabelText, PlacedLabel, Room, place_labels

PAD = 5
MOVED_DROP = 7.0  # the ghost of a milestone lies below that of the stages
BELOW = 16  # both ghosts, with their ticks
PILL = 24
AXIS = 38


type RowStops = Sequence[tuple[Stop, LabelText | None]]
type RowStages = Sequence[StageBar]


@dataclass(frozen=True)
class Sheet:
    """How large it is drawn: the width of the axis, how many lines of labels a row has, the room of one label.

    A label is at most `longest`, and is shortened down to `least` where more stops are named so. A row of one line
    names one stop of those that crowd, of several lines each. In one lane, titles may be wrapped into several `lines`,
    and are whole then; all rows are as high as the label of most lines. `air` is what a row is higher than it need
    be; `is_named` puts the names of the stages above all rows.
    """

    width: float
    lanes: int = 1
    lines: int = 1
    longest: float = 300
    least: float = 300
    air: float = 0
    is_named: bool = False


@dataclass(frozen=True)
class TimelineRow:
    """One pairing, in coordinates of its own row; `ghosts` and `arrows` are of the milestones that moved."""

    road: Road
    stops: tuple[SmallStop, ...]
    counters: tuple[Counter, ...]
    ghosts: tuple[str, ...]
    arrows: tuple[str, ...]
    labels: tuple[PlacedLabel, ...]


@dataclass(frozen=True)
class StrandTimeline:
    """Everything that pages and files print: the axis on top, the names of stages, and the rows below each other."""

    width: float
    span: Span
    axis: Axis
    year_y: float
    month_y: float
    grid_top: float
    head_height: float
    names: tuple[StageName, ...]
    names_height: float
    names_road: Road
    row_height: float
    rows: tuple[TimelineRow, ...]
    today: TodayLine | None


def strand_timeline(
    rows: Sequence[tuple[RowStages, RowStops]],
    today: date,
    sheet: Sheet,
    *,
    month_label: DateLabel,
    year_label: DateLabel,
    today_label: str,
) -> StrandTimeline | None:
    """Lay out the rows on one scale, or None when no date is known at all.

    Each has the same stages, with what was reported of them in its pairing; their names stand above that of all.
    Today is drawn only inside the span of the strand, as in the journey of one pairing.
    """
    stages = [
        replace(same[0], reported=covering(one.reported for one in same))
        for same in zip(*(bars for bars, _stops in rows), strict=True)
    ]
    span = journey_span(stages, [stop for _bars, stops in rows for stop, _words in stops])
    if span is None:
        return None
    scale = DayScale(span, sheet.width, LEAST[1])
    today_x = scale.middle(today) if today in span else None
    pill = PILL if today_x is not None else 0
    head = pill + AXIS
    lanes = sheet.lanes if sheet.lines == 1 else _most_lines([_row(row, scale, sheet, 0, today) for row in rows])
    band_y = PAD + sheet.air / 2 + lanes * LANE + 2
    row_height = band_y + BAND_HEIGHT + BELOW + PAD + sheet.air / 2
    names, names_road, names_height = _names(stages, scale, today, is_named=sheet.is_named)
    height = head + names_height + len(rows) * row_height
    return StrandTimeline(
        width=sheet.width,
        span=span,
        axis=axis(scale, month_label, year_label, today_x),
        year_y=pill + 14,
        month_y=pill + 30,
        grid_top=pill + 18,
        head_height=head,
        names=names,
        names_height=names_height,
        names_road=names_road,
        row_height=row_height,
        rows=tuple(_row(row, scale, sheet, band_y, today) for row in rows),
        today=None if today_x is None else today_line(today_x, today_label, sheet.width, height),
    )


def _names(
    stages: Sequence[StageBar], scale: DayScale, today: date, *, is_named: bool
) -> tuple[tuple[StageName, ...], Road, float]:
    """The names of the stages above a band of their own, and the height that both take."""
    bands = road(stages, scale, today, 0, BAND_HEIGHT).bands
    tiers = name_tiers(bands, scale.width)
    if not is_named or not tiers:
        return (), road([], scale, today, 0, 0), 0
    y = PAD + TIER * (1 + max(tier for _text, _x, tier in tiers.values()))
    way = road(stages, scale, today, y, BAND_HEIGHT)
    names = tuple(stage_name(band, tiers[index], y) for index, band in enumerate(way.bands))
    return names, way, y + BAND_HEIGHT + BELOW - 4


def _row(row: tuple[RowStages, RowStops], scale: DayScale, sheet: Sheet, band_y: float, today: date) -> TimelineRow:
    stages, named = row
    today_x = scale.middle(today) if today in scale.span else None
    singles, counters = stops_on_band([stop for stop, _words in named], scale, band_y)
    marks = [(one.bar, (one.stop,)) for one in singles] + [(one.box, one.stops) for one in counters]
    moved = [
        found
        for box, stops in marks
        for stop in stops
        if (found := _moved(stop, box.centre, scale, band_y)) is not None
    ]
    words = {id(stop): said for stop, said in named}
    wanted = tuple(one for box, stops in marks for one in _wanted(box, stops, words, today_x, each=sheet.lanes > 1))
    room = Room(sheet.width, sheet.lanes, sheet.longest, sheet.least, band_y, today_x, sheet.lines)
    return TimelineRow(
        road=road(stages, scale, today, band_y, BAND_HEIGHT),
        stops=singles,
        counters=counters,
        ghosts=tuple(dict.fromkeys(ghost for ghost, _arrow in moved)),
        arrows=tuple(dict.fromkeys(arrow for _ghost, arrow in moved)),
        labels=place_labels(wanted, room),
    )


def _most_lines(rows: Sequence[TimelineRow]) -> int:
    return max((len(label.lines) for row in rows for label in row.labels), default=1)


def _moved(stop: Stop, centre: float, scale: DayScale, band_y: float) -> tuple[str, str] | None:
    """The ghost of the first plan with an arrow below what is now expected or was; None where both are one."""
    days = days_of(stop.baseline)
    if days is None or not stop.moved:
        return None
    left, right = scale.start(days.first), scale.end(days.last)
    if abs((left + right) / 2 - centre) < ARROW_FROM:
        return None
    y = band_y + BAND_HEIGHT + GHOST_DROP + MOVED_DROP
    return ghost_path(left, right, y, GHOST_TICK, centre), arrow_path(round(centre, 1), y)


def _wanted(
    box: Bar, stops: Sequence[Stop], words: Mapping[int, LabelText | None], today: float | None, *, each: bool
) -> list[tuple[float, LabelText]]:
    """Where the words of a mark begin: those that count most, or those of each stop in it, side by side.

    On a mark that lies across today they begin behind its line.
    """
    begin = box.x
    if today is not None and box.x < today + CLEAR < box.end - CLEAR:
        begin = today + CLEAR
    said = [one for stop in stops if (one := words[id(stop)]) is not None]
    if not each:
        return [(round(begin, 1), min(said, key=lambda one: one.rank))] if said else []
    step = (box.end - begin) / len(said) if len(said) > 1 else 0
    return [(round(begin + number * step + min(step, 2), 1), one) for number, one in enumerate(said)]
