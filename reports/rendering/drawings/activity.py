"""Contacts month by month: what the EU side began above the line, what the other began below, together on both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import pgettext

from core.formats import month_label, year_label
from core.pictures.labels import text_width
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GREYS, HAIR, HUES, INK, PAPER, ROAD, WIDTH

LEFT, HALF, TOP, BELOW = 34, 56, 16, 34
MOST_BAR, LEAST_BAR = 26.0, 1.5
_TOGETHER = GREYS[2]


@dataclass(frozen=True, slots=True)
class Month:
    """How many contacts each side began in a month, and at how many both sat together."""

    first: dt.date
    eu: int
    counterpart: int
    together: int


def activity_drawing(
    months: Sequence[Month],
    letters: Mapping[str, str],
    names: Mapping[str, str],
    language: str,
    *,
    width: float = WIDTH,
) -> str:
    """The drawing, with the letters of the sides at its bars and their names below; nothing without any contact."""
    most = max((max(month.eu, month.counterpart) + month.together for month in months), default=0)
    if not most:
        return ""
    slot = (width - LEFT) / len(months)
    middle = TOP + HALF
    parts = [
        *_grid(months, slot, middle, language, width),
        *_sides(letters, middle),
        *(piece for at, month in enumerate(months) for piece in _bars(month, LEFT + at * slot, slot, middle, most)),
        canvas.path(f"M{LEFT} {middle}H{width:g}", stroke=INK, stroke_width=1),
    ]
    keys, height = canvas.legend(_keys(names), middle + HALF + BELOW + 14, width=width)
    return canvas.drawing([*parts, *keys], height=middle + HALF + BELOW + height + 8, width=width)


def _bars(month: Month, x: float, slot: float, middle: float, most: int) -> Iterator[str]:
    """The bar of each side: what both did together next to the line, what the side began beyond it."""
    width = max(min(slot * 0.6, MOST_BAR), LEAST_BAR)
    left = x + (slot - width) / 2
    unit = (HALF - 4) / most
    both = month.together * unit
    for side, number, up in (("eu", month.eu, True), ("counterpart", month.counterpart, False)):
        tall = number * unit
        if both:
            yield canvas.rect(left, middle - both if up else middle, width, both, fill=_TOGETHER, stroke=ROAD)
        if tall:
            yield canvas.rect(left, middle - both - tall if up else middle + both, width, tall, fill=HUES[side])
        if total := number + month.together:
            label = str(total)
            if text_width(label, 10) + 2 <= slot:
                y = middle - both - tall - 4 if up else middle + both + tall + 11
                yield canvas.words(x + slot / 2, y, label, size=10, fill=INK, anchor="middle")


def _grid(months: Sequence[Month], slot: float, middle: float, language: str, width: float) -> Iterator[str]:
    """A hair between months, and as many of their names as have room."""
    bottom = middle + HALF + 16
    widest = max(text_width(month_label(month.first, language), 11) for month in months) + 6
    step = max(1, ceil(widest / slot))
    for at, month in enumerate(months):
        x = LEFT + at * slot
        if at % step == 0 and (x + widest <= width or width == WIDTH):  # wide ones are issued: they stay as they are
            yield canvas.path(f"M{x:g} {TOP}V{bottom - 8:g}", stroke=HAIR)
            yield canvas.words(x + 2, bottom + 4, month_label(month.first, language), size=11)
        if at == 0 or month.first.month == 1:
            year = year_label(month.first, language)
            at_most = width - text_width(year, 11, bold=True) if width < WIDTH else width
            yield canvas.words(min(x + 2, at_most), bottom + 18, year, size=11, fill=INK, bold=True)


def _sides(letters: Mapping[str, str], middle: float) -> Iterator[str]:
    for side, y in (("eu", middle - HALF / 2 - 6), ("counterpart", middle + HALF / 2 - 6)):
        yield canvas.rect(0, y, 24, 13, rx=3, fill=HUES[side])
        yield canvas.words(12, y + 10, letters[side], size=9.5, fill=PAPER, bold=True, anchor="middle")


def _keys(names: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    for side in ("eu", "counterpart"):
        yield canvas.rect(0, -5, 14, 10, fill=HUES[side]), names[side], 14
    yield canvas.rect(0, -5, 14, 10, fill=_TOGETHER, stroke=ROAD), pgettext("contacts in a picture", "together"), 14
