"""The chain of a city update: each step as it is kept and told, and what changed between two submissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.differences import Piece, after, before, compare_texts
from core.errors import DomainError, NotAllowed
from core.formats import bracketed
from core.models import one_act, write_audit
from core.plain_text import plain_text
from core.texts import LANGUAGES, reader_language
from partnerships.transitions import check_transition
from partnerships.translations.selectors import check_length
from reports.audit_actions import UPDATE_ACCEPTED, UPDATE_RETURNED
from reports.enums import LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate, UpdateStep
from reports.rules import may_decide_updates, update_actors
from reports.updates.places import lock_update
from reports.updates.reminders import update_accepted, update_returned
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Participation
    from reports.models import ReportingPeriod

_STANDS = {LineState.KEPT.value, LineState.EDITED.value}


def add_step(
    update: CityUpdate, act: UpdateAct, by: User, *, reason: str = "", body: Mapping[str, Any] | None = None
) -> UpdateStep:
    """Keep a step of the chain, in the transaction of the act."""
    step = UpdateStep(update=update, act=act, by=by, by_label=by.kept_name, reason=reason, body=dict(body or {}))
    step.save()
    return step


def notify_of_update(action: str, update: CityUpdate, by: User, *, reason: str = "", **facts: Any) -> None:
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


# What staff do with a city update: return it with a reason, accept it, accept several at once.

LONGEST_REASON = 2000


@one_act()
def return_update(*, by: User, grants: Grants, update: CityUpdate, version: int, reason: str) -> CityUpdate:
    """Give an update back to be completed, also one that was accepted; its partner gets a mail with the reason.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError on `reason`.
    """
    row = lock_update(update, version)
    words = plain_text(reason).strip()
    check_decidable("return", grants, row, words)
    check_length("reason", words, LONGEST_REASON)
    row.status = UpdateStatus.RETURNED
    row.accepted_at = None
    row.save(by=by)
    add_step(row, UpdateAct.RETURNED, by, reason=words)
    notify_of_update(UPDATE_RETURNED, row, by, reason=words)
    update_returned(update=row, by=by, reason=words)
    return row


@one_act()
def accept_update(*, by: User, grants: Grants, update: CityUpdate, version: int) -> CityUpdate:
    """Accept a submitted update for the report; its partner gets a mail.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row = lock_update(update, version)
    check_decidable("accept", grants, row)
    row.status = UpdateStatus.ACCEPTED
    row.accepted_at = clock.now()
    row.save(by=by)
    add_step(row, UpdateAct.ACCEPTED, by)
    notify_of_update(UPDATE_ACCEPTED, row, by)
    update_accepted(update=row, by=by)
    return row


def check_decidable(name: str, grants: Grants, update: CityUpdate, reason: str = "") -> None:
    """Refuse to accept or return what its partner has not submitted, and say what comes first.

    Raises NotAllowed, AlreadyDone, DomainError.
    """
    words = "" if update.status == CITY_UPDATE[name].target else _undecidable_label(update)
    actors = update_actors(grants, update)
    check_transition(table=CITY_UPDATE, name=name, state=update.status, actors=actors, reason=reason, words=words)


def _undecidable_label(update: CityUpdate) -> str:
    """Empty where the state has no words of its own."""
    if update.status == UpdateStatus.DRAFT:
        return _("The city has not submitted this update yet. It can be accepted or returned once it is submitted.")
    if update.status == UpdateStatus.RETURNED:
        return _("This update was returned to the city. It can be accepted once it is submitted again.")
    return ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one of several: accepted, or why not."""

    participation: Participation
    refused: str = ""


@one_act()
def accept_updates(
    *, by: User, grants: Grants, period: ReportingPeriod, chosen: Sequence[tuple[CityUpdate, int]]
) -> list[Accepted]:
    """Accept several, each as it was read (with its version); one that is refused holds up no other.

    Raises NotAllowed, DomainError where nothing is chosen, or where all are refused.
    """
    if not may_decide_updates(grants, period):
        raise NotAllowed
    if not chosen:
        raise DomainError(_("Choose at least one update."), field="chosen")
    found = []
    for update, version in chosen:
        try:
            accept_update(by=by, grants=grants, update=update, version=version)
        except DomainError as refused:
            found.append(Accepted(update.participation, str(refused)))
        else:
            found.append(Accepted(update.participation))
    if all(one.refused for one in found):
        raise DomainError(" ".join(result_label(one) for one in found), field="chosen")
    return found


def result_label(one: Accepted) -> str:
    """The result of one in a sentence."""
    partner = one.participation.partner.name
    if one.refused:
        return _("%(partner)s was not accepted. %(why)s") % {"partner": partner, "why": one.refused}
    return _("%(partner)s is accepted.") % {"partner": partner}
