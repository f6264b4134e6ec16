"""The words above a row of a strand's timeline: as many as have room, none upon another, each as long as it can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.pictures.large import WORD_GAP
from core.pictures.shapes import FLAG_WIDTH, flag_path, shorten, text_width, wrapped

LABEL_GAP = 10
LEADER = 2.0  # free on either side of a leader

type _Stretch = tuple[float, float]


class Lanes:
    """So many lines for words above a band, the lowest first."""

    def __init__(self, number: int) -> None:
        self._lanes = [_Lane() for _lane in range(number)]

    def take(self, x: float, starts: Sequence[float], length: float) -> tuple[int, float] | None:
        """Take the lowest lane with room at the first start that has one, and say which and where; else None.

        In the lanes below it the leader is taken, which hangs the words on their stop at x.
        """
        leader = (x - LEADER, x + LEADER)
        for start in starts:
            for number, lane in enumerate(self._lanes):
                if lane.has_room(start, start + length):
                    lane.words.append((start, start + length))
                    for lower in self._lanes[:number]:
                        lower.leaders.append(leader)
                    return number, start
                if not lane.lets_through(leader):
                    break  # higher up the leader would run through those words
        return None


class _Lane:
    def __init__(self) -> None:
        self.words: list[_Stretch] = []
        self.leaders: list[_Stretch] = []

    def has_room(self, start: float, end: float) -> bool:
        return _is_free(self.words, start - LABEL_GAP, end + LABEL_GAP) and _is_free(self.leaders, start, end)

    def lets_through(self, leader: _Stretch) -> bool:
        return _is_free(self.words, *leader)


def _is_free(taken: Sequence[_Stretch], first: float, last: float) -> bool:
    return all(last <= start or end <= first for start, end in taken)


LABEL_SIZE = 12
LEAST_TITLE = 104.0  # about twelve letters, which a title that is cut keeps: less than that says nothing


@dataclass(frozen=True)
class LabelText:
    """What may stand above a stop: a title that may be cut, and the rest, which stands in full; rank 0 goes first."""

    title: str
    rest: str = ""
    rank: int = 0
    is_late: bool = False
    lang: str = ""


@dataclass(frozen=True)
class FittedText:
    """Words in lines of title and rest; the room of their flag, and the length of the longest line with it.

    They are whole where the title is not cut, and the rest in one line: a date is not to be broken.
    """

    lines: tuple[tuple[str, str], ...]
    flag: float
    length: float
    is_whole: bool


@lru_cache(maxsize=4096)  # the same few words are tried at many places
def cut(words: LabelText, longest: float, most: int) -> FittedText:
    """Words of at most `longest` in at most so many lines: as much of the title as there is room for, never a stump."""
    flag = FLAG_WIDTH + WORD_GAP if words.is_late else 0.0
    if most > 1:
        lines = _wrapped(words, longest - flag, most)
    else:
        rest = WORD_GAP + _width(words.rest, words) if words.rest else 0.0
        left = max(longest - flag - rest, LEAST_TITLE)
        lines = [(shorten(words.title, left, LABEL_SIZE, bold=words.is_late), words.rest)]
    title = " ".join(title for title, _rest in lines if title)
    length = max(
        _width(title, words) + (WORD_GAP if title and rest else 0) + _width(rest, words) for title, rest in lines
    )
    is_whole = title == " ".join(words.title.split()) and lines[-1][1] == words.rest
    return FittedText(tuple(lines), flag, round(flag + length, 1), is_whole)


def _wrapped(words: LabelText, room: float, most: int) -> list[tuple[str, str]]:
    """Title and rest in lines: the rest behind the title where it fits there, else below it."""
    bold = words.is_late
    below = wrapped(words.rest, room, LABEL_SIZE, bold=bold, most=most - 1) if words.rest else []
    rests = [("", line) for line in below]
    titles = wrapped(words.title, room, LABEL_SIZE, bold=bold, most=most)
    if len(rests) == 1 and _width(titles[-1], words) + WORD_GAP + _width(words.rest, words) <= room:
        return [*((line, "") for line in titles[:-1]), (titles[-1], words.rest)]
    if len(titles) + len(rests) > most:
        titles = wrapped(words.title, room, LABEL_SIZE, bold=bold, most=most - len(rests))
    return [*((line, "") for line in titles), *rests]


def _width(text: str, words: LabelText) -> float:
    return text_width(text, LABEL_SIZE, bold=words.is_late)


LANE = 16
LENGTHS = 3  # lengths that all titles are tried at, from the longest to the least
STEP = 20  # by which one of them is then tried at more
CLEAR = 4.0  # free on either side of the line of today


@dataclass(frozen=True)
class Line:
    """One line of a label: what it has of the title, and of the rest."""

    title: str
    rest: str
    y: float


@dataclass(frozen=True)
class PlacedLabel:
    """Words in a lane above the band; what is lifted hangs on a leader, what is late has a flag."""

    words: LabelText
    lines: tuple[Line, ...]
    anchor: Literal["start", "end"]
    x: float
    left: float
    right: float
    leader: str
    flag: str

    @property
    def title(self) -> str:
        return " ".join(line.title for line in self.lines if line.title)


@dataclass(frozen=True)
class Room:
    """Where the words of a row may stand: above the band at `band_y`, in so many lanes, each not too long.

    Words keep clear of the line of `today`; only what is whole on neither side of it stands across, if it is late
    or titles are kept whole: in one lane of several `lines`.
    """

    width: float
    lanes: int
    longest: float
    least: float
    band_y: float
    today: float | None = None
    lines: int = 1

    def lengths(self) -> list[float]:
        """The lengths to try, longest first."""
        step = (self.longest - min(self.least, self.longest)) / (LENGTHS - 1)
        return [self.longest - number * step for number in range(LENGTHS if step else 1)]

    def stretches(self, x: float, *, is_late: bool) -> list[tuple[float, float]]:
        """Between which edges words at x may stand: on their side of today, else anywhere if they may be across it."""
        whole = (0.0, self.width)
        if self.today is None:
            return [whole]
        side = (0.0, self.today - CLEAR) if x < self.today else (self.today + CLEAR, self.width)
        return [side, whole] if is_late or self.lines > 1 else [side]


@dataclass(frozen=True)
class _Wanted:
    x: float
    words: LabelText
    longest: float


type _Found = tuple[_Wanted, FittedText, int, float]  # what is said in which lane, and where it begins there
type _Attempt = tuple[list[_Found], list[_Wanted]]
type _Attempts = Callable[[Sequence[_Wanted]], _Attempt]


@lru_cache(maxsize=1024)  # of most pairings nothing has changed since their row was drawn last
def place_labels(wanted: tuple[tuple[float, LabelText], ...], room: Room) -> tuple[PlacedLabel, ...]:
    """The labels of a row from where each begins; shortened where that names more, else as long as fits.

    Labels that must hang to the left of their stop stand below the others or above them, as more is said.
    """
    low = _placed(wanted, room, is_hung_low=True)
    if len(low) == len(wanted) and all(one.title == one.words.title for one in low):
        return tuple(low)
    high = _placed(wanted, room, is_hung_low=False)
    return tuple(high if _priority(high) > _priority(low) else low)


def _priority(placed: Sequence[PlacedLabel]) -> tuple[int, int, int]:
    """How much labels say: what is late above all, then how many they are, then how long."""
    late = sum(one.words.is_late for one in placed)
    return late, len(placed), sum(len(one.title) for one in placed)


def _placed(wanted: Sequence[tuple[float, LabelText]], room: Room, *, is_hung_low: bool) -> list[PlacedLabel]:
    def attempt(some: Sequence[_Wanted]) -> _Attempt:
        return _try(some, room, is_hung_low=is_hung_low)

    kept = list[_Wanted]()
    for longest in room.lengths():
        found = _kept([_Wanted(x, words, longest) for x, words in wanted], attempt)
        kept = max(kept, found, key=len)  # the first of equals, which has the longest titles
        if len(kept) == len(wanted):
            break
    for one in sorted(kept, key=lambda one: one.words.rank):
        kept = _grown(kept, one, int(room.longest), attempt)
    return [_label(*found, room) for found in attempt(kept)[0]]


def _grown(kept: Sequence[_Wanted], short: _Wanted, longest: int, attempt: _Attempts) -> list[_Wanted]:
    """The same labels with one of them as long as it may be without the loss of another."""
    for length in range(longest, int(short.longest), -STEP):
        longer = [_Wanted(one.x, one.words, length) if one is short else one for one in kept]
        if not attempt(longer)[1]:
            return longer
    return list(kept)


def _kept(wanted: Sequence[_Wanted], attempt: _Attempts) -> list[_Wanted]:
    """As many as have room, without what counts least; none upon another or on a leader."""
    kept, left_out = list(wanted), list[_Wanted]()
    while failed := attempt(kept)[1]:
        least = max(one.words.rank for one in kept)
        gone = next((one for one in failed if one.words.rank == least), None) or next(
            one for one in kept if one.words.rank == least
        )
        kept.remove(gone)
        left_out.append(gone)
    for one in sorted(left_out, key=lambda one: one.words.rank):
        if not attempt([*kept, one])[1]:
            kept.append(one)
    return kept


def _try(wanted: Sequence[_Wanted], room: Room, *, is_hung_low: bool) -> _Attempt:
    """The labels placed so that leaders stay free, and what found no place.

    What must hang to the left of its stop goes from the left, what begins at its stop from the right. Of whole titles
    those that stand across today go last.
    """
    lanes = Lanes(room.lanes)
    written = [(one, *_written(one, room)) for one in wanted]
    hung = sorted((found for found in written if _hangs(*found)), key=lambda found: found[0].x)
    others = sorted((found for found in written if not _hangs(*found)), key=lambda found: -found[0].x)
    placed, failed = list[_Found](), list[_Wanted]()
    ordered = hung + others if is_hung_low else others + hung
    for one, said, starts in sorted(ordered, key=lambda found: room.lines > 1 and _is_across(found, room)):
        place = lanes.take(one.x, starts, said.length)
        if place is None:
            failed.append(one)
        else:
            placed.append((one, said, *place))
    return placed, failed


def _is_across(found: tuple[_Wanted, FittedText, list[float]], room: Room) -> bool:
    return room.today is not None and all(at < room.today < at + found[1].length for at in found[2])


def _hangs(one: _Wanted, _words: FittedText, starts: Sequence[float]) -> bool:
    return bool(starts) and max(starts) < one.x


def _label(one: _Wanted, said: FittedText, lane: int, left: float, room: Room) -> PlacedLabel:
    """The words as they are drawn in a lane."""
    x, right = one.x, left + said.length
    bottom = room.band_y - 4 - lane * LANE - LANE / 2
    top = bottom - (len(said.lines) - 1) * LANE
    # Widths are estimates: what hangs to the left of its stop ends there whatever they are.
    at_end = left < x and right <= x + 0.1
    if len(said.lines) > 1:
        at_end = x > (left + right) / 2  # so that the last line, which may be short, stands at the stop
    return PlacedLabel(
        one.words,
        tuple(Line(*line, top + 4 + number * LANE) for number, line in enumerate(said.lines)),
        anchor="end" if at_end else "start",
        x=round(right - said.flag if at_end else left + said.flag, 1),
        left=left,
        right=right,
        leader=f"M{x:g} {bottom + 7:g}V{room.band_y:g}" if lane else "",
        flag=flag_path(right - FLAG_WIDTH if at_end else left, top) if said.flag else "",
    )


def _written(one: _Wanted, room: Room) -> tuple[FittedText, list[float]]:
    """The words as they are cut, and where they may begin: at their stop, so that they end there, else above it."""
    stretches = room.stretches(one.x, is_late=one.words.is_late)
    for low, high in stretches:
        at_stop = max(one.x - low, high - one.x)
        for most in (at_stop, high - low) if room.lines == 1 else (high - low,):
            said = cut(one.words, min(one.longest, most), room.lines)
            last = high - said.length
            if starts := [start for start in (one.x, one.x - said.length) if low <= start <= last]:
                break
        is_good = said.is_whole or (low, high) == stretches[-1]
        if is_good and last >= low:
            return said, starts or [max(low, min(one.x, last))]
    return said, []
