"""The words of a rendering: the snapshot's texts, dates and numbers as they are said in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

from core.blocks import Text, Written
from core.formats import format_date, format_number, format_period
from core.periods import PartialDate, Period

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
