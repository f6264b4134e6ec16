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

    `side` is `eu`, `counterpart`, `both` or empty; `until` a date or period in ISO 8601, or empty. `more` are further
    texts of the line, by name, each in its languages.
    """

    words: dict[str, str] = field(default_factory=dict)
    side: str = ""
    until: str = ""
    more: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words in the reader's language, else in the other one."""
        return next((text for _language, text in in_order(self.words)), "")


def in_order(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is written, by language, the reader's first."""
    order = sorted(LANGUAGES, key=lambda language: language != reader_language())
    return [(language, words[language]) for language in order if words.get(language)]


def line_of(item: Any) -> TextLine:
    """An item of a list as a line: its title, name or text in each language, with its side and its day if it has them.

    Its other texts in two languages follow. An item without any of these is told by its values one after the other.
    """
    if not isinstance(item, Mapping):
        return _free_line(str(item))
    side, until = str(item.get("side") or ""), str(item.get("until") or "")
    for stem in _STEMS:
        if words := _in_languages(item, stem):
            stems = [name.removesuffix("_en") for name in item if name.endswith("_en") and name != f"{stem}_en"]
            more = {other: found for other in stems if (found := _in_languages(item, other))}
            return TextLine(words, side, until, more)
        if item.get(stem):
            return _free_line(str(item[stem]), side, until)
    rest = [str(value) for name, value in item.items() if name not in ("side", "until") and value]
    return _free_line(" · ".join(rest), side, until)


def _in_languages(item: Mapping[str, Any], stem: str) -> dict[str, str]:
    return {language: str(text) for language in LANGUAGES if (text := item.get(f"{stem}_{language}"))}


def _free_line(text: str, side: str = "", until: str = "") -> TextLine:
    return TextLine({writer_language(text): text}, side, until)
