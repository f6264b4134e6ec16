"""Counts as stairs of small squares, each step higher than the one before; of many things a square is several."""

from collections.abc import Iterator, Sequence
from html import escape

from core.formats import format_number
from core.pictures.shapes import NARROW, text_width

IN_ROW, ROWS = 6, 4
UNITS = (1, 2, 5)
INK, INK_2, ROAD = "#1a2129", "#46515c", "#3a4550"
BETWEEN, RISE, LARGEST, GAP = 8, 12, 12.0, 2.0
WIDE = 480  # on paper and a wide page


def unit_of(counts: Sequence[int]) -> int:
    """How many things a square is: the least of 1, 2, 5, 10, 20 ... with which the fullest step has room."""
    most, power = max(counts, default=0), 1
    while True:
        for step in UNITS:
            if most <= step * power * IN_ROW * ROWS:
                return step * power
        power *= 10


def steps_drawing(steps: Sequence[tuple[str, int]], language: str | None = None, *, width: float = WIDE) -> str:
    """Each step with its squares upon it and its name and number below, as an SVG for page and paper."""
    unit = unit_of([count for _name, count in steps])
    slot = (width - BETWEEN * (len(steps) - 1)) / len(steps)
    pitch = min((slot + GAP) / IN_ROW, LARGEST)
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
        parts += [
            *_squares(count, unit, left, line, pitch),
            f'<path d="M{left:g} {line + 1:g}h{slot:g}" stroke="{ROAD}" stroke-width="2"/>',
            f'<text x="{left:g}" y="{line + size + 4:g}" font-size="{size:g}" fill="{INK_2}">{escape(name)}</text>',
        ]
        x, y, anchor = (left, line + 2 * (size + 4), "start") if below else (left + slot, line + size + 4, "end")
        parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="700" fill="{INK}" '
            f'text-anchor="{anchor}">{number}</text>'
        )
    height = ground + (len(steps) - 1) * RISE + 2 * (size + 4) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
        f'height="{height:g}" font-family="Pretendard" font-size="12">{"".join(parts)}</svg>'
    )


def _squares(count: int, unit: int, left: float, line: float, pitch: float) -> Iterator[str]:
    """From the line up; the last one is narrower where it is fewer things than a whole one."""
    side = pitch - GAP
    whole, rest = divmod(count, unit)
    widths = [side] * whole + ([max(1.0, side * rest / unit)] if rest else [])
    for number, wide in enumerate(widths):
        x, y = left + number % IN_ROW * pitch, line - pitch * (number // IN_ROW + 1)
        yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{side:.1f}" rx="1" fill="{ROAD}"/>'
