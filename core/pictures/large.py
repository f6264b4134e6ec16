"""The large journey strip: the pairing's own way, with every stop named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.pictures.labels import shorten, text_width
from core.pictures.rows import ROW_HEIGHT, PlacedStop, place_stops
from core.pictures.scale import Axis, DateLabel, DayScale, axis
from core.pictures.stages import Band, Road, road
from core.pictures.stops import StageBar, Stop, journey_span

WIDTH = 1152
BAND_HEIGHT = 12
LEAST_JOINT = 30
NAME_SIZE = 13
NAME_GAP = 10
TIER = 19
PILL_HEIGHT = 22
PILL_SIZE = 12
PILL_PADDING = 12


@dataclass(frozen=True)
class StageName:
    """A stage's name above the band; a lifted one hangs on a leader."""

    band: Band
    text: str
    x: float
    y: float
    leader_top: float | None


@dataclass(frozen=True)
class TodayLine:
    """The line of today from its pill down to the last row."""

    x: float
    top: float
    bottom: float
    pill_x: float
    pill_width: float
    pill_height: float
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class LargeJourney:
    """Everything the template of the large strip prints, top to bottom."""

    width: float
    height: float
    axis: Axis
    year_y: float
    month_y: float
    grid_top: float
    names: tuple[StageName, ...]
    road: Road
    stops: tuple[PlacedStop, ...]
    today: TodayLine | None


def large_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    month_label: DateLabel,
    year_label: DateLabel,
    today_label: str,
    width: float = WIDTH,
) -> LargeJourney | None:
    """Lay out the large strip, or None when no date is known at all.

    Today is drawn only inside the span of the journey: a closed one does not grow with the years.
    """
    span = journey_span(stages, stops)
    if span is None:
        return None
    scale = DayScale(span, width, LEAST_JOINT)
    today_x = scale.middle(today) if today in span else None
    pill = PILL_HEIGHT + 2 if today_x is not None else 0
    year_y, month_y = pill + 14, pill + 30
    grid_top = month_y + 6
    tiers = name_tiers(road(stages, scale, today, 0, BAND_HEIGHT).bands, width)
    band_y = grid_top + 4 + TIER * (1 + max((tier for _, _, tier in tiers.values()), default=0))
    way = road(stages, scale, today, band_y, BAND_HEIGHT)
    names = [stage_name(band, tiers[index], band_y) for index, band in enumerate(way.bands)]
    rows_top = band_y + BAND_HEIGHT + 12
    placed, rows = place_stops(stops, scale, rows_top)
    height = rows_top + max(rows, 1) * ROW_HEIGHT + 6
    return LargeJourney(
        width=width,
        height=height,
        axis=axis(scale, month_label, year_label, today_x),
        year_y=year_y,
        month_y=month_y,
        grid_top=grid_top,
        names=tuple(names),
        road=way,
        stops=placed,
        today=None if today_x is None else today_line(today_x, today_label, width, height),
    )


def name_tiers(bands: Sequence[Band], width: float) -> dict[int, tuple[str, float, int]]:
    """Text, x and tier of each band's name, laid from the right so that leaders stay free."""
    taken: list[list[tuple[float, float]]] = []
    names: dict[int, tuple[str, float, int]] = {}
    for index in sorted(range(len(bands)), key=lambda index: bands[index].x, reverse=True):
        text = shorten(bands[index].stage.name, width, NAME_SIZE, bold=True)
        length = text_width(text, NAME_SIZE, bold=True)
        x = round(max(min(bands[index].x, width - length), 0), 1)
        tier = 0
        while tier < len(taken) and any(x < end and start < x + length + NAME_GAP for start, end in taken[tier]):
            tier += 1
        if tier == len(taken):
            taken.append([])
        taken[tier].append((x, x + length + NAME_GAP))
        names[index] = (text, x, tier)
    return names


def stage_name(band: Band, place: tuple[str, float, int], band_y: float) -> StageName:
    """A name of `name_tiers` above the band that lies at this height."""
    text, x, tier = place
    baseline = band_y - 8 - tier * TIER
    return StageName(band, text, x, baseline, baseline + 4 if tier else None)


def today_line(x: float, label: str, width: float, height: float) -> TodayLine:
    """The line at x from the pill with its words down to the height of the picture."""
    pill_width = round(min(text_width(label, PILL_SIZE, bold=True) + 2 * PILL_PADDING, width), 1)
    left = round(min(max(x - pill_width / 2, 0), width - pill_width), 1)
    return TodayLine(
        x=x,
        top=PILL_HEIGHT,
        bottom=height,
        pill_x=left,
        pill_width=pill_width,
        pill_height=PILL_HEIGHT,
        label=label,
        label_x=round(left + pill_width / 2, 1),
        label_y=PILL_HEIGHT / 2 + 4,
    )
