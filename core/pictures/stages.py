"""The stage band of the journey strip: done, running and expected road above the baseline's ghost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.pictures.scale import DayScale
from core.pictures.shapes import ghost_path
from core.pictures.stops import StageBar, StageState, stage_days, stage_state

GHOST_DROP = 4.5
GHOST_TICK = 2.5
LEAST_WIDTH = 2.0
PARTING = 1.0  # stages that follow each other stay two


@dataclass(frozen=True)
class Band:
    """One stage on the band; `solid_width` is the part that is behind."""

    stage: StageBar
    state: StageState
    x: float
    width: float
    solid_width: float

    @property
    def end(self) -> float:
        """x of the right edge."""
        return self.x + self.width


@dataclass(frozen=True)
class Road:
    """All bands of a strip and, apart from them, the ghosts of their baselines."""

    y: float
    height: float
    bands: tuple[Band, ...]
    ghosts: tuple[str, ...]


def road(stages: Sequence[StageBar], scale: DayScale, today: date, y: float, height: float) -> Road:
    """The stages at this height of the picture."""
    bands = []
    for stage, days in zip(stages, stage_days([stage.forecast for stage in stages]), strict=True):
        if days is None:
            continue
        x, end = scale.start(days.first), scale.end(days.last)
        width = max(end - x - PARTING, LEAST_WIDTH)
        x = min(x, scale.width - width)
        state = stage_state(days, today)
        solid = {"done": width, "ahead": 0.0}.get(state)
        if solid is None:
            solid = min(max(scale.middle(today) - x, 0), width)
        bands.append(Band(stage, state, round(x, 1), round(width, 1), round(solid, 1)))
    ghosts = [
        ghost_path(scale.start(days.first), scale.end(days.last), y + height + GHOST_DROP, GHOST_TICK)
        for days in stage_days([stage.baseline for stage in stages])
        if days
    ]
    return Road(y, height, tuple(bands), tuple(ghosts))
