"""What all of a rendering is made of: a snapshot's texts, dates and numbers in one language, and sheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

from core.blocks import BULLET, OUTLINE_MARKS, Block, OutlineItem, Paragraph, Text, Written, language_of, text_of
from core.formats import format_date, format_number, format_period
from core.periods import PartialDate, Period
from core.plain_text import plain_text

# A cell of a sheet: an empty one is None, and is no zero.
type Cell = str | int | float | dt.date | PartialDate | None
type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to count with: one sheet of a workbook, one CSV file. `key` is its file name, such as `milestones`."""

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


NOTHING = "–"
# By the language of the text behind which they stand; said in the language of the report.
_WANTED = {
    "en": pgettext_lazy("mark in a draft", "no Korean version"),
    "ko": pgettext_lazy("mark in a draft", "no English version"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The language in which a snapshot is told, `en` or `ko`; the gettext language is the same while it is rendered.

    `base_url` stands before the addresses within the portal (nothing on a page of the portal itself). In a draft
    (`draft`) a text that lacks its version in the language, or whose version is the older one, says so.
    """

    language: str
    base_url: str = ""
    draft: bool = False

    @property
    def other(self) -> str:
        """The other language."""
        return "en" if self.language == "ko" else "ko"

    def say(self, text: Mapping[str, Any], *, url: str = "") -> Written:
        """A text of the snapshot, in the other language where it has no version in this one; with a link if given."""
        mine = text.get(self.language) or ""
        language = self.language if mine or not text.get(self.other) else self.other
        words = str(mine or text.get(self.other) or "")
        if not words:
            return NOTHING
        mark = self._mark(text, language) if self.draft else ""
        return self.written(f"{words} [{mark}]" if mark else words, language, url)

    def _mark(self, text: Mapping[str, Any], language: str) -> str:
        """What a draft says behind a text that has no version in its language, or an older one."""
        with translation.override(self.language):
            if language != self.language:
                return "" if text.get("free") else str(_WANTED[language])
            return pgettext("mark in a draft", "older than its translation") if text.get("stale") == language else ""

    def written(self, words: str, language: str, url: str = "") -> Written:
        """Words in a language, with a link to an address within the portal."""
        if language == self.language and not url:
            return words
        return Text(words, language, self.base_url + url if url else "")

    def date(self, iso: str | None, *, weekday: bool = False) -> str:
        """A date of the snapshot, as exact as it is known."""
        return format_date(PartialDate.parse(iso), self.language, weekday=weekday) if iso else NOTHING

    def span(self, span: Mapping[str, Any] | None) -> str:
        """A span of the snapshot."""
        period = self.period(span)
        return format_period(period, self.language) if period else NOTHING

    def period(self, span: Mapping[str, Any] | None) -> Period | None:
        """A span of the snapshot as a period; None where nothing is known."""
        start, end = (PartialDate.parse(span[name]) if span and span.get(name) else None for name in ("start", "end"))
        return Period(start, end) if start or end else None

    def number(self, value: float | None) -> str:
        """A number; one that nobody reported is no zero."""
        return NOTHING if value is None else format_number(value, self.language)

    def bracketed(self, words: str, more: str) -> str:
        """Words with more in brackets behind them; Korean sets no blank before a bracket."""
        return f"{words}({more})" if self.language == "ko" else f"{words} ({more})"

    def joined(self, parts: Iterable[str]) -> str:
        """What stands beside each other and may hold commas or colons; Korean has no semicolon."""
        return (", " if self.language == "ko" else "; ").join(parts)

    def sentence(self, parts: Iterable[str]) -> str:
        """`joined`, as a line of its own: with its capital and full stop; a Korean line ends in a noun and has none."""
        said = self.joined(parts)
        return said if self.language == "ko" else f"{capfirst(said)}."


def day_cell(iso: str | None) -> dt.date | PartialDate | None:
    """A date of the snapshot for a sheet: a real day, or as exact as it is known."""
    if not iso:
        return None
    value = PartialDate.parse(iso)
    return dt.date.fromisoformat(iso) if len(iso) == len("2017-03-14") else value


# What staff write above the records of a section: paragraphs, and outlines where the lines begin with marks.


_BLANK = re.compile(r"\n\s*\n")
_KOREAN = re.compile(r"([□○※]|-(?=\s))\s*(\S.*)")
_LISTED = re.compile(r"[-•*](?=\s)\s*(\S.*)")
# Characters: what is longer is no paragraph that anybody sets, and would keep the writers busy for minutes.
_LONGEST = 4_000


def narrative_blocks(text: Mapping[str, Any], words: Words) -> list[Block]:
    """Paragraphs end at blank lines; a Korean line with a mark of the outline, or a listed English one, is an item."""
    said = words.say(text)
    if text_of(said) == NOTHING:
        return []
    language = language_of(said, words.language)
    pieces = _BLANK.split(plain_text(text_of(said)).strip())
    return [block for piece in pieces for block in _piece(piece, language, words)]


def _piece(piece: str, language: str, words: Words) -> Iterator[Block]:
    """Lines without a mark that follow each other are one paragraph."""
    waiting: list[str] = []
    for line in piece.split("\n"):
        item = _item(line, language, words)
        if item is None:
            waiting.append(line)
            continue
        yield from _paragraphs(waiting, language, words)
        waiting = []
        yield item
    yield from _paragraphs(waiting, language, words)


def _item(line: str, language: str, words: Words) -> OutlineItem | None:
    if language == "ko" and (found := _KOREAN.fullmatch(line.lstrip())):
        mark, text = found.groups()
        return OutlineItem(words.written(text, language), OUTLINE_MARKS.index(mark) + 1, mark)
    if language == "en" and (found := _LISTED.fullmatch(line.lstrip())):
        return OutlineItem(words.written(found[1], language), 1, BULLET)
    return None


def _paragraphs(lines: list[str], language: str, words: Words) -> Iterator[Block]:
    text = "\n".join(lines).strip()
    while len(text) > _LONGEST:
        cut = text.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
        yield Paragraph(words.written(text[:cut].rstrip(), language))
        text = text[cut:]
    if text:
        yield Paragraph(words.written(text, language))
