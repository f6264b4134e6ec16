"""What a label of a strand's timeline says: its words in lines, cut no further than can be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.pictures.labels import shorten, text_width, wrapped
from core.pictures.rows import WORD_GAP
from core.pictures.shapes import FLAG_WIDTH

LABEL_SIZE = 12
LEAST_TITLE = 104.0  # about twelve letters, which a title that is cut keeps: less than that says nothing


@dataclass(frozen=True)
class Words:
    """What may stand above a stop: a title that may be cut, and the rest, which stands in full; rank 0 goes first."""

    title: str
    rest: str = ""
    rank: int = 0
    is_late: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Said:
    """Words in lines of title and rest; the room of their flag, and the length of the longest line with it.

    They are whole where the title is not cut, and the rest in one line: a date is not to be broken.
    """

    lines: tuple[tuple[str, str], ...]
    flag: float
    length: float
    is_whole: bool


@lru_cache(maxsize=4096)  # the same few words are tried at many places
def cut(words: Words, longest: float, most: int) -> Said:
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
    return Said(tuple(lines), flag, round(flag + length, 1), is_whole)


def _wrapped(words: Words, room: float, most: int) -> list[tuple[str, str]]:
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


def _width(text: str, words: Words) -> float:
    return text_width(text, LABEL_SIZE, bold=words.is_late)
