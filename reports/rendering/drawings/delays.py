"""Days of delay by stage: a bar for the average, and a line on to the worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import pgettext

from core.formats import format_number
from core.pictures.labels import text_width
from reports.rendering.drawings import canvas
from reports.rendering.drawings.canvas import INK, INK_3, LINE, ROAD, WIDTH

LEFT, ROW, BAR, TOP = 230, 34, 12, 8
_ROOM = 60  # for the number behind the worst


@dataclass(frozen=True, slots=True)
class StageDelay:
    """A stage with the average and the worst of its days; nothing where nothing is known.

    `untold` says that something ended of which nobody has said when: else nothing has ended yet.
    """

    name: str
    average: float | None
    worst: int | None
    untold: bool = False


def delays_drawing(stages: Sequence[StageDelay]) -> str:
    """The drawing; nothing where no stage has a delay."""
    most = max((stage.worst or 0 for stage in stages), default=0)
    if not most:
        return ""
    scale = (WIDTH - LEFT - _ROOM) / most
    parts = [piece for at, stage in enumerate(stages) for piece in _row(stage, TOP + at * ROW, scale)]
    bottom = TOP + len(stages) * ROW
    parts.append(canvas.path(f"M{LEFT} {TOP - 4}V{bottom}", stroke=LINE))
    keys, height = canvas.legend(_keys(), bottom + 16)
    return canvas.drawing([*parts, *keys], height=bottom + height + 16)


def _row(stage: StageDelay, y: float, scale: float) -> Iterator[str]:
    for number, line in enumerate(canvas.wrapped(stage.name, LEFT - 14, 12)):
        yield canvas.words(0, y + 12 + number * 14, line, fill=INK)
    if stage.average is None or stage.worst is None:
        unknown = pgettext("days of delay in a picture", "not reported")
        yield canvas.words(LEFT + 6, y + 14, unknown if stage.untold else "–", fill=INK_3)
        return
    end = LEFT + stage.worst * scale
    yield canvas.rect(LEFT, y + 4, max(stage.average * scale, 1), BAR, fill=ROAD)
    yield canvas.path(f"M{LEFT} {y + 10:g}H{end:g}M{end:g} {y + 4:g}V{y + 16:g}", stroke=ROAD, stroke_width=1.6)
    words = f"{format_number(Decimal(str(stage.average)))} / {format_number(stage.worst)}"
    yield canvas.words(min(end + 6, WIDTH - text_width(words, 12)), y + 14, words, fill=INK, bold=True)


def _keys() -> Iterator[tuple[str, str, float]]:
    yield canvas.rect(0, -5, 14, 10, fill=ROAD), pgettext("days of delay in a picture", "average"), 14
    mark = canvas.path("M0 0H14M14 -5V5", stroke=ROAD, stroke_width=1.6)
    yield mark, pgettext("days of delay in a picture", "worst"), 14
