"""A pairing's year as a vector picture: stages and milestones against the first plan, contacts by month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from core.pictures.labels import shorten, text_width
from core.pictures.scale import DayScale, Span
from core.pictures.stops import StageBar, Stop, days_of, road
from core.plain_text import plain_text
from reports.rendering.drawings.canvas import GHOST, HAIR, HUES, INK, INK_2, LINE, PAPER, ROAD, from_page

WIDTH = 1040
# A third of the year is as wide as a narrow page.
THIRD, THIRD_WIDTH = 4, 320  # words of 12 have more than ten pixels on a page 320 wide
LEFT = 46  # where the letters of the sides stand
MONTHS = 12
NAME_Y, BAND_Y, BAND = 36, 42, 10
STOP_Y, RADIUS = 72, 5.5
MIDDLE, TALLEST = 114, 18
HEIGHT = 142
BAR = 26
AIR = 7  # behind the last day, so that its mark is whole; before the first one the letters have left it


@dataclass(frozen=True, slots=True)
class YearLabels:
    """The words of the picture: months from January, the letters of the sides."""

    months: Sequence[str]
    eu: str
    counterpart: str


def year_svg(
    year: int,
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    contacts: Mapping[str, Sequence[int | None]],
    today: date,
    labels: YearLabels,
    *,
    third: int | None = None,
) -> str:
    """The twelve months, or four of them: the `third` 0, 1 or 2. `contacts` has a number or nothing for each month."""
    months, full = range(1, MONTHS + 1), WIDTH
    if third is not None:
        months, full = range(third * THIRD + 1, third * THIRD + THIRD + 1), THIRD_WIDTH
    span = Span(date(year, months[0], 1), date(year, months[-1], monthrange(year, months[-1])[1]))
    scale = DayScale(span, full - LEFT - AIR, 0)
    inner = "".join(
        [
            *_months(scale, year, months, labels),
            *_today(scale, today),
            *_stages(scale, stages, today),
            *_stops(scale, stops),
            *_contacts(scale, year, months, contacts, labels),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {HEIGHT}" width="{full}" height="{HEIGHT}" '
        f'font-family="Pretendard" font-size="12"><g transform="translate({LEFT} 0)">{inner}</g></svg>'
    )


def _text(x: float, y: float, words: str, *, fill: str = INK_2, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    said = escape(plain_text(words).replace("\n", " "))
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}"{weight}>{said}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1) -> str:
    return f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}" fill="none" stroke="{stroke}" stroke-width="{width:g}"/>'


def _box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> str:
    edge = f' stroke="{stroke}" stroke-width="1.2"' if stroke else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{edge}/>'


def _months(scale: DayScale, year: int, months: range, labels: YearLabels) -> Iterator[str]:
    for number in months:
        x = scale.start(date(year, number, 1))
        yield _line(x, 4, x, HEIGHT, LINE if number == months[0] else HAIR)
        yield _text(x + 4, 14, labels.months[number - 1], bold=True)
    yield _line(scale.width, 4, scale.width, HEIGHT, HAIR)


def _stages(scale: DayScale, stages: Sequence[StageBar], today: date) -> Iterator[str]:
    way, free = road(stages, scale, today, BAND_Y, BAND), -1.0
    yield from_page("components/journey_road.html", road=way)
    for band in way.bands:
        at = max(band.x, free)
        name = shorten(band.stage.name, max(band.end - at, 200), 12, bold=True)
        length = text_width(name, 12, bold=True)
        at = min(at, scale.width - length)
        if at >= free:
            yield _box(at - 2, NAME_Y - 11, length + 4, 14, PAPER)
            yield _text(at, NAME_Y, name, fill=INK, bold=True)
            free = at + length + 8


def _stops(scale: DayScale, stops: Sequence[Stop]) -> Iterator[str]:
    """A mark on the last day of each milestone, and where it moved a thin line from the day of the first plan."""
    marks = []
    for stop in stops:
        now, before = _last(stop, scale), _first_plan(stop, scale)
        if before is not None and stop.moved:
            yield _line(before, STOP_Y - 4, before, STOP_Y + 4, GHOST)
            yield _line(before, STOP_Y, before if now is None else now, STOP_Y, GHOST)
        if now is not None:
            marks.append(_mark(stop, now))
    yield from marks


def _last(stop: Stop, scale: DayScale) -> float | None:
    days = days_of(stop.shown)
    return scale.middle(days.last) if days and days.last in scale.span else None


def _first_plan(stop: Stop, scale: DayScale) -> float | None:
    days = days_of(stop.baseline)
    return scale.middle(days.last) if days and days.last in scale.span else None


def _mark(stop: Stop, x: float) -> str:
    """Done is solid, planned an outline, not reported dotted, cancelled struck; both sides' is of the road."""
    hue = HUES.get(stop.side, ROAD)
    fill = hue if stop.status == "done" else PAPER
    dots = ' stroke-dasharray="0.1 3" stroke-linecap="round"' if stop.status == "unknown" else ""
    mark = f'<circle cx="{x:g}" cy="{STOP_Y}" r="{RADIUS}" fill="{fill}" stroke="{hue}" stroke-width="1.6"{dots}/>'
    if stop.status == "cancelled":
        mark += _line(x - 5, STOP_Y + 5, x + 5, STOP_Y - 5, INK, 1.6)
    return mark


def _contacts(
    scale: DayScale, year: int, months: range, contacts: Mapping[str, Sequence[int | None]], labels: YearLabels
) -> Iterator[str]:
    most = max((number or 0 for some in contacts.values() for number in some), default=0) or 1
    yield _line(0, MIDDLE, scale.width, MIDDLE, LINE)
    for side, up in (("eu", True), ("counterpart", False)):
        letters = labels.eu if up else labels.counterpart
        yield _text(-LEFT, MIDDLE - 6 if up else MIDDLE + 15, letters, fill=HUES[side], bold=True)
        for month, number in enumerate(contacts.get(side, ()), start=1):
            if not number or month not in months:
                continue
            height = round(max(TALLEST * number / most, 2), 1)
            x = (scale.start(date(year, month, 1)) + _end_of(scale, year, month, months)) / 2 - BAR / 2
            yield _box(x, MIDDLE - height - 1 if up else MIDDLE + 1, BAR, height, HUES[side])
            y = MIDDLE - 4 if up else MIDDLE + 12
            yield _text(x + BAR + 4, y, str(number), fill=INK, bold=True)


def _end_of(scale: DayScale, year: int, month: int, months: range) -> float:
    return scale.width if month == months[-1] else scale.start(date(year, month + 1, 1))


def _today(scale: DayScale, today: date) -> Iterator[str]:
    if today in scale.span:
        x = scale.middle(today)
        yield _line(x, 18, x, HEIGHT, INK, 1.6)
