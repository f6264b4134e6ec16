"""What becomes of a side's interest in what was noted: a project, or not pursued; decided anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import lock, one_act, write_audit
from events.audit_actions import NOTED_INTEREST_DROPPED, NOTED_INTEREST_REOPENED, NOTED_INTEREST_TAKEN_UP
from events.enums import InterestOutcome
from events.models import NotedInterest, VisitNote
from events.rules import may_decide_interest
from partnerships.models import Pairing, Project, Strand
from partnerships.pairings.services import check_open
from partnerships.projects.services import LONGEST_TITLE, add_project
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST_REASON = 2000
NO_PROJECT = gettext_lazy("No project is seen in it for now.")
_CUT = "…"


@one_act()
def make_project(
    *, by: User, grants: Grants, interest: NotedInterest, version: int, project: Project | None = None
) -> Project:
    """Let an interest become a cooperation project: a new one, or one that the pairing has (`project`).

    A new one is named after the note, on its topic; the side that is interested leads, and the note is the evidence of
    the first level. Where the other side's interest in the same note has become a project, it is that one. From then
    on whoever reads the strand reads these words. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError.
    """
    # One at a time in a strand, as `add_project`, so that two people do not make the same twice.
    Strand.objects.select_for_update(no_key=True).get(pk=interest.note.pairing.strand_id)
    row = _found(grants, interest, version, InterestOutcome.PROJECT)
    if row.outcome == InterestOutcome.PROJECT:
        raise AlreadyDone(_("This interest became a project already."))
    if project is not None and project.pairing_id != row.note.pairing_id:
        raise DomainError(_("The project belongs to another pairing."), field="project")
    made = project or _of_the_other_side(row) or _new_project(by, grants, row)
    row.outcome, row.project, row.reason = InterestOutcome.PROJECT, made, ""
    _decide(row, by)
    write_audit(action=NOTED_INTEREST_TAKEN_UP, record=row.note, by=by, partner=_partner(row), project=str(made))
    return made


@one_act()
def drop_interest(
    *, by: User, grants: Grants, interest: NotedInterest, version: int, reason: str = ""
) -> NotedInterest:
    """Decide not to pursue an interest; without a reason in words the reason is `NO_PROJECT`.

    Of one that is not pursued it changes the reason. Raises as `make_project`.
    """
    row = _found(grants, interest, version, InterestOutcome.NOT_PURSUED)
    check_droppable(row)
    if row.version != version and reason.strip():
        raise StaleRecord
    words = reason.strip() or row.reason or str(NO_PROJECT)
    check_length("reason", words, LONGEST_REASON)
    if (row.outcome, row.reason) == (InterestOutcome.NOT_PURSUED, words):
        raise AlreadyDone(_("This interest is not pursued already."))
    row.outcome, row.reason = InterestOutcome.NOT_PURSUED, words
    _decide(row, by)
    write_audit(action=NOTED_INTEREST_DROPPED, record=row.note, by=by, reason=words, partner=_partner(row))
    return row


@one_act()
def reopen_interest(*, by: User, grants: Grants, interest: NotedInterest, version: int) -> NotedInterest:
    """Let an interest be decided anew; a project that came of it stays as it is. Raises as `make_project`."""
    row = _found(grants, interest, version, InterestOutcome.OPEN)
    if row.outcome == InterestOutcome.OPEN:
        raise AlreadyDone(_("This interest is open already."))
    row.outcome, row.project, row.reason = InterestOutcome.OPEN, None, ""
    row.decided_by, row.decided_label, row.decided_at = None, "", None
    row.save(by=by)
    write_audit(action=NOTED_INTEREST_REOPENED, record=row.note, by=by, partner=_partner(row))
    return row


def _found(grants: Grants, interest: NotedInterest, version: int, reached: str) -> NotedInterest:
    """The row under a lock, if it may be decided; where another has brought it to `reached`, there is no conflict."""
    note = interest.note
    if not may_decide_interest(grants, interest):
        raise NotAllowed
    row = lock(interest, version=version, is_done=lambda now: now.outcome == reached)
    pairing = Pairing.objects.with_names().get(pk=note.pairing_id)
    check_open(pairing)
    row.note = VisitNote.objects.select_related("event__strand", "topic").get(pk=note.pk)
    row.note.pairing = pairing
    check_note_open(row.note)
    return row


def check_note_open(note: VisitNote) -> None:
    """Refuse to decide on what was taken back. Raises DomainError."""
    if note.withdrawn_at:
        raise DomainError(_("The note was withdrawn. Bring it back before you decide on it."))


def check_droppable(interest: NotedInterest) -> None:
    """Refuse not to pursue what became a project. Raises DomainError."""
    if interest.outcome == InterestOutcome.PROJECT:
        raise DomainError(_("This interest became a project. Reopen it first."))


def _decide(row: NotedInterest, by: User) -> None:
    row.decided_by, row.decided_label, row.decided_at = by, by.kept_name, clock.now()
    row.save(by=by)


def _partner(row: NotedInterest) -> str:
    return str(dict(row.note.pairing.partners)[row.side].name)


def _of_the_other_side(row: NotedInterest) -> Project | None:
    other = NotedInterest.objects.filter(note=row.note, project__isnull=False).exclude(pk=row.pk).first()
    return other.project if other else None


def _new_project(by: User, grants: Grants, row: NotedInterest) -> Project:
    note = row.note
    titles = {f"title_{language}": _title(getattr(note, f"what_{language}")) for language in ("en", "ko")}
    summaries = {
        f"summary_{language}": text
        for language in ("en", "ko")
        if (text := getattr(note, f"what_{language}")) != titles[f"title_{language}"]
    }
    evidence = _("Visit note %(number)s from “%(event)s”. %(partner)s is interested in it.") % {
        "number": note.code.rpartition("-")[2],
        "event": note.event.title,
        "partner": _partner(row),
    }
    return add_project(
        by=by,
        grants=grants,
        pairing=note.pairing,
        values={**titles, **summaries, "topic": note.topic, "lead": row.side},
        evidence=evidence,
    )


def _title(text: str) -> str:
    """The first line, as far as a title reaches; a longer one ends after a word."""
    first = text.strip().partition("\n")[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    head = first[: LONGEST_TITLE - len(_CUT)]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:") + _CUT
