"""The upright journey for narrow screens: an ordered list like a timetable, with today as an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.pictures.shapes import Bar
from core.pictures.stops import Part, StageBar, Stop, days_of, journey_span, stage_days, stop_parts

MARK_HEIGHT = 18
MARK_WIDTH = {"eu": 18, "counterpart": 18, "both": 34}
MARK_BOX = 36  # stroke included, so that all marks share one axis

type StageGroup = tuple[StageBar | None, Sequence[Stop]]


@dataclass(frozen=True)
class UprightItem:
    """A line of the timetable. `is_behind` says whether the road beside it has been travelled."""

    kind: Literal["stage", "stop", "today"]
    is_behind: bool
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
    is_behind = True
    items: list[UprightItem] = []

    def meet_today(first: date | None) -> None:
        nonlocal is_behind
        if is_behind and first is not None and first > today:
            is_behind = False
            if span is not None and today in span:
                items.append(UprightItem("today", is_behind=False))

    for stage, stops in groups:
        if stage is not None:
            days = next(begins)
            meet_today(days.first if days else None)
            items.append(UprightItem("stage", is_behind, stage=stage))
        for stop in stops:
            days = days_of(stop.shown)
            meet_today(days.first if days else None)
            items.append(UprightItem("stop", is_behind, stop=stop, parts=mark_parts(stop)))
    if is_behind and items and span is not None and today in span:
        items.append(UprightItem("today", is_behind=True))
    return tuple(items)


def mark_parts(stop: Stop) -> tuple[Part, ...]:
    """A stop alone, as tables and boards draw it beside its words."""
    return stop_parts(stop, _mark(stop))


def _mark(stop: Stop) -> Bar:
    """The sign-off mark's size and always round: the words beside it tell how exact the date is."""
    width = MARK_WIDTH[stop.side]
    return Bar((MARK_BOX - width) / 2, 1, width, MARK_HEIGHT, MARK_HEIGHT / 2, MARK_HEIGHT / 2)
