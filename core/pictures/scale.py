"""The journey's axis: x linear in days, and the months and years along it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.periods import months_between
from core.pictures.shapes import Text, text_width

AIR = timedelta(days=15)  # half a month at both ends
DAY = timedelta(days=1)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
TICK_SIZE = 12
TICK_GAP = 10
LABEL_INDENT = 3

type DateLabel = Callable[[date], str]


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


def span_of(days: Iterable[date]) -> Span | None:
    """The span of these days with half a month of air at both ends, or None without any day."""
    known = sorted(days)
    if not known:
        return None
    # Air must not leave the calendar, however odd the dates that were typed in.
    first = known[0] - min(AIR, known[0] - date.min)
    last = known[-1] + min(AIR, date.max - DAY - known[-1])
    return Span(first, max(first, last))


@dataclass(frozen=True)
class DayScale:
    """Maps days to x. `inset` keeps room for the least width of a stop at both ends."""

    span: Span
    width: float
    least: float
    inset: float = field(init=False)

    def __post_init__(self) -> None:
        air = self.width / self.span.days * AIR.days
        object.__setattr__(self, "inset", 0.0 if air >= self.least / 2 else self.least / 2)

    @property
    def day_width(self) -> float:
        return (self.width - 2 * self.inset) / self.span.days

    def start(self, day: date) -> float:
        """x where the day begins."""
        return round(self.inset + (day - self.span.first).days * self.day_width, 1)

    def end(self, day: date) -> float:
        """x where the day is over, for end days count whole."""
        return round(self.inset + ((day - self.span.first).days + 1) * self.day_width, 1)

    def middle(self, day: date) -> float:
        """x at noon of the day."""
        return round(self.inset + ((day - self.span.first).days + 0.5) * self.day_width, 1)


@dataclass(frozen=True)
class Tick:
    """A month's beginning: a grid line, and a label unless it stands in another's way."""

    x: float
    label: str
    label_x: float
    is_year: bool


@dataclass(frozen=True)
class Axis:
    """Grid lines with the names of months and years."""

    ticks: tuple[Tick, ...]
    years: tuple[Text, ...]


def axis(scale: DayScale, month_label: DateLabel, year_label: DateLabel, today_x: float | None) -> Axis:
    """The ticks of the scale; the month's name under the line of today is left out."""
    span = scale.span
    months = [month for month in months_between(span.first, span.last) if month >= span.first]
    widest = max((text_width(month_label(month), TICK_SIZE, bold=True) for month in months), default=0)
    step = _step(widest + LABEL_INDENT + TICK_GAP, scale.day_width * 30.4)
    ticks = []
    years: list[Text] = []
    for month in months:
        if (month.year * 12 + month.month - 1) % step:
            continue
        x = scale.start(month)
        label_x = x + LABEL_INDENT
        label = month_label(month)
        right = label_x + text_width(label, TICK_SIZE, bold=True)
        if right > scale.width or _crosses(today_x, label_x, right):
            label = ""
        ticks.append(Tick(x, label, label_x, month.month == 1))
        if month.month == 1 or not years:
            _add_year(years, label_x, year_label(month), scale.width, today_x)
    return Axis(tuple(ticks), tuple(years))


def _add_year(years: list[Text], x: float, label: str, width: float, today_x: float | None) -> None:
    length = text_width(label, TICK_SIZE, bold=True)
    if today_x is not None and _crosses(today_x, x, x + length):
        x = today_x + 2 * LABEL_INDENT  # a year is not hidden, it steps aside
    if x + length > width:
        return
    if years:
        before = years[-1]
        if before.x + text_width(before.text, TICK_SIZE, bold=True) + LABEL_INDENT > x:
            return
    years.append(Text(round(x, 1), label))


def _crosses(x: float | None, left: float, right: float) -> bool:
    return x is not None and left - LABEL_INDENT <= x <= right + LABEL_INDENT


def _step(needed: float, month_width: float) -> int:
    for step in MONTH_STEPS:
        if step * month_width >= needed:
            return step
    return MONTH_STEPS[-1] * 10
