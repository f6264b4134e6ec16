"""The upright journey for narrow screens: an ordered list like a timetable, with today as an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.pictures.scale import Span
from core.pictures.shapes import Bar
from core.pictures.stages import Kind, kind_on
from core.pictures.stops import Part, StageBar, Stop, days_of, journey_span, stage_days, stop_parts

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
