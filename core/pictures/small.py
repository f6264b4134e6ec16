"""The journey where there is less room: the strip of lists, in one line, and the upright list of narrow screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.pictures.scale import DayScale, Span
from core.pictures.shapes import Bar
from core.pictures.stops import (
    Kind,
    Part,
    Road,
    StageBar,
    Stop,
    days_of,
    journey_span,
    kind_on,
    road,
    stage_days,
    stop_bar,
    stop_parts,
)

WIDTH = 360
HEIGHT = 34
BAND_Y = 13
BAND_HEIGHT = 10
STOP_HEIGHT = 12
LEAST = (14.0, 24.0)
MERGE_WITHIN = 13.0
COUNTER_HEIGHT = 14
COUNTER_WIDTH = 18
DIGIT = 7
LONGEST_STOP = 92  # days; whatever lasts longer is the road itself, not a stop on it


@dataclass(frozen=True)
class Counter:
    """Several stops at nearly one place, as their number; solid when all are done."""

    stops: tuple[Stop, ...]
    box: Bar
    text: str
    x: float
    y: float
    is_done: bool


@dataclass(frozen=True)
class SmallStop:
    """A single stop on the band."""

    stop: Stop
    bar: Bar
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class SmallJourney:
    """Everything the template of the small strip prints."""

    width: float
    height: float
    span: Span
    road: Road
    stops: tuple[SmallStop, ...]
    counters: tuple[Counter, ...]
    today_x: float | None


def small_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    width: float = WIDTH,
    span: Span | None = None,
) -> SmallJourney | None:
    """Lay out the small strip, or None when no date is known at all.

    Lists give one `span` (see `journey_span`) to all their strips, so that they stand aligned.
    """
    span = span or journey_span(stages, stops)
    if span is None:
        return None
    scale = DayScale(span, width, LEAST[1])
    singles, counters = stops_on_band(stops, scale, BAND_Y)
    return SmallJourney(
        width=width,
        height=HEIGHT,
        span=span,
        road=road(stages, scale, today, BAND_Y, BAND_HEIGHT),
        stops=singles,
        counters=counters,
        today_x=scale.middle(today) if today in span else None,
    )


def stops_on_band(
    stops: Sequence[Stop], scale: DayScale, band_y: float
) -> tuple[tuple[SmallStop, ...], tuple[Counter, ...]]:
    """The stops that stand alone on a band at this height, and the counters of those that crowd."""
    top = band_y + (BAND_HEIGHT - STOP_HEIGHT) / 2
    drawn = []
    for stop in stops:
        days = days_of(stop.shown)
        if days is not None and days.days <= LONGEST_STOP and days.first in scale.span and days.last in scale.span:
            drawn.append((stop, stop_bar(stop, days, scale, top, STOP_HEIGHT, LEAST)))
    singles, counters = [], []
    for group in _groups(drawn):
        if len(group) == 1:
            stop, bar = group[0]
            singles.append(SmallStop(stop, bar, stop_parts(stop, bar)))
        else:
            counters.append(_counter(group, scale.width, band_y))
    return tuple(singles), tuple(counters)


def _groups(drawn: list[tuple[Stop, Bar]]) -> list[list[tuple[Stop, Bar]]]:
    groups: list[list[tuple[Stop, Bar]]] = []
    for stop, bar in sorted(drawn, key=lambda pair: pair[1].centre):
        if groups and bar.centre - groups[-1][-1][1].centre < _needed(groups[-1][-1][1], bar):
            groups[-1].append((stop, bar))
        else:
            groups.append([(stop, bar)])
    return groups


def _needed(before: Bar, bar: Bar) -> float:
    """How far two stops must stand apart; marks drawn wider than their days count in full."""
    if max(before.width, bar.width) <= LEAST[1]:
        return max(MERGE_WITHIN, (before.width + bar.width) / 2)
    return MERGE_WITHIN


def _counter(group: list[tuple[Stop, Bar]], width: float, band_y: float) -> Counter:
    text = str(len(group))
    wide = COUNTER_WIDTH + DIGIT * (len(text) - 1)
    centre = (group[0][1].centre + group[-1][1].centre) / 2
    left = round(min(max(centre - wide / 2, 0), width - wide), 1)
    y = band_y + (BAND_HEIGHT - COUNTER_HEIGHT) / 2
    radius = COUNTER_HEIGHT / 2
    return Counter(
        stops=tuple(stop for stop, _ in group),
        box=Bar(left, y, wide, COUNTER_HEIGHT, radius, radius),
        text=text,
        x=round(left + wide / 2, 1),
        y=y + radius + 4,
        is_done=all(stop.status == "done" for stop, _ in group),
    )


MARK_HEIGHT = 18
MARK_WIDTH = {"eu": 18, "counterpart": 18, "both": 34}
MARK_BOX = 36  # stroke included, so that all marks share one axis

type StageGroup = tuple[StageBar | None, Sequence[Stop]]


@dataclass(frozen=True)
class UprightItem:
    """A line of the timetable. `road` says what is drawn beside it."""

    kind: Literal["stage", "stop", "today"]
    road: Kind
    stage: StageBar | None = None
    stop: Stop | None = None
    parts: tuple[Part, ...] = ()


def upright_journey(groups: Sequence[StageGroup], today: date) -> tuple[UprightItem, ...]:
    """The lines in order: each stage, its stops, and today before the first line that lies ahead.

    A group without a stage holds stops that belong to none. Outside the journey's span today is
    no line, as in the strip.
    """
    stages = [stage for stage, _ in groups if stage is not None]
    span = journey_span(stages, [stop for _, stops in groups for stop in stops])
    begins = iter(stage_days([stage.forecast for stage in stages]))
    is_ahead = span is None or today not in span
    reported: Span | None = None
    road: Kind = "ahead"
    items: list[UprightItem] = []

    def meet(days: Span | None) -> Kind:
        """The road beside these days; beside what has none it goes on as before."""
        nonlocal is_ahead, road
        if days is not None:
            road = kind_on(days.first, reported, today)
            if days.first > today and not is_ahead:
                is_ahead = True
                items.append(UprightItem("today", "ahead"))
        return road

    for stage, stops in groups:
        if stage is not None:
            reported = days_of(stage.reported)
            beside = meet(next(begins))
            items.append(UprightItem("stage", beside, stage=stage))
        for stop in stops:
            beside = meet(days_of(stop.shown))
            items.append(UprightItem("stop", beside, stop=stop, parts=mark_parts(stop)))
    if items and not is_ahead:
        items.append(UprightItem("today", "ahead"))
    return tuple(items)


def mark_parts(stop: Stop) -> tuple[Part, ...]:
    """A stop alone, as tables and boards draw it beside its words."""
    return stop_parts(stop, _mark(stop))


def _mark(stop: Stop) -> Bar:
    """The sign-off mark's size and always round: the words beside it tell how exact the date is."""
    width = MARK_WIDTH[stop.side]
    return Bar((MARK_BOX - width) / 2, 1, width, MARK_HEIGHT, MARK_HEIGHT / 2, MARK_HEIGHT / 2)
