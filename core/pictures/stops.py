"""What journeys are drawn from, stages and stops, and both as they lie on an axis that is linear in days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Literal

from core.formats import month_label, year_label
from core.periods import Period, months_between
from core.pictures.shapes import SQUARE, Bar, Rect, Text, bar_path, ghost_path, half_paths, strike_path, text_width

AIR = timedelta(days=15)  # half a month at both ends
DAY = timedelta(days=1)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
TICK_SIZE = 12
TICK_GAP = 10
LABEL_INDENT = 3


@dataclass(frozen=True)
class Span:
    """The days an axis runs over, air included; both ends belong to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class DayScale:
    """Maps days to x; at both ends it keeps room for the least width of a stop."""

    span: Span
    width: float
    least: float

    @property
    def inset(self) -> float:
        air = self.width / self.span.days * AIR.days
        return 0.0 if air >= self.least / 2 else self.least / 2

    @property
    def day_width(self) -> float:
        return (self.width - 2 * self.inset) / self.span.days

    def x(self, day: date, part: float = 0) -> float:
        """Where the day begins, or a part of it is over: its noon at 0.5, the whole day at 1."""
        return round(self.inset + ((day - self.span.first).days + part) * self.day_width, 1)

    def ends(self, days: Span) -> tuple[float, float]:
        """From where to where whole days reach."""
        return self.x(days.first), self.x(days.last, 1)

    def today_x(self, today: date) -> float | None:
        """The line of today; None outside of the span: a closed journey does not grow with the years."""
        return self.x(today, 0.5) if today in self.span else None


# Where a month begins: a grid line at x, whether it is that of a year, and the month's name where it has room.
type Tick = tuple[float, bool, Text | None]


def axis(scale: DayScale, today_x: float | None) -> tuple[list[Tick], list[Text]]:
    """The grid with the names of months and years; the month's name under the line of today is left out."""
    first = scale.span.first
    months = {month: month_label(month) for month in months_between(first, scale.span.last) if month >= first}
    needed = max((_width(label) for label in months.values()), default=0) + LABEL_INDENT + TICK_GAP
    month_width = scale.day_width * 30.4
    step = next((step for step in MONTH_STEPS if step * month_width >= needed), MONTH_STEPS[-1] * 10)
    ticks, years = list[Tick](), list[Text]()
    for month, label in months.items():
        if (month.year * 12 + month.month - 1) % step:
            continue
        x, is_year = scale.x(month), month.month == 1
        name = Text(x + LABEL_INDENT, label)
        right = name.x + _width(label)
        is_hidden = right > scale.width or _crosses(today_x, name.x, right)
        ticks.append((x, is_year, None if is_hidden else name))
        if is_year or not years:
            _add_year(years, name.x, year_label(month), scale.width, today_x)
    return ticks, years


def _add_year(years: list[Text], x: float, label: str, width: float, today_x: float | None) -> None:
    if today_x is not None and _crosses(today_x, x, x + _width(label)):
        x = today_x + 2 * LABEL_INDENT  # a year is not hidden, it steps aside
    taken = years[-1].x + _width(years[-1].text) + LABEL_INDENT if years else 0
    if taken <= x <= width - _width(label):
        years.append(Text(round(x, 1), label))


def _width(label: str) -> float:
    return text_width(label, TICK_SIZE, bold=True)


def _crosses(x: float | None, left: float, right: float) -> bool:
    return x is not None and left - LABEL_INDENT <= x <= right + LABEL_INDENT


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


type Part = tuple[str, str]  # a path of a stop, and the classes that colour it


def journey_span(stages: Iterable[StageBar], stops: Iterable[Stop]) -> Span | None:
    """All that is drawn, with half a month of air at both ends; lists of strips share one to stand aligned."""
    periods = [period for stage in stages for period in (stage.baseline, stage.forecast, stage.reported)]
    periods += [period for stop in stops for period in (stop.baseline, stop.shown)]
    known = sorted(day for period in periods if (days := days_of(period)) for day in (days.first, days.last))
    if not known:
        return None
    # Air must not leave the calendar, however odd the dates that were typed in.
    first = known[0] - min(AIR, known[0] - date.min)
    return Span(first, max(first, known[-1] + min(AIR, date.max - DAY - known[-1])))


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
    left, right = scale.ends(days)
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


def stop_parts(stop: Stop, bar: Bar) -> list[Part]:
    """The paths of a stop: one in the hue of its side, or the two halves of a joint one."""
    kind = {"cancelled": "is-cancelled", "unknown": "is-unknown"}.get(stop.status, "is-outline")
    if stop.side != "both":
        parts = [(bar_path(bar), f"wc-journey-{stop.side} {'is-filled' if stop.status == 'done' else kind}")]
    elif stop.status == "done" and not stop.confirmed:
        # Recorded as done without anybody's confirmation: the halves would claim one.
        parts = [(bar_path(bar), "wc-journey-road is-filled")]
    else:
        parts = [
            (path, f"wc-journey-{side} {'is-filled' if side in stop.confirmed else kind}")
            for side, path in zip(("eu", "counterpart"), half_paths(bar), strict=True)
        ]
    if stop.status == "cancelled":
        parts.append((strike_path(bar), "wc-journey-strike"))
    return parts


def ghost_of(stop: Stop, bar: Bar, scale: DayScale) -> tuple[float, float, float | None] | None:
    """The ends of a stop's baseline, and where the arrow points up from it, if it moved so far that one sees it."""
    days = days_of(stop.baseline)
    if days is None:
        return None
    left, right = scale.ends(days)
    is_seen = stop.moved and abs((left + right) / 2 - bar.centre) >= ARROW_FROM
    return left, right, bar.centre if is_seen else None


def start_is_day(period: Period) -> bool:
    """Whether the day on which the period begins is known."""
    return period.start is not None and period.start.precision == "day"


def end_is_day(period: Period) -> bool:
    """Whether the day on which the period ends is known; without an end it is its start's."""
    end = period.end or period.start
    return end is not None and end.precision == "day"


def days_of(period: Period) -> Span | None:
    """The days a period covers, or None when nothing is known; never a span that runs backwards."""
    first, last = period.first_day, period.last_day
    if first is None or last is None:
        return None
    return Span(first, max(first, last))


# Of the road: `done` is reported as happened, `unreported` is past, `ahead` is planned.
type Kind = Literal["done", "unreported", "ahead"]

ARROW_FROM = 6.0  # a shift of fewer pixels is not seen as one
GHOST_DROP = 4.5
GHOST_TICK = 2.5
LEAST_WIDTH = 2.0
PARTING = 1.0  # stages that follow each other stay two


# One stage on the road, and the stretches that are drawn of it, from left to right, each of a `Kind`.
type Band = tuple[StageBar, list[Rect]]


@dataclass(frozen=True)
class Road:
    """All bands of a strip and, apart from them, the ghosts of their baselines."""

    y: float
    height: float
    bands: list[Band]
    ghosts: list[str]

    @property
    def pieces(self) -> list[Rect]:
        """The pieces in the order in which they are drawn: no other stage's plan hides what happened."""
        drawn = (piece for _stage, pieces in self.bands for piece in pieces)
        return sorted(drawn, key=lambda piece: piece.kind == "done")


def road(stages: Sequence[StageBar], scale: DayScale, today: date, y: float, height: float) -> Road:
    """The stages at this height of the picture, as far as they lie on its scale."""
    bands = list[Band]()
    for stage, planned in zip(stages, stage_days([stage.forecast for stage in stages]), strict=True):
        pieces = [
            _piece(kind, *place, scale, y, height)
            for kind, days in _stretches(planned, days_of(stage.reported), today)
            if (place := _place(days, scale))
        ]
        if pieces:
            bands.append((stage, sorted(pieces, key=lambda piece: piece.x)))
    ghosts = [
        ghost_path(*place, y + height + GHOST_DROP, GHOST_TICK)
        for days in stage_days([stage.baseline for stage in stages])
        if days and (place := _place(days, scale))
    ]
    return Road(y, height, bands, ghosts)


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
    return scale.ends(Span(max(days.first, scale.span.first), min(days.last, scale.span.last)))


def _piece(kind: Kind, x: float, end: float, scale: DayScale, y: float, height: float) -> Rect:
    width = max(end - x - PARTING, LEAST_WIDTH)
    return Rect(round(min(x, scale.width - width), 1), y, round(width, 1), height, kind)


def road_svg(road: Road) -> str:
    """The stages above the ghosts of their baselines."""
    pieces = [
        f'<rect class="wc-journey-{piece.kind}" x="{piece.x:g}" y="{piece.y:g}" width="{piece.width:g}" '
        f'height="{piece.height:g}" rx="1"/>'
        for piece in road.pieces
    ]
    return path_svg("ghost", "".join(road.ghosts)) + "".join(pieces)


def parts_svg(parts: Iterable[Part]) -> str:
    """The paths of a stop."""
    return "".join(f'<path class="wc-journey-stop {css}" d="{d}"/>' for d, css in parts)


def path_svg(kind: str, d: str) -> str:
    """Several shapes of one kind are one path."""
    return f'<path class="wc-journey-{kind}" d="{d}"/>' if d else ""


def text_svg(kind: str, x: float, y: float, text: str, more: str = "") -> str:
    """A line of text, with `more` attributes."""
    return f'<text class="wc-journey-{kind}" x="{x:g}" y="{y:g}"{more}>{escape(text)}</text>'


def picture(css: str, width: float, height: float, summary: str, inside: Iterable[str]) -> str:
    """A picture with a sentence as its name."""
    return (
        f'<svg class="{css}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(summary)}">{"".join(inside)}</svg>'
    )
