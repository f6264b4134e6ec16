"""The lines of a city update as its partner left them: kept, edited, or dropped; and what the update lacks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import format_date
from core.texts import LANGUAGES, reader_language
from reports.enums import OPEN_UPDATE, LineState, Question
from reports.models import CityUpdate

_STORED = ("key", "question", "state", "text_en", "text_ko", "url", "stale")
_KEY = re.compile(r"[a-z]{1,20}-[0-9x]{1,40}-[a-z]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """A line of an update. `key` says which record drafted it and what of it, such as `milestone-12-done`.

    `stale` is the language in which it was left as drafted while the other was edited. `is_late` marks an open
    milestone that is late, `is_unexplained` a milestone that was done late without a reason. `drafted` is what the
    records say now, where they still do.
    """

    key: str
    question: str
    text_en: str
    text_ko: str
    url: str = ""
    state: str = LineState.KEPT
    stale: str = ""
    is_late: bool = False
    is_unexplained: bool = False
    drafted: UpdateLine | None = None

    @property
    def record(self) -> str:
        """The record alone: `milestone-12`."""
        return self.key.rpartition("-")[0]

    @property
    def is_kept(self) -> bool:
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
        return {name: str(getattr(self, name)) for name in _STORED}


def stored_line(row: Mapping[str, Any], drafted: UpdateLine | None = None) -> UpdateLine:
    """A line as the update keeps it."""
    kept: dict[str, Any] = {name: str(row.get(name, "")) for name in _STORED}
    return UpdateLine(**kept, drafted=drafted)


def compose(stored: Iterable[Mapping[str, Any]], drafted: Sequence[UpdateLine]) -> list[UpdateLine]:
    """The lines of an open update: what the records say now, as far as nobody edited or dropped it.

    What was edited stays also where the records no longer draft it, so that no words are lost.
    """
    kept = {str(row["key"]): row for row in stored}
    found = [_composed(kept.pop(line.key, None), line) for line in drafted]
    lost = [stored_line(row) for row in kept.values() if row["state"] == LineState.EDITED]
    return sorted([*found, *lost], key=lambda one: list(Question.values).index(one.question))


def _composed(row: Mapping[str, Any] | None, line: UpdateLine) -> UpdateLine:
    if row is not None and row["state"] == LineState.EDITED:
        return stored_line(row, line)
    return replace(line, state=row["state"] if row is not None else LineState.KEPT, drafted=line)


def touched(lines: Iterable[UpdateLine]) -> list[dict[str, str]]:
    """What an open update keeps of its lines: those that were edited or dropped."""
    return [line.stored() for line in lines if line.state != LineState.KEPT]


def wished(lines: Sequence[UpdateLine], wishes: Iterable[Mapping[str, Any]]) -> list[UpdateLine]:
    """The lines after what the partner wants of each.

    A wish has `key` and `state`, and of an edited line `text_en`, `text_ko`: an empty one is what the records say. An
    edited line whose record says nothing any more since the page was opened keeps its words.
    """
    by_key = {str(row["key"]): row for row in wishes}
    found = [_wished(line, wish) if (wish := by_key.pop(line.key, None)) else line for line in lines]
    return [*found, *(line for wish in by_key.values() if (line := _lost_line(wish)))]


def _lost_line(wish: Mapping[str, Any]) -> UpdateLine | None:
    key, question = str(wish["key"]), str(wish.get("question", ""))
    texts = [" ".join(str(wish[f"text_{language}"]).split()) for language in LANGUAGES]
    is_edited = wish["state"] == LineState.EDITED and any(texts)
    if not is_edited or question not in Question.values or not _KEY.fullmatch(key):
        return None
    return UpdateLine(key, question, text_en=texts[0], text_ko=texts[1], state=LineState.EDITED)


def _wished(line: UpdateLine, wish: Mapping[str, Any]) -> UpdateLine:
    drafted = line.drafted
    words = {f"text_{language}": getattr(drafted or line, f"text_{language}") for language in LANGUAGES}
    state, stale = str(wish["state"]), ""
    if state == LineState.EDITED:
        edited = {name: " ".join(str(wish.get(name) or "").split()) for name in words}
        changed = {name: text for name, text in edited.items() if text and text != words[name]}
        words |= changed
        if not changed and drafted is not None:
            state = LineState.KEPT
        elif len(changed) == 1 and drafted is not None:
            stale = next(language for language in LANGUAGES if f"text_{language}" not in changed)
    return replace(line, **words, state=state, stale=stale)


def lines_of(update: CityUpdate, drafted: Sequence[UpdateLine]) -> list[UpdateLine]:
    """The lines as they stand: frozen once it was sent, composed with what the records say while it is open."""
    if update.status in OPEN_UPDATE:
        return compose(update.lines, drafted)
    return [stored_line(row) for row in update.lines]


def gaps_of(update: CityUpdate, lines: Sequence[UpdateLine], today: dt.date) -> list[dict[str, Any]]:
    """What it lacks before it is submitted, and what is only pointed out; the needed ones first. No query.

    `place` is where each is filled: an anchor of the page that writes, or an address. With one that is `needed` the
    update cannot be submitted.
    """
    found = [
        *_unanswered(update, lines),
        *_late(update, lines),
        *_unexplained(lines),
        *_unfinished(update, today),
        *_untranslated(update, lines),
    ]
    return sorted(found, key=lambda gap: not gap["needed"])


def _gap(label: str, place: str, *, needed: bool = False) -> dict[str, Any]:
    return {"label": label, "place": place, "needed": needed}


def gap_summary(gaps: Sequence[Mapping[str, Any]]) -> str:
    """How many gaps stand against submitting, and how many things are only pointed out, in a sentence."""
    needed = sum(gap["needed"] for gap in gaps)
    hints = len(gaps) - needed
    parts = []
    if needed:
        words = ngettext(
            "%(count)s gap must be filled before you submit.",
            "%(count)s gaps must be filled before you submit.",
            needed,
        )
        parts.append(words % {"count": needed})
    else:
        parts.append(_("Ready to be submitted."))
    if hints:
        words = ngettext("%(count)s thing to check.", "%(count)s things to check.", hints)
        parts.append(words % {"count": hints})
    return " ".join(parts)


def _unanswered(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    answered = {line.question for line in lines if line.is_kept}
    for question in Question:
        if question not in answered and not getattr(update, question.value):
            words = pgettext("gap of a city update", "no answer to “%(question)s”") % {"question": question.label}
            yield _gap(words, f"#{question}", needed=True)


def _late(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    """Late milestones of which nothing is said: the line was dropped, and there may be words of one's own."""
    for line in lines:
        if line.drafted and line.drafted.is_late and line.state == LineState.DROPPED:
            words = pgettext("gap of a city update", "nothing said of what is late: %(line)s") % {"line": line.shown[0]}
            yield _gap(words, f"#line-{line.key}", needed=not update.difficult)


def _unexplained(lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.drafted and line.drafted.is_unexplained and line.state == LineState.KEPT:
            words = pgettext("gap of a city update", "moved without a reason: %(line)s") % {"line": line.shown[0]}
            yield _gap(words, line.url)


def _unfinished(update: CityUpdate, today: dt.date) -> Iterator[dict[str, Any]]:
    if today <= update.period.ends_on:
        day = format_date(update.period.ends_on)
        words = pgettext("gap of a city update", "the period runs until %(day)s: what still happens is not in it")
        yield _gap(words % {"day": day}, f"#{Question.ACHIEVED}")


def _untranslated(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    """Answers and edited lines that lack a language of the report, or are older in it."""
    due = update.period.language_list
    names = {"en": _("English"), "ko": _("Korean")}
    stale = set(update.stale_texts.split())
    for question in Question:
        for language in due:
            name = f"{question.value}_{language}"
            facts = {"question": question.label, "language": names[language]}
            if getattr(update, question.value) and not getattr(update, name):
                words = pgettext("gap of a city update", "%(question)s: not in %(language)s")
                yield _gap(words % facts, f"#id_{name}")
            elif name in stale:
                words = pgettext("gap of a city update", "%(question)s: the other text is newer than the %(language)s")
                yield _gap(words % facts, f"#id_{name}")
    for line in lines:
        if line.is_kept and line.stale in due:
            words = pgettext("gap of a city update", "edited in one language only: %(line)s")
            yield _gap(words % {"line": line.shown[0]}, f"#line-{line.key}")
