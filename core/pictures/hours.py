"""Two offices day by day on one clock: a band for each while it is open, and the hours in which both are."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pictures.labels import shorten, text_width
from core.pictures.shapes import Rect, Text

HOURS = 24
EVERY = 3  # hours between two labels of the axis
ROW = 38
BAND = 15
TOP = 24
LABEL_SIZE = 12
# The label's baseline below a band's top edge.
BASE = 11.5


@dataclass(frozen=True)
class DayOfHours:
    """What is known of a day: minutes from its midnight on the first office's clock, clipped to the day.

    `bands` are the open times of each office in order, `windows` when both are open, `slot` the hour proposed
    instead; `notes` say for each office why it is closed.
    """

    label: str
    bands: tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]
    windows: tuple[tuple[float, float], ...]
    slot: tuple[float, float] | None
    notes: tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One day: its name, its upper edge, what lies in it."""

    y: float
    label: str
    label_y: float
    bands: tuple[Rect, ...]
    windows: tuple[Rect, ...]
    slot: Rect | None
    marks: tuple[Text, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Hours:
    """Everything that the template prints."""

    width: int
    height: int
    top: int
    lines: tuple[Line, ...]
    ticks: tuple[Text, ...]


SIDES = ("eu", "counterpart")


def hours(days: Sequence[DayOfHours], letters: tuple[str, str], *, width: int, left: int) -> Hours:
    """Lay the days out below each other; `left` is the room for their names, `letters` those of the sides."""
    scale = (width - left) / (HOURS * 60)
    return Hours(
        width=width,
        height=TOP + ROW * len(days) + 1,
        top=TOP,
        lines=tuple(_line(day, TOP + ROW * number, letters, scale, width, left) for number, day in enumerate(days)),
        ticks=tuple(Text(round(left + hour * 60 * scale, 1), f"{hour:02}") for hour in range(0, HOURS + 1, EVERY)),
    )


def _line(day: DayOfHours, y: float, letters: tuple[str, str], scale: float, width: int, left: int) -> Line:
    tops = (y + 4, y + 4 + BAND)

    def band(span: tuple[float, float], top: float, height: float, side: str) -> Rect:
        return Rect(round(left + span[0] * scale, 1), top, round((span[1] - span[0]) * scale, 1), height, side)

    bands = tuple(
        band(span, top, BAND, side) for side, top, spans in zip(SIDES, tops, day.bands, strict=True) for span in spans
    )
    # What both share is drawn over the bands: letters stand where their own band is still to be seen.
    over = [*day.windows, *([day.slot] if day.slot else [])]
    marks = []
    for side, top, spans, mark in zip(SIDES, tops, day.bands, letters, strict=True):
        pieces = (piece for span in spans for piece in _free(span, over))
        rest = max(pieces, key=lambda piece: piece[1] - piece[0], default=None)
        if rest and (rest[1] - rest[0]) * scale >= text_width(mark, LABEL_SIZE, bold=True) + 8:
            marks.append(Text(round(left + rest[0] * scale + 5, 1), mark, top + BASE, side))
    notes = [
        Text(left + 6, shorten(f"{mark} {note}", width - left - 12, LABEL_SIZE), top + BASE, side)
        for side, top, mark, note in zip(SIDES, tops, letters, day.notes, strict=True)
        if note
    ]
    return Line(
        y=y,
        label=day.label,
        label_y=y + ROW / 2 + 4,
        bands=bands,
        windows=tuple(band(span, y + 4, 2 * BAND, "common") for span in day.windows),
        slot=band(day.slot, y + 4, 2 * BAND, "edge") if day.slot else None,
        marks=tuple(marks),
        notes=tuple(notes),
    )


def _free(span: tuple[float, float], over: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of a span beside what is drawn over it."""
    rest = [span]
    for start, end in over:
        rest = [
            piece
            for first, last in rest
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return rest
