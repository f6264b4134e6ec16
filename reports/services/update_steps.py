"""The chain of a city update: each step as it is kept and told, and what changed between two submissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.differences import Piece, after, before, compare_texts
from core.formats import bracketed
from core.models import write_audit
from core.texts import LANGUAGES, reader_language
from reports.enums import LineState, Question, UpdateAct
from reports.models import CityUpdate, UpdateStep

if TYPE_CHECKING:
    from accounts.models import User

_STANDS = {LineState.KEPT.value, LineState.EDITED.value}


def add_step(
    update: CityUpdate, act: UpdateAct, by: User, *, reason: str = "", body: Mapping[str, Any] | None = None
) -> UpdateStep:
    """Keep a step of the chain, in the transaction of the act."""
    step = UpdateStep(update=update, act=act, by=by, by_label=by.kept_name, reason=reason, body=dict(body or {}))
    step.save()
    return step


def tell_of_update(action: str, update: CityUpdate, by: User, *, reason: str = "", **facts: Any) -> None:
    """Write an act on an update into the strand's log."""
    write_audit(
        action=action,
        by=by,
        record=update,
        label=str(update.participation.partner),
        reason=reason,
        **facts,
    )


def body_of(update: CityUpdate) -> dict[str, Any]:
    """What an update says, as a submission keeps it: its answers by field, its lines."""
    answers = {
        f"{question}_{language}": getattr(update, f"{question}_{language}")
        for question in Question.values
        for language in LANGUAGES
    }
    return {"answers": answers, "lines": list(update.lines), "stale": update.stale_texts}


@dataclass(frozen=True)
class AnswerChange:
    """One answer in one language, in the submission before and in this one (as components/comparison.html shows it)."""

    label: str
    old: str
    new: str

    @cached_property
    def _pieces(self) -> list[Piece]:
        return compare_texts(self.old, self.new)

    @property
    def before(self) -> list[Piece]:
        """The older answer, with what was removed marked."""
        return before(self._pieces)

    @property
    def after(self) -> list[Piece]:
        """The newer answer, with what was added marked."""
        return after(self._pieces)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with what changed since the submission before; `changes` is None where none came before."""

    step: UpdateStep
    number: int = 0
    changes: list[AnswerChange] | None = field(default=None)


def read_chain(update: CityUpdate) -> list[ShownStep]:
    """The steps of an update, the newest first; one query."""
    found: list[ShownStep] = []
    body: Mapping[str, Any] | None = None
    number = 0
    for step in UpdateStep.objects.filter(update=update.pk).select_related("by").order_by("at", "id"):
        if step.act != UpdateAct.SUBMITTED:
            found.append(ShownStep(step))
            continue
        number += 1
        changes = None if body is None else list(_changed_answers(body, step.body))
        body = step.body
        found.append(ShownStep(step, number, changes))
    return found[::-1]


def last_body(update: CityUpdate) -> Mapping[str, Any] | None:
    """What the newest submission said; one query."""
    row = UpdateStep.objects.filter(update=update.pk, act=UpdateAct.SUBMITTED).order_by("at", "id").last()
    return row.body if row else None


def last_reason(update: CityUpdate) -> str:
    """Why it was returned last; one query."""
    row = UpdateStep.objects.filter(update=update.pk, act=UpdateAct.RETURNED).order_by("at", "id").last()
    return row.reason if row else ""


def _changed_answers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[AnswerChange]:
    """The answers that differ, own words and lines together, the reader's language first within each question."""
    first = reader_language()
    languages = sorted(LANGUAGES, key=lambda language: language != first)
    names = {"en": "English", "ko": "한국어"}
    for question in Question:
        for language in languages:
            was, now = (_text_of(body, question, language) for body in (old, new))
            if was != now:
                yield AnswerChange(bracketed(str(question.label), names[language]), was, now)


def _text_of(body: Mapping[str, Any], question: Question, language: str) -> str:
    answer = body.get("answers", {}).get(f"{question}_{language}", "")
    lines = [
        f"– {row[f'text_{language}']}"
        for row in body.get("lines", [])
        if row["question"] == question and row["state"] in _STANDS and row[f"text_{language}"]
    ]
    return "\n".join([*([answer] if answer else []), *lines])
