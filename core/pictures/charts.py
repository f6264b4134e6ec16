"""Counts in pictures of their own: by month, as shares of a whole, as stairs of squares."""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Any

from core.formats import format_number, month_label, year_label
from core.pictures.shapes import NARROW, WIDE, Rect, Text, percent, pixels, text_width

# Months side by side in a fluid picture, and the contacts in them by side.

MONTH_SIZE = 12
MONTH_GAP = 6
FULL = 9  # months from which on columns fill their slots
SHARE = 0.76  # of its slot that a column fills
HALF = 84  # pixels above and below the line
NUMBER = 16  # room for a number beyond the longest bar
MIDDLE = HALF + NUMBER
SIDE_ROOM = 92  # pixels beside the columns, for what is above and below


def month_names(months: Sequence[date], *, narrow: float, wide: float) -> dict[str, list[Text]]:
    """The names of months and years below equal slots, fewer in a place `narrow` pixels wide than from `wide` on.

    The last month always keeps its name, since it is what a reader looks for; a year has room before the next one.
    """
    slot = percent(1, len(months))
    widest = max((text_width(month_label(month), MONTH_SIZE) for month in months), default=0) + MONTH_GAP
    many, every = (max(1, math.ceil(widest / (width * slot / 100))) if months else 1 for width in (wide, narrow))
    few = math.ceil(every / many) * many  # so that the narrow place leaves out every second or third of the wide one's
    last = len(months) - 1
    begins = [at for at, month in enumerate(months) if at == 0 or month.month == 1]
    years = [
        Text(round(at * slot, 2), label)
        for at, after in zip(begins, [*begins[1:], len(months)], strict=True)
        if text_width(label := year_label(months[at]), MONTH_SIZE, bold=True) + MONTH_GAP
        <= (after - at) * slot / 100 * narrow
    ]
    names = [
        Text(round((at + 0.5) * slot, 2), month_label(month), wide_only=bool((last - at) % few))
        for at, month in enumerate(months)
        if (last - at) % many == 0
    ]
    return {"names": names, "years": years}


# A month's first day; how many contacts each side began in it, the EU first, and at how many both sat together.
type ContactMonth = tuple[date, int, int, int]


def contact_months(months: Sequence[ContactMonth]) -> dict[str, Any] | None:
    """Lay out the months; None where no month has a contact.

    A column is as tall above the line as the EU side had contacts, and below it as the other side had: those that both
    had together stand next to the line, on both of its sides.
    """
    most = max((max(eu, counterpart) + together for _first, eu, counterpart, together in months), default=0)
    if not most:
        return None
    narrow, unit, slot = NARROW - SIDE_ROOM, HALF / most, percent(1, len(months))
    column = round(min(slot, 100 / FULL) * SHARE, 2)
    bars, numbers = list[Rect](), list[Text]()
    for at, (_first, eu, counterpart, together) in enumerate(months):
        middle, both = (at + 0.5) * slot, together * unit
        for kind, own, up in (("eu", eu, True), ("counterpart", counterpart, False)):
            for piece, away, tall in (("together", 0.0, both), (kind, both, own * unit)):
                if tall:
                    y = MIDDLE - away - tall if up else MIDDLE + away
                    bars.append(Rect(round(middle - column / 2, 2), round(y, 1), column, round(tall, 1), piece))
            if total := own + together:
                reach = both + own * unit
                y = MIDDLE - reach - 5 if up else MIDDLE + reach + 13
                fits = text_width(str(total), MONTH_SIZE, bold=True) + 2 <= slot / 100 * narrow
                numbers.append(Text(round(middle, 2), str(total), round(y, 1), wide_only=not fits))
    return {
        "height": 2 * MIDDLE + 36,
        "middle": MIDDLE,
        "side_room": SIDE_ROOM,
        "bars": bars,
        "numbers": numbers,
        "months": month_names([month[0] for month in months], narrow=narrow, wide=WIDE - SIDE_ROOM),
    }


# The parts of a whole as one bar of grey steps: names above and per cent inside where they fit, a table beside.

BAR = 34
LEAST = 1.5  # per cent that a part is wide at least, so that one of a thousand is seen
SHARE_SIZE = 13
ROOM = 8  # around a number inside, and between two names
NAMES = 22  # the line of names, with air above it
LEADER = 5  # between that line and the bar


def shares(numbers: Sequence[int], names: Sequence[str]) -> dict[str, Any]:
    """Lay the parts out in their order, each as wide as its number; a part of nothing is left out.

    The first part has step 1, which is its grey, and a part keeps its step whatever the others are. A name stands
    above a part that is as wide as the name is long; the others have theirs in the table alone, as has a number
    without room; what has room in a wide place alone is `wide_only`.
    """
    total = sum(numbers)
    small = [number for number in numbers if number and percent(number, total) < LEAST]
    # What small parts take beyond their share is taken from the others, in proportion.
    left, rest = 100 - LEAST * len(small), total - sum(small)
    parts, places = list[dict[str, Any]](), list[tuple[float, float, str]]()
    x: float = 0
    for step, (number, name) in enumerate(zip(numbers, names, strict=True), 1):
        if number <= 0:
            continue
        width = LEAST if number in small else number / rest * left
        text = f"{round(100 * number / total)}%"
        needs = text_width(text, SHARE_SIZE, bold=True) + ROOM
        parts.append(
            {
                "x": round(x, 2),
                "width": round(width, 2),
                "middle": round(round(x, 2) + round(width, 2) / 2, 2),
                "step": step,
                "number": text if needs <= pixels(width, WIDE) else "",
                "wide_only": needs > pixels(width, NARROW),
            }
        )
        places.append((x, width, name))
        x += width
    narrow, wide = (
        [
            Text(round(x, 2), name)
            for x, width, name in places
            if text_width(name, SHARE_SIZE, bold=True) + ROOM <= pixels(width, place)
        ]
        for place in (NARROW, WIDE)
    )
    top = NAMES if narrow or wide else 0
    return {
        "height": top + BAR,
        "top": top,
        "bar": BAR,
        "parts": parts,
        "narrow_names": narrow,
        "wide_names": wide,
        "name_y": top - LEADER,
        "number_y": top + BAR / 2 + 4.5,
    }


# Counts as stairs of small squares, each step higher than the one before; of many things a square is several.

IN_ROW, ROWS = 6, 4
UNITS = (1, 2, 5)
INK, INK_2, ROAD = "#1a2129", "#46515c", "#3a4550"
BETWEEN, RISE, LARGEST, SQUARE_GAP = 8, 12, 12.0, 2.0
STEPS_WIDE = 480  # on paper and a wide page


def unit_of(counts: Sequence[int]) -> int:
    """How many things a square is: the least of 1, 2, 5, 10, 20 ... with which the fullest step has room."""
    most, power = max(counts, default=0), 1
    while True:
        for step in UNITS:
            if most <= step * power * IN_ROW * ROWS:
                return step * power
        power *= 10


def steps_drawing(steps: Sequence[tuple[str, int]], language: str | None = None, *, width: float = STEPS_WIDE) -> str:
    """Each step with its squares upon it and its name and number below, as an SVG for page and paper."""
    unit = unit_of([count for _name, count in steps])
    slot = (width - BETWEEN * (len(steps) - 1)) / len(steps)
    pitch = min((slot + SQUARE_GAP) / IN_ROW, LARGEST)
    size = 10 if width == NARROW else 12
    tops = [
        -(-count // (unit * IN_ROW)) * pitch - (len(steps) - 1 - at) * RISE for at, (_name, count) in enumerate(steps)
    ]
    ground = round(max(0.0, *tops), 1) + 2
    parts: list[str] = []
    for at, (name, count) in enumerate(steps):
        left, line = round(at * (slot + BETWEEN), 1), ground + (len(steps) - 1 - at) * RISE
        number = format_number(count, language)
        below = text_width(name, size) + 6 + text_width(number, size, bold=True) > slot
        x, y, anchor = (left, line + 2 * (size + 4), "start") if below else (left + slot, line + size + 4, "end")
        parts += [
            *_squares(count, unit, left, line, pitch),
            f'<path d="M{left:g} {line + 1:g}h{slot:g}" stroke="{ROAD}" stroke-width="2"/>',
            f'<text x="{left:g}" y="{line + size + 4:g}" font-size="{size:g}" fill="{INK_2}">{escape(name)}</text>',
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="700" fill="{INK}" text-anchor="{anchor}">',
            f"{number}</text>",
        ]
    height = ground + (len(steps) - 1) * RISE + 2 * (size + 4) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
        f'height="{height:g}" font-family="Pretendard" font-size="12">{"".join(parts)}</svg>'
    )


def _squares(count: int, unit: int, left: float, line: float, pitch: float) -> Iterator[str]:
    """From the line up; the last one is narrower where it is fewer things than a whole one."""
    side = pitch - SQUARE_GAP
    whole, rest = divmod(count, unit)
    widths = [side] * whole + ([max(1.0, side * rest / unit)] if rest else [])
    for number, wide in enumerate(widths):
        x, y = left + number % IN_ROW * pitch, line - pitch * (number // IN_ROW + 1)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{side:.1f}" rx="1" fill="{ROAD}"/>'
