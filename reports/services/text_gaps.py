"""The texts of a snapshot that lack a version in a language that is due, or have one older than its pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.texts import LANGUAGES

type Name = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WantingText:
    """A text that wants its version in `language`: of which record, where that is, or which section staff wrote."""

    language: str
    is_stale: bool
    name: Name = field(default_factory=dict)
    url: str = ""
    section_text: str = ""


def texts_wanting(snapshot: Mapping[str, Any]) -> list[WantingText]:
    """Each record and language once, however often the snapshot tells it; the texts of sections first."""
    due = snapshot["report"]["period"]["languages"]
    found: dict[tuple[str, ...], WantingText] = {}
    for section in snapshot["order"]:
        for language, stale in _wanting(snapshot["texts"].get(section) or {}, due):
            found["section", section, language] = WantingText(language, stale, section_text=section)
    for name, url, text in _texts(snapshot["sections"], {}, ""):
        for language, stale in _wanting(text, due):
            key = (url or str(name), language, str(stale))
            found.setdefault(key, WantingText(language, stale, name, url))
    return list(found.values())


def is_text(data: Any) -> bool:
    """Whether an object is a text in two languages; a free one, such as a reason, has one alone and wants no other."""
    return isinstance(data, Mapping) and "stale" in data and all(language in data for language in LANGUAGES)


def _wanting(text: Mapping[str, Any], due: list[str]) -> Iterator[tuple[str, bool]]:
    if not any(text.get(language) for language in LANGUAGES):
        return
    for language in due:
        if not text.get(language):
            yield language, False
        elif text.get("stale") == language:
            yield language, True


def _texts(data: Any, name: Name, url: str) -> Iterator[tuple[Name, str, Name]]:
    """Every text, with the name and the address of the record that it belongs to."""
    if is_text(data):
        yield name or data, url, data
    elif isinstance(data, Mapping):
        own = next((data[key] for key in ("name", "title", "what") if is_text(data.get(key))), None)
        if own is not None and isinstance(data.get("url"), str):
            name, url = own, data["url"]
        for value in data.values():
            yield from _texts(value, name, url)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, name, url)
