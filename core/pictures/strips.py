"""The journey of one pairing: large, each stop with its label; small, for lists; and upright, for narrow screens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape

from core.pictures.shapes import (
    FLAG_WIDTH,
    Bar,
    Rect,
    Text,
    arrow_path,
    flag_path,
    ghost_path,
    lang_of,
    shorten,
    text_width,
)
from core.pictures.stops import (
    GHOST_DROP,
    GHOST_TICK,
    Band,
    DayScale,
    Kind,
    Part,
    Span,
    StageBar,
    Stop,
    axis,
    days_of,
    ghost_of,
    journey_span,
    kind_on,
    parts_svg,
    path_svg,
    picture,
    road,
    road_svg,
    stage_days,
    stop_bar,
    stop_parts,
    text_svg,
)

ROW_HEIGHT = 28
LARGE_STOP, LARGE_LEAST = 16, (16.0, 30.0)
LABEL_SIZE = 13
LABEL_GAP = 8
WORD_GAP = 6
ROW_GAP = 12

type Stretch = tuple[float, float]


def _placed_stops(
    stops: Sequence[Stop], scale: DayScale, top: float, sides: Mapping[str, str]
) -> tuple[list[str], list[str], int]:
    """Of the stops that have a date, in their order, what is drawn, and their words; and how many rows they take."""
    taken: list[list[Stretch]] = []
    shapes, words = list[str](), list[str]()
    for stop in stops:
        days = days_of(stop.shown)
        if days is None:
            continue
        bar = stop_bar(stop, days, scale, 0, LARGE_STOP, LARGE_LEAST)
        ghost = ghost_of(stop, bar, scale)
        left, right = (min(bar.x, ghost[0]), max(bar.end, ghost[1])) if ghost else (bar.x, bar.end)
        said, anchor, label, is_below = _label(stop, bar, left, right, scale.width)
        needs = [(left, right), label] if is_below else [(min(left, label[0]), max(right, label[1]))]
        middle = top + _first_row(taken, needs) * ROW_HEIGHT + ROW_HEIGHT / 2 - 2
        if ghost:
            line, reach = middle + LARGE_STOP / 2 + GHOST_DROP, None if ghost[2] is None else round(ghost[2], 1)
            shapes.append(path_svg("ghost", ghost_path(ghost[0], ghost[1], line, GHOST_TICK, reach)))
            shapes.append("" if reach is None else path_svg("arrow", arrow_path(reach, line)))
        shapes.append(parts_svg(stop_parts(stop, replace(bar, y=middle - LARGE_STOP / 2))))
        start, end = min(one[0] for one in needs), max(one[1] for one in needs)
        below = ROW_HEIGHT if is_below else 0
        hit = Rect(start, middle - 12, round(end - start, 1), 24 + below)
        words.append(_texts(stop, said, anchor, label, middle + below, hit, sides))
    return shapes, words, len(taken)


type Said = tuple[str, str, str]  # title, note and state of a stop, as far as there is room for them


def _label(stop: Stop, bar: Bar, left: float, right: float, width: float) -> tuple[Said, str, Stretch, bool]:
    """The words beside what is drawn of a stop: which end stands at it, from where to where they reach.

    Also whether they have room only below it.
    """
    title, note, state = stop.title, stop.note, stop.state
    beside = _beside(note, state, is_late=stop.overdue)
    length = text_width(title, LABEL_SIZE, bold=True) + beside
    fits_left, fits_right = left - LABEL_GAP - length >= 0, right + LABEL_GAP + length <= width
    if width - beside < width / 4:
        # Words longer than the whole picture: they stand in full in the table beside it.
        note, state = shorten(note, width / 4, LABEL_SIZE), shorten(state, width / 4, LABEL_SIZE, bold=True)
    title = shorten(title, max(width - beside, width / 4), LABEL_SIZE, bold=True)
    length = text_width(title, LABEL_SIZE, bold=True) + _beside(note, state, is_late=stop.overdue)
    length, said = min(length, width), (title, note, state)
    if fits_left and (bar.x > width * 3 / 4 or not fits_right):
        edge = left - LABEL_GAP
        return said, "end", (edge - length, edge), False
    start = right + LABEL_GAP if fits_right else max(min(left, width - length), 0.0)
    return said, "start", (start, start + length), not fits_right


def _texts(
    stop: Stop, said: Said, anchor: str, label: Stretch, middle: float, hit: Rect, sides: Mapping[str, str]
) -> str:
    """The words of a stop, with a flag where it is late, and the area to click."""
    whole = ", ".join(filter(None, (stop.title, sides[stop.side], stop.note, stop.state)))
    at_end, room = anchor == "end", FLAG_WIDTH + WORD_GAP if stop.overdue else 0.0
    x = label[1] - room if at_end else round(label[0] + room, 1)
    flag = flag_path(x + WORD_GAP if at_end else x - room, middle) if stop.overdue else ""
    late = " is-late" if stop.overdue else ""
    title, note, state = said
    words = (
        f"<title>{escape(whole)}</title>"
        f'<rect class="wc-journey-hit" x="{hit.x:g}" y="{hit.y:g}" width="{hit.width:g}" height="{hit.height:g}" '
        'rx="4"/>'
        f"{path_svg('flag', flag)}"
        f'<text class="wc-journey-label" x="{x:g}" y="{middle + 4.5:g}" text-anchor="{anchor}">'
        f'<tspan class="wc-journey-label-title"{lang_of(stop.lang)}>{escape(title)}</tspan>'
        f"{_behind('note', note)}{_behind(f'state{late}', state)}</text>"
    )
    return f'<a class="wc-journey-link" href="{escape(stop.url)}">{words}</a>' if stop.url else f"<g>{words}</g>"


def _behind(kind: str, text: str) -> str:
    return f'<tspan class="wc-journey-label-{kind}" dx="{WORD_GAP}">{escape(text)}</tspan>' if text else ""


def _beside(note: str, state: str, *, is_late: bool) -> float:
    """The room of flag, note and state beside a title."""
    width = FLAG_WIDTH + WORD_GAP if is_late else 0.0
    for text, bold in ((note, False), (state, is_late)):
        width += WORD_GAP + text_width(text, LABEL_SIZE, bold=bold) if text else 0
    return width


def _first_row(taken: list[list[Stretch]], needs: list[Stretch]) -> int:
    """The first row in which there is room, and below it where two are needed; they are taken."""
    row = 0
    while not all(_is_free(taken[row + below : row + below + 1], need) for below, need in enumerate(needs)):
        row += 1
    taken += [[] for _missing in range(row + len(needs) - len(taken))]
    for below, need in enumerate(needs):
        taken[row + below].append(need)
    return row


def _is_free(rows: list[list[Stretch]], need: Stretch) -> bool:
    return all(need[1] + ROW_GAP <= start or end + ROW_GAP <= need[0] for row in rows for start, end in row)


WIDTH = 1152
ROAD_HEIGHT = 12
NAME_SIZE = 13
NAME_GAP = 10
TIER = 19
PILL_HEIGHT = 22
PILL_SIZE = 12
PILL_PADDING = 12


def large_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    today_label: str,
    title: str,
    summary: str,
    sides: Mapping[str, str],
    width: float = WIDTH,
) -> str:
    """The large strip, which scrolls where it has no room; nothing where no date is known.

    Each stop has its words, and is a link where it has an address; `sides` is whose it is, by name.
    """
    span = journey_span(stages, stops)
    if span is None:
        return ""
    scale = DayScale(span, width, LARGE_LEAST[1])
    today_x = scale.today_x(today)
    head = PILL_HEIGHT + 2 if today_x is not None else 0
    grid_top = head + 36
    names, band_y = stage_names(road(stages, scale, today, 0, ROAD_HEIGHT).bands, width, grid_top + 4)
    way = road(stages, scale, today, band_y, ROAD_HEIGHT)
    rows_top = band_y + ROAD_HEIGHT + 12
    shapes, words, rows = _placed_stops(stops, scale, rows_top, sides)
    height = rows_top + max(rows, 1) * ROW_HEIGHT + 6
    ticks, years = axis(scale, today_x)
    inside = [
        f'<title id="strip-title">{escape(title)}</title><desc id="strip-summary">{escape(summary)}</desc>',
        '<g aria-hidden="true">',
        *(path_svg(_year("grid", is_year), f"M{x:g} {grid_top:g}V{height:g}") for x, is_year, _month in ticks),
        *(path_svg("leader", f"M{leader[0]:g} {leader[1]:g}V{way.y:g}") for *_name, leader in names if leader),
        road_svg(way),
        *shapes,
        "" if today_x is None else path_svg("today", f"M{today_x:g} {PILL_HEIGHT}V{height:g}"),
        *(text_svg(_year("month", is_year), month.x, head + 30, month.text) for _x, is_year, month in ticks if month),
        *(text_svg("year", year.x, head + 14, year.text) for year in years),
        "</g>",
        *(text_svg("name", name.x, name.y, name.text, lang_of(stage.lang)) for stage, name, _leader in names),
        *words,
    ]
    if today_x is not None:
        pill, label = today_pill(today_x, today_label, width)
        inside.append(
            f'<rect class="wc-journey-pill" x="{pill.x:g}" y="0" width="{pill.width:g}" '
            f'height="{pill.height:g}" rx="11"/>'
        )
        inside.append(text_svg("pill-text", label.x, label.y, label.text, ' text-anchor="middle"'))
    return (
        '<div class="wc-journey-scroll" role="group" aria-labelledby="strip-title">'
        f'<svg class="wc-journey wc-journey-large" viewBox="0 0 {width:g} {height:g}" role="group" '
        f'aria-labelledby="strip-title strip-summary">{"".join(inside)}</svg></div>'
    )


def _year(kind: str, is_year: bool) -> str:
    return f"{kind} is-year" if is_year else kind


# A stage, its name above its band, and from where a leader goes down to the band, if the name is lifted.
type StageName = tuple[StageBar, Text, tuple[float, float] | None]


def stage_names(bands: Sequence[Band], width: float, top: float) -> tuple[list[StageName], float]:
    """The names of bands, from `top` on, and the height at which the bands lie below them.

    They are laid from the right, so that leaders stay free.
    """
    taken: list[list[Stretch]] = []
    placed: dict[int, tuple[str, float, int]] = {}
    for index, (stage, pieces) in sorted(enumerate(bands), key=lambda one: one[1][1][0].x, reverse=True):
        text = shorten(stage.name, width, NAME_SIZE, bold=True)
        length = text_width(text, NAME_SIZE, bold=True)
        x = round(max(min(pieces[0].x, width - length), 0), 1)
        tier = 0
        while tier < len(taken) and any(x < end and start < x + length + NAME_GAP for start, end in taken[tier]):
            tier += 1
        taken += [[]] if tier == len(taken) else []
        taken[tier].append((x, x + length + NAME_GAP))
        placed[index] = (text, x, tier)
    y, names = top + TIER * max(len(taken), 1), list[StageName]()
    for index, (stage, pieces) in enumerate(bands):
        text, x, tier = placed[index]
        baseline = y - 8 - tier * TIER
        names.append((stage, Text(x, text, baseline), (pieces[0].x, baseline + 4) if tier else None))
    return names, y


def today_pill(x: float, label: str, width: float) -> tuple[Rect, Text]:
    """The pill on top of the line of today, and the words in its middle."""
    pill_width = round(min(text_width(label, PILL_SIZE, bold=True) + 2 * PILL_PADDING, width), 1)
    left = round(min(max(x - pill_width / 2, 0), width - pill_width), 1)
    return Rect(left, 0, pill_width, PILL_HEIGHT), Text(round(left + pill_width / 2, 1), label, PILL_HEIGHT / 2 + 4)


SMALL_WIDTH, SMALL_HEIGHT = 360, 34
BAND_Y, BAND_HEIGHT = 13, 10
SMALL_STOP, SMALL_LEAST = 12, (14.0, 24.0)
MERGE_WITHIN = 13.0
COUNTER_HEIGHT, COUNTER_WIDTH, DIGIT = 14, 18, 7
LONGEST_STOP = 92  # days; whatever lasts longer is the road itself, not a stop on it

# What stands at one place of a band: a stop, or several that crowd, whose bar is that of a counter.
type Mark = tuple[tuple[Stop, ...], Bar]


def small_journey(
    stages: Sequence[StageBar],
    stops: Sequence[Stop],
    today: date,
    *,
    summary: str,
    width: float = SMALL_WIDTH,
    span: Span | None = None,
) -> str:
    """The small strip, one picture with one name; nothing where no date is known.

    Lists give one `span` (see `journey_span`) to all their strips, so that they stand aligned.
    """
    span = span or journey_span(stages, stops)
    if span is None:
        return ""
    scale = DayScale(span, width, SMALL_LEAST[1])
    x, line = scale.today_x(today), ""
    if x is not None:
        line = path_svg("today", f"M{x:g} 5V{SMALL_HEIGHT:g}") + path_svg("triangle", f"M{x:g} 7l-4 -6h8Z")
    marks = marks_on_band(stops, scale, BAND_Y)
    alone, alike = alone_parts(marks), defaultdict[str, str](str)
    for _stops, parts in alone:
        for d, css in parts:
            alike[css] += d
    drawn = halo(alone) + parts_svg((d, css) for css, d in alike.items())
    way = road_svg(road(stages, scale, today, BAND_Y, BAND_HEIGHT))
    inside = [way, drawn, *map(counter_svg, crowds(marks)), line]
    return picture("wc-journey wc-journey-small", width, SMALL_HEIGHT, summary, inside)


def alone_parts(marks: Iterable[Mark]) -> list[tuple[Sequence[Stop], list[Part]]]:
    """The stops that stand alone, with their paths."""
    return [(stops, stop_parts(stops[0], bar)) for stops, bar in marks if len(stops) == 1]


def halo(alone: Iterable[tuple[Sequence[Stop], list[Part]]]) -> str:
    """What parts stops from all that lies below them."""
    return path_svg("halo", "".join(d for _stops, parts in alone for d, _css in parts))


def crowds(marks: Iterable[Mark]) -> list[Mark]:
    """Those that are several stops."""
    return [mark for mark in marks if len(mark[0]) > 1]


def counter_svg(mark: Mark) -> str:
    """Several stops at nearly one place, as their number; solid when all are done."""
    stops, box = mark
    done = " is-done" if all(stop.status == "done" for stop in stops) else ""
    x, y, number = round(box.centre, 1), box.y + box.left + 4, str(len(stops))
    return (
        f'<rect class="wc-journey-counter{done}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
        f'height="{box.height:g}" rx="{box.left:g}"/>'
    ) + text_svg(f"counter-text{done}", x, y, number, ' text-anchor="middle"')


def marks_on_band(stops: Sequence[Stop], scale: DayScale, band_y: float) -> list[Mark]:
    """The stops that stand alone on a band at this height, and then the counters of those that crowd."""
    top = band_y + (BAND_HEIGHT - SMALL_STOP) / 2
    groups: list[list[tuple[Stop, Bar]]] = []
    drawn = [
        (stop, stop_bar(stop, days, scale, top, SMALL_STOP, SMALL_LEAST))
        for stop in stops
        if (days := days_of(stop.shown)) and days.days <= LONGEST_STOP
        if days.first in scale.span and days.last in scale.span
    ]
    for stop, bar in sorted(drawn, key=lambda pair: pair[1].centre):
        before = groups[-1][-1][1] if groups else None
        if before and bar.centre - before.centre < _needed(before, bar):
            groups[-1].append((stop, bar))
        else:
            groups.append([(stop, bar)])
    marks = [
        (tuple(stop for stop, _bar in group), group[0][1] if len(group) == 1 else _counter(group, scale.width, band_y))
        for group in groups
    ]
    return sorted(marks, key=lambda mark: len(mark[0]) > 1)


def _needed(before: Bar, bar: Bar) -> float:
    """How far two stops must stand apart; marks drawn wider than their days count in full."""
    is_short = max(before.width, bar.width) <= SMALL_LEAST[1]
    return max(MERGE_WITHIN, (before.width + bar.width) / 2) if is_short else MERGE_WITHIN


def _counter(group: Sequence[tuple[Stop, Bar]], width: float, band_y: float) -> Bar:
    wide = COUNTER_WIDTH + DIGIT * (len(str(len(group))) - 1)
    centre = (group[0][1].centre + group[-1][1].centre) / 2
    left = round(min(max(centre - wide / 2, 0), width - wide), 1)
    radius = COUNTER_HEIGHT / 2
    return Bar(left, band_y + (BAND_HEIGHT - COUNTER_HEIGHT) / 2, wide, COUNTER_HEIGHT, radius, radius)


MARK_HEIGHT = 18
MARK_WIDTH = {"eu": 18, "counterpart": 18, "both": 34}
MARK_BOX = 36  # stroke included, so that all marks share one axis

# A line of the timetable: the road beside it; then a stage, a stop, or today, where it is neither.
type UprightLine = tuple[Kind, StageBar | Stop | None]


def upright_journey(groups: Sequence[tuple[StageBar, Sequence[Stop]]], today: date) -> list[UprightLine]:
    """The lines in order: each stage, its stops, and today before the first line that lies ahead.

    Outside the journey's span today is no line, as in the strip.
    """
    stages = [stage for stage, _stops in groups]
    span = journey_span(stages, [stop for _stage, stops in groups for stop in stops])
    is_ahead = span is None or today not in span
    beside: Kind = "ahead"
    lines: list[UprightLine] = []
    for (stage, stops), stage_begin in zip(groups, stage_days([stage.forecast for stage in stages]), strict=True):
        reported = days_of(stage.reported)
        dated: list[tuple[StageBar | Stop, Span | None]] = [(stage, stage_begin)]
        dated += [(stop, days_of(stop.shown)) for stop in stops]
        for one, days in dated:
            if days is not None:  # beside what has no day the road goes on as before
                beside = kind_on(days.first, reported, today)
                if days.first > today and not is_ahead:
                    is_ahead = True
                    lines.append(("ahead", None))
            lines.append((beside, one))
    return lines if is_ahead or not lines else [*lines, ("ahead", None)]


def mark_parts(stop: Stop) -> list[Part]:
    """A stop alone, as tables and boards draw it beside its words; always round: these tell how exact the date is."""
    width = MARK_WIDTH[stop.side]
    return stop_parts(stop, Bar((MARK_BOX - width) / 2, 1, width, MARK_HEIGHT, MARK_HEIGHT / 2, MARK_HEIGHT / 2))
