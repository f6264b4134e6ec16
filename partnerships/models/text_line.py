"""One line of a list in a text that both sides confirm, such as a step of an action plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.texts import LANGUAGES, reader_language, writer_language

# The names that an item may have for its words, the first that it has.
_STEMS = ("title", "name", "what", "text")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in the languages that it is written in (`words`, by language).

    `side` is `eu`, `counterpart`, `both` or empty; `until` a date or period in ISO 8601, or empty.
    """

    words: dict[str, str] = field(default_factory=dict)
    side: str = ""
    until: str = ""

    @property
    def languages(self) -> list[tuple[str, str]]:
        """What is written, by language, the reader's first."""
        order = sorted(LANGUAGES, key=lambda language: language != reader_language())
        return [(language, self.words[language]) for language in order if self.words.get(language)]

    @property
    def text(self) -> str:
        """The words in the reader's language, else in the other one."""
        return next((text for _language, text in self.languages), "")


def line_of(item: Any) -> TextLine:
    """An item of a list as a line: its title, name or text in each language, with its side and its day if it has them.

    An item without any of these is told by its values one after the other.
    """
    if not isinstance(item, Mapping):
        return _free_line(str(item))
    side, until = str(item.get("side") or ""), str(item.get("until") or "")
    for stem in _STEMS:
        words = {language: str(text) for language in LANGUAGES if (text := item.get(f"{stem}_{language}"))}
        if words:
            return TextLine(words, side, until)
        if item.get(stem):
            return _free_line(str(item[stem]), side, until)
    rest = [str(value) for name, value in item.items() if name not in ("side", "until") and value]
    return _free_line(" · ".join(rest), side, until)


def _free_line(text: str, side: str = "", until: str = "") -> TextLine:
    return TextLine({writer_language(text): text}, side, until)
