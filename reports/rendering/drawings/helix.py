"""The organisations of each pairing by sector, as bars of one scale: a part for each sector, in its grey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.formats import format_number
from core.pictures.labels import text_width
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GREYS, HAIR, INK, PAPER, WIDTH

MOST_ROWS = 20
NAME, LINE_HEIGHT, PAD, BAR = 12, 15, 8, 20
NARROWEST, WIDEST, TOTAL = 110, 250, 44
GAP = 1.5
# On the darker greys the number is written in white.
_DARK = 2


@dataclass(frozen=True, slots=True)
class Shares:
    """One bar: whose organisations, and how many of each sector in the order of the sectors."""

    name: str
    counts: Sequence[int]


def helix_drawings(rows: Sequence[Shares], sectors: Sequence[str], language: str, *, width: float = WIDTH) -> list[str]:
    """One drawing, or several of twenty bars, all on the scale of the longest.

    Names stand beside the bars, in a narrow one above them.
    """
    widest = max((text_width(row.name, NAME, bold=True) for row in rows), default=0)
    left = 0.0 if width < WIDTH else round(min(max(widest, NARROWEST), WIDEST)) + 14.0
    most = max((sum(row.counts) for row in rows), default=0) or 1
    unit = (width - left - TOTAL) / most
    used = [any(row.counts[at] for row in rows) for at in range(len(sectors))]
    pages = [rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS)]
    return [_draw(page, sectors, used, left, unit, language, width) for page in pages]


def _draw(
    rows: Sequence[Shares],
    sectors: Sequence[str],
    used: Sequence[bool],
    left: float,
    unit: float,
    language: str,
    width: float,
) -> str:
    parts: list[str] = []
    y = 2.0
    for row in rows:
        lines = canvas.wrapped(row.name, left - 14 if left else width, NAME, bold=True)
        tall = LINE_HEIGHT * len(lines)
        height = (max(BAR, tall) if left else tall + BAR + 2) + 2 * PAD
        top = y + (height - tall) / 2 if left else y + PAD - 2
        parts += [
            canvas.words(0, top + 11 + LINE_HEIGHT * number, line, size=NAME, fill=INK, bold=True)
            for number, line in enumerate(lines)
        ]
        parts += _bar(row.counts, left, y + (height - BAR) / 2 if left else y + height - PAD - BAR, unit, language)
        y += height
        parts.append(canvas.path(f"M0 {y:g}H{width:g}", stroke=HAIR))
    keys = [
        (canvas.rect(0.5, -5, 11, 11, fill=GREYS[at], stroke=GREYS[0], stroke_width=0.5), word, 12.0)
        for at, word in enumerate(sectors)
        if used[at]
    ]
    shown, below = canvas.legend(keys, y + 16, width=width)
    return canvas.drawing([*parts, *shown], height=y + below + 6, width=width)


def _bar(counts: Sequence[int], x: float, y: float, unit: float, language: str) -> Iterator[str]:
    for step, number in enumerate(counts):
        if not number:
            continue
        width = number * unit
        yield canvas.rect(
            round(x, 1), y, round(max(width - GAP, 1), 1), BAR, fill=GREYS[step], stroke=GREYS[0], stroke_width=0.5
        )
        text = format_number(number, language)
        if text_width(text, 11, bold=True) + 4 <= width:
            ink = PAPER if step < _DARK else INK
            yield canvas.words(x + (width - GAP) / 2, y + 14, text, size=11, fill=ink, bold=True, anchor="middle")
        x += width
    yield canvas.words(x + 8, y + 14, format_number(sum(counts), language), size=12, fill=INK, bold=True)
