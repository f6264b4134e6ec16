"""The journeys of a report's pairings, drawn from its snapshot as the timeline of pages is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from core.blocks import Drawing
from core.formats import month_label, short_date, year_label
from core.periods import PartialDate, Period, covering
from core.pictures.fluid import NARROW
from core.pictures.stops import StageBar, Stop
from core.pictures.timeline import Sheet, StrandTimeline, strand_timeline
from core.pictures.timeline_labels import Label
from partnerships.programmes.selectors import LATE, MOVED, UNKNOWN
from reports.progress.rendering.drawings.canvas import WIDTH
from reports.progress.rendering.drawings.timeline import NAMED_IN_TWO, NamedRow, name_room, timeline_svg
from reports.progress.rendering.parts import Data
from reports.progress.rendering.sections.columns import One, plain
from reports.progress.rendering.sections.journey_rows import state_label, state_of
from reports.progress.rendering.words import Words

MOST_ROWS, MOST_HEIGHT = 20, 860


def journey_pictures(data: Data, words: Words) -> Iterator[Drawing]:
    """One, or several of about fifteen rows on the same axis, each with the same for a phone; none without a date."""
    names = [(plain(words, row["eu"]), plain(words, row["counterpart"])) for row in data["pairings"]]
    room, is_wide = name_room([name for both in names for name in both])
    wide = _timeline(data, words, Sheet(WIDTH - room, longest=440, air=NAMED_IN_TWO if is_wide else 0))
    narrow = _timeline(data, words, Sheet(NARROW, lines=4, longest=NARROW, least=NARROW))
    if wide is None or narrow is None:
        return
    letters = {side: found["letters"] for side, found in data["sides"].items()}
    caption = _("The journey, from the first plan to what happened.")
    if not data["of_pairing"]:
        caption = _("The journeys of the pairings, from the first plan to what happened.")
    most = min(MOST_ROWS, int(MOST_HEIGHT // wide.row_height))
    count = -(-len(names) // most)
    for number in range(count):
        part = _("Part %(number)s of %(count)s.") % {"number": number + 1, "count": count}
        said = f"{caption} {part}" if count > 1 else caption
        some = slice(number * most, (number + 1) * most)
        yield Drawing(
            timeline_svg(wide, _rows(names, wide)[some], letters, room),
            f"{said} {_('The table below has the same dates.')}",
            said,
            narrow=timeline_svg(narrow, _rows(names, narrow)[some], letters, 0),
        )


def _rows(names: list[tuple[str, str]], timeline: StrandTimeline) -> list[NamedRow]:
    return list(zip(names, timeline.rows, strict=True))


def _timeline(data: Data, words: Words, sheet: Sheet) -> StrandTimeline | None:
    today = PartialDate.parse(data["today"]).day
    rows = []
    for pairing in data["pairings"]:
        own = [row for row in data["milestones"] if row["pairing"] == pairing["code"]]
        stages = [
            StageBar(
                plain(words, stage["name"]),
                _period(stage, "baseline", words),
                _period(stage, "forecast", words),
                covering(_period(row, "actual", words) for row in own if row["stage"] == stage["code"]),
            )
            for stage in data["stages"]
        ]
        rows.append((stages, [(_stop(row, words), _label(row, words)) for row in own]))
    return strand_timeline(
        rows,
        today,
        sheet,
        month_label=partial(month_label, language=words.language),
        year_label=partial(year_label, language=words.language),
        today_label=_("Records of %(day)s") % {"day": short_date(today, words.language)},
    )


def _period(row: One, name: str, words: Words) -> Period:
    return words.period(row[name]) or Period()


def _stop(row: One, words: Words) -> Stop:
    return Stop(
        title=plain(words, row["title"]),
        note="",
        url="",
        side=row["responsible"],
        baseline=_period(row, "baseline", words),
        forecast=_period(row, "forecast", words),
        actual=_period(row, "actual", words),
        status=row["status"],
        overdue=bool(row["days_over"]),
        confirmed=frozenset(row["confirmed"]),
    )


def _label(row: One, words: Words) -> Label | None:
    """What is late, left its plan, was cancelled or not reported says so; what went as planned is drawn alone."""
    state = state_of(row)
    if state == "open" or (state == "done" and not row["left"]):
        return None
    rank = {"overdue": LATE, "done": MOVED}.get(state, UNKNOWN)
    return Label(plain(words, row["title"]), state_label(row, words), rank, is_late=state == "overdue")
