"""How many projects stand on each level: five columns in the order of the levels, the not pursued ones apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.formats import format_number
from core.pictures.labels import text_width
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import GHOST, INK, INK_2, LINE, NARROW, PAPER, ROAD

WIDTH, TOP, TALL, STEP, GAP, APART = 480, 22, 110, 72, 12, 26
# The further, the darker.
SHADES = ("#dfe4e9", "#b9c3cb", "#8d9aa6", "#5f6c79", ROAD)
SIZE = 11
ROW_SIZE, ROW_BAR, ROW_GAP = 12, 20, 8


def levels_drawing(counts: Sequence[tuple[str, int]], dropped: tuple[str, int] | None, language: str) -> str:
    """Each level with its word and number; `dropped` is what is not pursued, where anything is."""
    columns = [*counts, *([dropped] if dropped else [])]
    most = max([number for _word, number in columns] + [1])
    names = [canvas.wrapped(word, STEP + GAP - 6, SIZE, most=2) for word, _number in columns]
    ground = TOP + TALL
    parts: list[str] = []
    for at, (_word, number) in enumerate(columns):
        is_dropped = at == len(counts)
        x = at * (STEP + GAP) + (APART if is_dropped else 0)
        tall = round(number / most * TALL, 1)
        parts += _column(x, ground, tall, "" if is_dropped else SHADES[at])
        parts.append(
            canvas.words(
                x + STEP / 2,
                ground - tall - 6,
                format_number(number, language),
                size=13,
                fill=INK,
                bold=True,
                anchor="middle",
            )
        )
        for line, text in enumerate(names[at]):
            parts.append(canvas.words(x + STEP / 2, ground + 17 + 14 * line, text, size=SIZE, anchor="middle"))
    end = len(counts) * (STEP + GAP) - GAP
    parts.append(canvas.path(f"M0 {ground}H{end}", stroke=INK_2, stroke_width=1))
    if dropped:
        parts.append(
            canvas.path(f"M{end + GAP + APART} {ground}H{end + GAP + APART + STEP}", stroke=LINE, stroke_width=1)
        )
    width = end + (GAP + APART + STEP if dropped else 0)
    deepest = max(len(lines) for lines in names)
    return canvas.drawing(parts, height=ground + 8 + 14 * deepest + 2, width=max(width, WIDTH))


def narrow_levels_drawing(counts: Sequence[tuple[str, int]], dropped: tuple[str, int] | None, language: str) -> str:
    """The same on a phone, where columns have no room for their words: a row for each level."""
    rows = [*counts, *([dropped] if dropped else [])]
    most = max([number for _word, number in rows] + [1])
    left = round(max(text_width(word, ROW_SIZE) for word, _number in rows)) + 10
    room = NARROW - left - text_width(format_number(most, language), 13, bold=True) - 6
    parts: list[str] = []
    y = 2.0
    for at, (word, number) in enumerate(rows):
        shade = SHADES[at] if at < len(counts) else ""
        width = round(number / most * room, 1)
        parts.append(canvas.words(0, y + 14, word, size=ROW_SIZE))
        if width and shade:
            parts.append(canvas.rect(left, y, width, ROW_BAR, fill=shade))
        elif width:
            parts.append(
                canvas.rect(left, y + 0.5, width, ROW_BAR - 1, fill=PAPER, stroke=GHOST, stroke_dasharray="4 3")
            )
        said = format_number(number, language)
        parts.append(canvas.words(left + width + 6, y + 15, said, size=13, fill=INK, bold=True))
        y += ROW_BAR + ROW_GAP
    parts.append(canvas.path(f"M{left} 0V{y - ROW_GAP + 2:g}", stroke=INK_2, stroke_width=1))
    return canvas.drawing(parts, height=y, width=NARROW)


def _column(x: float, ground: float, tall: float, shade: str) -> Iterator[str]:
    if not tall:
        return
    if shade:
        yield canvas.rect(x, ground - tall, STEP, tall, fill=shade)
    else:
        yield canvas.rect(x + 0.5, ground - tall, STEP - 1, tall, fill=PAPER, stroke=GHOST, stroke_dasharray="4 3")
