"""A whole strand on one axis: a row for each pairing, today through all of them, and words above the rows.

Of these there are as many as have room, none upon another, each as long as it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from core.periods import covering
from core.pictures.shapes import (
    FLAG_WIDTH,
    Bar,
    Rect,
    Text,
    arrow_path,
    flag_path,
    ghost_path,
    shorten,
    text_width,
    wrapped,
)
from core.pictures.stops import (
    GHOST_DROP,
    GHOST_TICK,
    DayScale,
    Road,
    StageBar,
    Stop,
    Tick,
    axis,
    ghost_of,
    journey_span,
    road,
)
from core.pictures.strips import (
    BAND_HEIGHT,
    SMALL_LEAST,
    WORD_GAP,
    Mark,
    StageName,
    Stretch,
    marks_on_band,
    stage_names,
    today_pill,
)

PAD = 5
MOVED_DROP = 7.0  # the ghost of a milestone lies below that of the stages
BELOW = 16  # both ghosts, with their ticks
PILL = 24
AXIS = 38
LABEL_SIZE = 12
LABEL_GAP = 10
LEADER = 2.0  # free on either side of a leader
LEAST_TITLE = 104.0  # about twelve letters, which a title that is cut keeps: less than that says nothing
LANE = 16
LENGTHS = 3  # lengths that all titles are tried at, from the longest to the least
STEP = 20  # by which one of them is then tried at more
CLEAR = 4.0  # free on either side of the line of today


@dataclass(frozen=True)
class LabelText:
    """What may stand above a stop: a title that may be cut, and the rest, which stands in full; rank 0 goes first."""

    title: str
    rest: str = ""
    rank: int = 0
    is_late: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Sheet:
    """How large it is drawn: the width of the axis, how many lines of labels a row has, the room of one label.

    A label is at most `longest`, and is shortened down to `least` where more stops are named so. A row of one line
    names one stop of those that crowd, of several lines each. In one lane, titles may be wrapped into several `lines`,
    and are whole then; all rows are as high as the label of most lines. `air` is what a row is higher than it need
    be; `is_named` puts the names of the stages above all rows.
    """

    width: float
    lanes: int = 1
    lines: int = 1
    longest: float = 300
    least: float = 300
    air: float = 0
    is_named: bool = False


@dataclass(frozen=True)
class PlacedLabel:
    """Words in a lane above the band, each line with its y, its part of the title and of the rest.

    What is lifted hangs on a leader, what is late has a flag.
    """

    words: LabelText
    lines: tuple[tuple[float, str, str], ...]
    anchor: Literal["start", "end"]
    x: float
    left: float
    right: float
    leader: str
    flag: str

    @property
    def title(self) -> str:
        return " ".join(title for _y, title, _rest in self.lines if title)


@dataclass(frozen=True)
class TimelineRow:
    """One pairing, in coordinates of its own row; `ghosts` and `arrows` are of the milestones that moved."""

    road: Road
    marks: list[Mark]
    ghosts: list[str]
    arrows: list[str]
    labels: tuple[PlacedLabel, ...]


@dataclass(frozen=True)
class StrandTimeline:
    """Everything that pages and files print: the axis on top, the names of stages, and the rows below each other."""

    width: float
    ticks: list[Tick]
    years: list[Text]
    year_y: float
    month_y: float
    grid_top: float
    head_height: float
    names: list[StageName]
    names_height: float
    names_road: Road
    row_height: float
    rows: list[TimelineRow]
    today: tuple[float, Rect, Text] | None  # where it is, the pill there, and its words


type Row = tuple[Sequence[StageBar], Sequence[tuple[Stop, LabelText | None]]]


def strand_timeline(rows: Sequence[Row], today: date, sheet: Sheet, *, today_label: str) -> StrandTimeline | None:
    """Lay out the rows on one scale, or None when no date is known at all.

    Each has the same stages, with what was reported of them in its pairing; their names stand above that of all.
    """
    stages = [
        replace(same[0], reported=covering(one.reported for one in same))
        for same in zip(*(bars for bars, _stops in rows), strict=True)
    ]
    span = journey_span(stages, [stop for _bars, stops in rows for stop, _words in stops])
    if span is None:
        return None
    scale = DayScale(span, sheet.width, SMALL_LEAST[1])
    today_x = scale.today_x(today)
    pill = PILL if today_x is not None else 0
    head = pill + AXIS
    lanes = sheet.lanes
    if sheet.lines > 1:
        trial = [_row(row, scale, sheet, 0, today) for row in rows]
        lanes = max((len(label.lines) for row in trial for label in row.labels), default=1)
    band_y = PAD + sheet.air / 2 + lanes * LANE + 2
    row_height = band_y + BAND_HEIGHT + BELOW + PAD + sheet.air / 2
    bands = road(stages, scale, today, 0, BAND_HEIGHT).bands if sheet.is_named else []
    names, names_y = stage_names(bands, sheet.width, PAD)
    names_road = road(stages if names else [], scale, today, names_y, BAND_HEIGHT)
    ticks, years = axis(scale, today_x)
    return StrandTimeline(
        sheet.width,
        ticks,
        years,
        year_y=pill + 14,
        month_y=pill + 30,
        grid_top=pill + 18,
        head_height=head,
        names=names,
        names_height=names_y + BAND_HEIGHT + BELOW - 4 if names else 0,
        names_road=names_road,
        row_height=row_height,
        rows=[_row(row, scale, sheet, band_y, today) for row in rows],
        today=None if today_x is None else (today_x, *today_pill(today_x, today_label, sheet.width)),
    )


def _row(row: Row, scale: DayScale, sheet: Sheet, band_y: float, today: date) -> TimelineRow:
    stages, named = row
    today_x = scale.today_x(today)
    marks = marks_on_band([stop for stop, _words in named], scale, band_y)
    ghost_y = band_y + BAND_HEIGHT + GHOST_DROP + MOVED_DROP
    moved = [
        (ghost_path(left, right, ghost_y, GHOST_TICK, reach), arrow_path(round(reach, 1), ghost_y))
        for stops, bar in marks
        for left, right, reach in filter(None, (ghost_of(stop, bar, scale) for stop in stops))
        if reach is not None
    ]
    words = {id(stop): text for stop, text in named}
    wanted = list[tuple[float, LabelText]]()
    for stops, bar in marks:
        said = [one for stop in stops if (one := words[id(stop)])]
        wanted += _wanted(bar, said, today_x, each=sheet.lanes > 1)
    return TimelineRow(
        road(stages, scale, today, band_y, BAND_HEIGHT),
        marks,
        ghosts=list(dict.fromkeys(ghost for ghost, _arrow in moved)),
        arrows=list(dict.fromkeys(arrow for _ghost, arrow in moved)),
        labels=place_labels(tuple(wanted), sheet, band_y, today_x),
    )


def _wanted(bar: Bar, said: Sequence[LabelText], today: float | None, *, each: bool) -> list[tuple[float, LabelText]]:
    """Where the words of a mark begin: those that count most, or those of each stop in it, side by side.

    On a mark that lies across today they begin behind its line.
    """
    begin = bar.x
    if today is not None and bar.x < today + CLEAR < bar.end - CLEAR:
        begin = today + CLEAR
    if not each:
        return [(round(begin, 1), min(said, key=lambda one: one.rank))] if said else []
    step = (bar.end - begin) / len(said) if len(said) > 1 else 0
    return [(round(begin + number * step + min(step, 2), 1), one) for number, one in enumerate(said)]


class Lanes:
    """So many lines for words above a band, the lowest first: in each the words, and the leaders that run through."""

    def __init__(self, number: int) -> None:
        self._lanes: list[tuple[list[Stretch], list[Stretch]]] = [([], []) for _lane in range(number)]

    def take(self, x: float, starts: Sequence[float], length: float) -> tuple[int, float] | None:
        """Take the lowest lane with room at the first start that has one, and say which and where; else None.

        In the lanes below it the leader is taken, which hangs the words on their stop at x.
        """
        leader = (x - LEADER, x + LEADER)
        for start in starts:
            end = start + length
            for number, (words, leaders) in enumerate(self._lanes):
                if _is_free(words, start - LABEL_GAP, end + LABEL_GAP) and _is_free(leaders, start, end):
                    words.append((start, end))
                    for _words, below in self._lanes[:number]:
                        below.append(leader)
                    return number, start
                if not _is_free(words, *leader):
                    break  # higher up the leader would run through those words
        return None


def _is_free(taken: Sequence[Stretch], first: float, last: float) -> bool:
    return all(last <= start or end <= first for start, end in taken)


# Words in lines of title and rest; the length of the longest line with the room of a flag; whether they are whole: the
# title is not cut, and the rest in one line, as a date is not to be broken.
type Fitted = tuple[tuple[tuple[str, str], ...], float, bool]


@lru_cache(maxsize=4096)  # the same few words are tried at many places
def cut(words: LabelText, longest: float, most: int) -> Fitted:
    """Words of at most `longest` in at most so many lines: as much of the title as there is room for, never a stump."""
    flag = _flag_room(words)
    if most > 1:
        lines = _wrapped(words, longest - flag, most)
    else:
        rest = WORD_GAP + _width(words.rest, words) if words.rest else 0.0
        left = max(longest - flag - rest, LEAST_TITLE)
        lines = [(shorten(words.title, left, LABEL_SIZE, bold=words.is_late), words.rest)]
    length = max(
        _width(title, words) + (WORD_GAP if title and rest else 0) + _width(rest, words) for title, rest in lines
    )
    title = " ".join(title for title, _rest in lines if title)
    is_whole = title == " ".join(words.title.split()) and lines[-1][1] == words.rest
    return tuple(lines), round(flag + length, 1), is_whole


def _wrapped(words: LabelText, room: float, most: int) -> list[tuple[str, str]]:
    """Title and rest in lines: the rest behind the title where it fits there, else below it."""
    bold = words.is_late
    rests = wrapped(words.rest, room, LABEL_SIZE, bold=bold, most=most - 1) if words.rest else []
    titles = wrapped(words.title, room, LABEL_SIZE, bold=bold, most=most)
    if len(rests) == 1 and _width(titles[-1], words) + WORD_GAP + _width(words.rest, words) <= room:
        return [*((line, "") for line in titles[:-1]), (titles[-1], words.rest)]
    if len(titles) + len(rests) > most:
        titles = wrapped(words.title, room, LABEL_SIZE, bold=bold, most=most - len(rests))
    return [*((line, "") for line in titles), *(("", line) for line in rests)]


def _width(text: str, words: LabelText) -> float:
    return text_width(text, LABEL_SIZE, bold=words.is_late)


def _flag_room(words: LabelText) -> float:
    return FLAG_WIDTH + WORD_GAP if words.is_late else 0.0


type Wanted = tuple[float, LabelText, float]  # words that are to stand at x, at most so long


def _hangs(one: Wanted, _said: Fitted, starts: Sequence[float]) -> bool:
    return bool(starts) and max(starts) < one[0]


type Found = tuple[Wanted, Fitted, int, float]  # what is said in which lane, and where it begins there
type Attempt = tuple[list[Found], list[Wanted]]


@lru_cache(maxsize=1024)  # of most pairings nothing has changed since their row was drawn last
def place_labels(
    wanted: tuple[tuple[float, LabelText], ...], sheet: Sheet, band_y: float, today: float | None = None
) -> tuple[PlacedLabel, ...]:
    """The labels of a row from where each begins; shortened where that names more, else as long as fits.

    Labels that must hang to the left of their stop stand below the others or above them, as more is said. Words keep
    clear of the line of `today`; only what is whole on neither side of it stands across, if it is late or titles are
    kept whole: in one lane of several lines.
    """
    low = _Row(sheet, band_y, today, is_hung_low=True).place(wanted)
    if len(low) == len(wanted) and all(one.title == one.words.title for one in low):
        return tuple(low)
    high = _Row(sheet, band_y, today, is_hung_low=False).place(wanted)
    return tuple(high if _priority(high) > _priority(low) else low)


def _priority(placed: Sequence[PlacedLabel]) -> tuple[int, int, int]:
    """How much labels say: what is late above all, then how many they are, then how long."""
    late = sum(one.words.is_late for one in placed)
    return late, len(placed), sum(len(one.title) for one in placed)


def _rank(one: Wanted) -> int:
    return one[1].rank


class _Row:
    """Places the words of one row: what hangs to the left of its stop first, or last."""

    def __init__(self, sheet: Sheet, band_y: float, today: float | None, *, is_hung_low: bool) -> None:
        self.sheet, self.band_y, self.today, self.is_hung_low = sheet, band_y, today, is_hung_low

    def place(self, wanted: Sequence[tuple[float, LabelText]]) -> list[PlacedLabel]:
        """As many as have room at one of the lengths, the longest first; then each as long as it may be."""
        longest, kept = self.sheet.longest, list[Wanted]()
        step = (longest - min(self.sheet.least, longest)) / (LENGTHS - 1)
        for number in range(LENGTHS if step else 1):
            found = self._kept([(x, words, longest - number * step) for x, words in wanted])
            kept = max(kept, found, key=len)  # the first of equals, which has the longest titles
            if len(kept) == len(wanted):
                break
        for one in sorted(kept, key=_rank):
            kept = self._grown(kept, one)
        return [self._label(*found) for found in self._try(kept)[0]]

    def _kept(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """As many as have room, without what counts least; none upon another or on a leader."""
        kept, left_out = list(wanted), list[Wanted]()
        while failed := self._try(kept)[1]:
            least = max(map(_rank, kept))
            gone = next(one for one in [*failed, *kept] if _rank(one) == least)
            kept.remove(gone)
            left_out.append(gone)
        for one in sorted(left_out, key=_rank):
            if not self._try([*kept, one])[1]:
                kept.append(one)
        return kept

    def _grown(self, kept: list[Wanted], short: Wanted) -> list[Wanted]:
        """The same labels with one of them as long as it may be without the loss of another."""
        x, words, before = short
        for length in range(int(self.sheet.longest), int(before), -STEP):
            longer = [(x, words, length) if one is short else one for one in kept]
            if not self._try(longer)[1]:
                return longer
        return kept

    def _try(self, wanted: Sequence[Wanted]) -> Attempt:
        """The labels placed so that leaders stay free, and what found no place.

        What must hang to the left of its stop goes from the left, what begins at its stop from the right. Of whole
        titles those that stand across today go last.
        """
        lanes = Lanes(self.sheet.lanes)
        written = [(one, *self._written(one)) for one in wanted]
        hung = sorted((found for found in written if _hangs(*found)), key=lambda found: found[0][0])
        others = sorted((found for found in written if not _hangs(*found)), key=lambda found: -found[0][0])
        placed, failed = list[Found](), list[Wanted]()
        ordered = hung + others if self.is_hung_low else others + hung
        if self.sheet.lines > 1:
            ordered.sort(key=lambda found: self._is_across(found[1], found[2]))
        for one, said, starts in ordered:
            place = lanes.take(one[0], starts, said[1])
            if place is None:
                failed.append(one)
            else:
                placed.append((one, said, *place))
        return placed, failed

    def _is_across(self, said: Fitted, starts: Sequence[float]) -> bool:
        return self.today is not None and all(at < self.today < at + said[1] for at in starts)

    def _written(self, one: Wanted) -> tuple[Fitted, list[float]]:
        """The words as they are cut, and where they may begin: at their stop, so that they end there, else above it."""
        x, words, longest = one
        lines, stretches = self.sheet.lines, self._stretches(x, words)
        for low, high in stretches:
            at_stop = max(x - low, high - x)
            for most in (at_stop, high - low) if lines == 1 else (high - low,):
                said = cut(words, min(longest, most), lines)
                last = high - said[1]
                if starts := [start for start in (x, x - said[1]) if low <= start <= last]:
                    break
            is_good = said[2] or (low, high) == stretches[-1]
            if is_good and last >= low:
                return said, starts or [max(low, min(x, last))]
        return said, []

    def _stretches(self, x: float, words: LabelText) -> list[Stretch]:
        """Between which edges words may stand: on their side of today, else anywhere if they may be across it."""
        whole = (0.0, self.sheet.width)
        if self.today is None:
            return [whole]
        side = (0.0, self.today - CLEAR) if x < self.today else (self.today + CLEAR, self.sheet.width)
        return [side, whole] if words.is_late or self.sheet.lines > 1 else [side]

    def _label(self, one: Wanted, said: Fitted, lane: int, left: float) -> PlacedLabel:
        """The words as they are drawn in a lane."""
        lines, length, _is_whole = said
        x, words, _longest = one
        right, flag = left + length, _flag_room(words)
        bottom = self.band_y - 4 - lane * LANE - LANE / 2
        top = bottom - (len(lines) - 1) * LANE
        # Widths are estimates: what hangs to the left of its stop ends there whatever they are.
        at_end = left < x and right <= x + 0.1
        if len(lines) > 1:
            at_end = x > (left + right) / 2  # so that the last line, which may be short, stands at the stop
        return PlacedLabel(
            words,
            tuple((top + 4 + number * LANE, *line) for number, line in enumerate(lines)),
            anchor="end" if at_end else "start",
            x=round(right - flag if at_end else left + flag, 1),
            left=left,
            right=right,
            leader=f"M{x:g} {bottom + 7:g}V{self.band_y:g}" if lane else "",
            flag=flag_path(right - FLAG_WIDTH if at_end else left, top) if flag else "",
        )
