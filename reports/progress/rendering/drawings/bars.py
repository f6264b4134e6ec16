"""Rows of numbers as bars of one scale, each with its parts: sectors of pairings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.formats import format_number
from core.pictures.fluid import NARROW
from core.pictures.labels import text_width
from reports.progress.rendering.drawings import canvas
from reports.progress.rendering.drawings.canvas import GREYS, HAIR, INK, PAPER, WIDTH

MOST_ROWS = 20
NAME, LINE_HEIGHT, PAD, BAR = 12, 15, 8, 20
NARROWEST, WIDEST, TOTAL = 110, 250, 44
GAP = 1.5
DARK = {GREYS[0], GREYS[1]}  # on these the number is written in white
SECTORS = [{"fill": grey, "stroke": GREYS[0], "stroke_width": "0.5"} for grey in GREYS]

type Bar = tuple[str, Sequence[int]]  # a name, and a number for each part


def bars_drawings(
    rows: Sequence[Bar],
    paints: Sequence[Mapping[str, str]],
    keys: Sequence[str],
    language: str,
    *,
    width: float = WIDTH,
) -> list[str]:
    """One drawing, or several of twenty bars, all on the scale of the longest; `keys` are what parts are called.

    Names stand beside the bars, in a narrow one above them.
    """
    widest = max((text_width(name, NAME, bold=True) for name, _counts in rows), default=0)
    left = 0.0 if width <= NARROW else round(min(max(widest, NARROWEST), WIDEST)) + 14.0
    most = max((sum(counts) for _name, counts in rows), default=0) or 1
    unit = (width - left - TOTAL) / most
    used = [
        (canvas.rect(0.5, -5, 11, 11, **paint), key, 12.0)
        for at, (paint, key) in enumerate(zip(paints, keys, strict=False))
        if any(counts[at] for _name, counts in rows)
    ]
    found = []
    for start in range(0, len(rows), MOST_ROWS):
        parts, y = list[str](), 2.0
        for row in rows[start : start + MOST_ROWS]:
            drawn, height = _row(row, paints, left, unit, language, width)
            parts += [canvas.moved(0, y, drawn), canvas.path(f"M0 {y + height:g}H{width:g}", stroke=HAIR)]
            y += height
        shown, below = canvas.legend(used, y + 16, width=width)
        found.append(canvas.drawing([*parts, *shown], height=y + below + 6, width=width))
    return found


def _row(
    row: Bar, paints: Sequence[Mapping[str, str]], left: float, unit: float, language: str, width: float
) -> tuple[str, float]:
    name, counts = row
    lines = canvas.wrapped(name, left - 14 if left else width, NAME, bold=True)
    tall = LINE_HEIGHT * len(lines)
    height = (max(BAR, tall) if left else tall + BAR + 2) + 2 * PAD
    top = (height - tall) / 2 if left else PAD - 2
    named = [
        canvas.words(0, top + 11 + LINE_HEIGHT * number, line, size=NAME, fill=INK, bold=True)
        for number, line in enumerate(lines)
    ]
    bar = _bar(counts, paints, left, (height - BAR) / 2 if left else height - PAD - BAR, unit, language)
    return "".join([*named, *bar]), height


def _bar(
    counts: Sequence[int], paints: Sequence[Mapping[str, str]], x: float, y: float, unit: float, language: str
) -> Iterator[str]:
    for paint, number in zip(paints, counts, strict=True):
        if not number:
            continue
        width = number * unit
        yield canvas.rect(round(x, 1), y, round(max(width - GAP, 1), 1), BAR, **paint)
        text = format_number(number, language)
        if number < sum(counts) and text_width(text, 11, bold=True) + 4 <= width:
            ink = PAPER if paint["fill"] in DARK else INK
            yield canvas.words(x + (width - GAP) / 2, y + 14, text, size=11, fill=ink, bold=True, anchor="middle")
        x += width
    yield canvas.words(x + 8, y + 14, format_number(sum(counts), language), fill=INK, bold=True)
