"""The stage band of the journey strip: reported, not reported and planned road above the baseline's ghost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.pictures.scale import DAY, DayScale, Span
from core.pictures.shapes import ghost_path
from core.pictures.stops import StageBar, days_of, stage_days

type Kind = Literal["done", "unreported", "ahead"]

GHOST_DROP = 4.5
GHOST_TICK = 2.5
LEAST_WIDTH = 2.0
PARTING = 1.0  # stages that follow each other stay two


@dataclass(frozen=True)
class Piece:
    """A stretch of the road: `done` is reported as happened, `unreported` is past, `ahead` is planned."""

    kind: Kind
    x: float
    width: float


@dataclass(frozen=True)
class Band:
    """One stage on the road, its pieces from left to right."""

    stage: StageBar
    pieces: tuple[Piece, ...]

    @property
    def x(self) -> float:
        """x of the left edge."""
        return self.pieces[0].x

    @property
    def end(self) -> float:
        """x of the right edge."""
        return max(piece.x + piece.width for piece in self.pieces)


@dataclass(frozen=True)
class Road:
    """All bands of a strip and, apart from them, the ghosts of their baselines."""

    y: float
    height: float
    bands: tuple[Band, ...]
    ghosts: tuple[str, ...]

    @property
    def pieces(self) -> list[Piece]:
        """The pieces in the order in which they are drawn: no other stage's plan hides what happened."""
        return sorted((piece for band in self.bands for piece in band.pieces), key=lambda piece: piece.kind == "done")


def road(stages: Sequence[StageBar], scale: DayScale, today: date, y: float, height: float) -> Road:
    """The stages at this height of the picture, as far as they lie on its scale."""
    bands = []
    for stage, planned in zip(stages, stage_days([stage.forecast for stage in stages]), strict=True):
        pieces = [
            _piece(kind, *place, scale)
            for kind, days in _stretches(planned, days_of(stage.reported), today)
            if (place := _place(days, scale))
        ]
        if pieces:
            bands.append(Band(stage, tuple(sorted(pieces, key=lambda piece: piece.x))))
    ghosts = [
        ghost_path(*place, y + height + GHOST_DROP, GHOST_TICK)
        for days in stage_days([stage.baseline for stage in stages])
        if days and (place := _place(days, scale))
    ]
    return Road(y, height, tuple(bands), tuple(ghosts))


def kind_on(day: date, reported: Span | None, today: date) -> Kind:
    """What a stage is on a day: done from the first to the last reported day of its milestones, else past or ahead."""
    if reported is not None and day in reported:
        return "done"
    return "unreported" if day < today else "ahead"


def _stretches(planned: Span | None, reported: Span | None, today: date) -> list[tuple[Kind, Span]]:
    """What was reported, wherever it lies, and the rest of the plan cut at today."""
    found: list[tuple[Kind, Span]] = [("done", reported)] if reported else []
    cuts = [today, *((reported.first, reported.last + DAY) if reported else ())]
    for days in _cut(planned, cuts) if planned else ():
        kind = kind_on(days.first, reported, today)
        if kind != "done":
            found.append((kind, days))
    return found


def _cut(days: Span, at: Iterable[date]) -> list[Span]:
    firsts = sorted({days.first, *(day for day in at if day in days)})
    return [
        Span(first, last) for first, last in zip(firsts, [*(day - DAY for day in firsts[1:]), days.last], strict=True)
    ]


def _place(days: Span, scale: DayScale) -> tuple[float, float] | None:
    """Where days lie on the scale; None where none of them does."""
    if days.last < scale.span.first or days.first > scale.span.last:
        return None
    return scale.start(max(days.first, scale.span.first)), scale.end(min(days.last, scale.span.last))


def _piece(kind: Kind, x: float, end: float, scale: DayScale) -> Piece:
    width = max(end - x - PARTING, LEAST_WIDTH)
    return Piece(kind, round(min(x, scale.width - width), 1), round(width, 1))
