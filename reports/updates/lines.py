"""The lines of a city update as its partner left them: kept as the records say, edited, or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.texts import LANGUAGES, reader_language
from reports.enums import OPEN_UPDATE, LineState, Question

if TYPE_CHECKING:
    from reports.models import CityUpdate
    from reports.updates.drafting.desk import Line


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """One line of an update. `stale` is the language in which it was left as drafted while the other was edited.

    `drafted` is what the records say now, where they still do.
    """

    key: str
    question: str
    state: str
    text_en: str
    text_ko: str
    url: str
    stale: str = ""
    drafted: Line | None = None

    @property
    def stands(self) -> bool:
        """Whether it is part of what the partner reports."""
        return self.state != LineState.DROPPED

    @property
    def is_edited(self) -> bool:
        """Whether it has words of the partner's own."""
        return self.state == LineState.EDITED

    @property
    def shown(self) -> tuple[str, str]:
        """Its text and the language that it is in: the reader's, else the other."""
        language = reader_language()
        other = "en" if language == "ko" else "ko"
        text = getattr(self, f"text_{language}")
        return (text, language) if text else (getattr(self, f"text_{other}"), other)

    def stored(self) -> dict[str, str]:
        """As the update keeps it."""
        names = ("key", "question", "state", "text_en", "text_ko", "url", "stale")
        return {name: str(getattr(self, name)) for name in names}


def stored_line(row: Mapping[str, Any], drafted: Line | None = None) -> UpdateLine:
    """A line as the update keeps it."""
    return UpdateLine(
        key=str(row["key"]),
        question=str(row["question"]),
        state=str(row["state"]),
        text_en=str(row.get("text_en", "")),
        text_ko=str(row.get("text_ko", "")),
        url=str(row.get("url", "")),
        stale=str(row.get("stale", "")),
        drafted=drafted,
    )


def compose(stored: Iterable[Mapping[str, Any]], drafted: Sequence[Line]) -> list[UpdateLine]:
    """The lines of an open update: what the records say now, as far as nobody edited or dropped it.

    What was edited stays also where the records no longer draft it, so that no words are lost.
    """
    kept = {str(row["key"]): row for row in stored}
    found = [_composed(kept.pop(line.key, None), line) for line in drafted]
    lost = [stored_line(row) for row in kept.values() if row["state"] == LineState.EDITED]
    return sorted([*found, *lost], key=lambda one: list(Question.values).index(one.question))


def _composed(row: Mapping[str, Any] | None, line: Line) -> UpdateLine:
    if row is not None and row["state"] == LineState.EDITED:
        return stored_line(row, line)
    dropped = row is not None and row["state"] == LineState.DROPPED
    return UpdateLine(
        key=line.key,
        question=line.question.value,
        state=LineState.DROPPED if dropped else LineState.KEPT,
        text_en=line.text_en,
        text_ko=line.text_ko,
        url=line.url,
        drafted=line,
    )


def touched(lines: Iterable[UpdateLine]) -> list[dict[str, str]]:
    """What an open update keeps of its lines: those that were edited or dropped."""
    return [line.stored() for line in lines if line.state != LineState.KEPT]


def apply(
    lines: Sequence[UpdateLine], wanted: Iterable[Mapping[str, Any]]
) -> tuple[list[UpdateLine], list[Mapping[str, Any]]]:
    """The lines after what the partner wants of each, and those wanted that no longer stand among them.

    A wish has `key` and `state`, and of an edited line `text_en`, `text_ko`: an empty one is what the records say.
    """
    wishes = {str(row["key"]): row for row in wanted}
    found = []
    for line in lines:
        wish = wishes.pop(line.key, None)
        found.append(line if wish is None else _wished(line, wish))
    return found, list(wishes.values())


def _wished(line: UpdateLine, wish: Mapping[str, Any]) -> UpdateLine:
    drafted = line.drafted
    words = {language: getattr(drafted or line, f"text_{language}") for language in LANGUAGES}
    state = LineState(str(wish["state"]))
    stale = ""
    if state == LineState.EDITED:
        edited = {language: " ".join(str(wish.get(f"text_{language}") or "").split()) for language in LANGUAGES}
        changed = [language for language in LANGUAGES if edited[language] and edited[language] != words[language]]
        words |= {language: edited[language] for language in changed}
        if not changed and drafted is not None:
            state = LineState.KEPT
        elif len(changed) == 1 and drafted is not None:
            stale = next(language for language in LANGUAGES if language not in changed)
    return UpdateLine(
        line.key, line.question, state.value, words["en"], words["ko"], line.url, stale=stale, drafted=drafted
    )


def lines_of(update: CityUpdate, drafted: Sequence[Line]) -> list[UpdateLine]:
    """The lines as they stand: frozen once it was sent, composed with what the records say while it is open."""
    if update.status in OPEN_UPDATE:
        return compose(update.lines, drafted)
    return [stored_line(row) for row in update.lines]
