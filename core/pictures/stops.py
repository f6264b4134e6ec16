"""What journeys are drawn from, stages and stops, and both as they lie on a scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.periods import Period
from core.pictures.scale import DAY, DayScale, Span, span_of
from core.pictures.shapes import SQUARE, Bar, bar_path, ghost_path, half_paths, strike_path

type Side = Literal["eu", "counterpart", "both"]
type Status = Literal["planned", "done", "cancelled", "unknown"]


@dataclass(frozen=True)
class StageBar:
    """A stage of the way; each period may be empty. `reported` is what of it is known to have happened."""

    name: str
    baseline: Period
    forecast: Period
    reported: Period
    lang: str = ""  # set when the name is in another language than the page


@dataclass(frozen=True)
class Stop:
    """A milestone on the way.

    `note` is the short date behind the title, `when` the full one, `planned` the baseline's
    where it differs. `state` is the status in words, `reason` why the date moved.
    `confirmed` holds the sides that confirmed the current edition.
    """

    title: str
    note: str
    url: str
    side: Side
    baseline: Period
    forecast: Period
    actual: Period
    status: Status
    overdue: bool
    state: str = ""
    when: str = ""
    planned: str = ""
    reason: str = ""
    lang: str = ""
    confirmed: frozenset[str] = frozenset()

    @property
    def shown(self) -> Period:
        """The best that is known of its dates: what happened, else what is expected."""
        return self.actual or self.forecast or self.baseline

    @property
    def moved(self) -> bool:
        """Whether its dates differ from the first plan."""
        before, now = days_of(self.baseline), days_of(self.shown)
        return before is not None and before != now


@dataclass(frozen=True)
class Part:
    """One path of a stop and the classes that colour it."""

    d: str
    css: str


def journey_span(stages: Iterable[StageBar], stops: Iterable[Stop]) -> Span | None:
    """The span of everything that is drawn; lists of strips share one to stand aligned."""
    periods = [period for stage in stages for period in (stage.baseline, stage.forecast, stage.reported)]
    periods += [period for stop in stops for period in (stop.baseline, stop.shown)]
    spans = [days for period in periods if (days := days_of(period))]
    return span_of(day for days in spans for day in (days.first, days.last))


def stage_days(periods: Sequence[Period]) -> list[Span | None]:
    """The days each stage is drawn over, in the stages' order.

    A stage known by month only begins the day after the stage before it ends, where that
    end is a known day and later.
    """
    drawn: list[Span | None] = []
    before: Period | None = None
    for period in periods:
        days = days_of(period)
        if days and before and not start_is_day(period) and end_is_day(before):
            ended = days_of(before)
            if ended and days.first <= ended.last < days.last:
                days = Span(ended.last + DAY, days.last)
        drawn.append(days)
        before = period if days else before
    return drawn


def stop_bar(stop: Stop, days: Span, scale: DayScale, y: float, height: float, least: tuple[float, float]) -> Bar:
    """The stop's place: true to its days, widened around their centre to the least width (alone, joint)."""
    left, right = scale.start(days.first), scale.end(days.last)
    least_width = least[1] if stop.side == "both" else least[0]
    width = right - left
    if width < least_width:
        left, width = (left + right - least_width) / 2, least_width
    left = min(max(left, 0), scale.width - width)
    round_end = height / 2
    return Bar(
        round(left, 1),
        y,
        round(width, 1),
        height,
        left=round_end if start_is_day(stop.shown) else SQUARE,
        right=round_end if end_is_day(stop.shown) else SQUARE,
    )


def stop_parts(stop: Stop, bar: Bar) -> tuple[Part, ...]:
    """The paths of a stop: one in the hue of its side, or the two halves of a joint one."""
    kind = _kind(stop)
    if stop.side != "both":
        parts = [Part(bar_path(bar), f"wc-journey-{stop.side} {kind}")]
    elif stop.status == "done" and not stop.confirmed:
        # Recorded as done without anybody's confirmation: the halves would claim one.
        parts = [Part(bar_path(bar), "wc-journey-road is-filled")]
    else:
        parts = [
            Part(path, f"wc-journey-{side} {'is-filled' if side in stop.confirmed else kind}")
            for side, path in zip(("eu", "counterpart"), half_paths(bar), strict=True)
        ]
    if stop.status == "cancelled":
        parts.append(Part(strike_path(bar), "wc-journey-strike"))
    return tuple(parts)


def start_is_day(period: Period) -> bool:
    """Whether the day on which the period begins is known."""
    return period.start is not None and period.start.precision == "day"


def end_is_day(period: Period) -> bool:
    """Whether the day on which the period ends is known; without an end it is its start's."""
    end = period.end or period.start
    return end is not None and end.precision == "day"


def _kind(stop: Stop) -> str:
    if stop.status == "done" and stop.side != "both":
        return "is-filled"
    return {"cancelled": "is-cancelled", "unknown": "is-unknown"}.get(stop.status, "is-outline")


def days_of(period: Period) -> Span | None:
    """The days a period covers, or None when nothing is known; never a span that runs backwards."""
    first, last = period.first_day, period.last_day
    if first is None or last is None:
        return None
    return Span(first, max(first, last))


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
        return self.pieces[0].x

    @property
    def end(self) -> float:
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
