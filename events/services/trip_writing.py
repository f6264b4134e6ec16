"""What is done to the papers of a journey: write in them, finish them, take them up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.formats import format_date
from core.models import one_act, write_audit
from events.audit_actions.trips import (
    TRIP_PAPER_EDITED,
    TRIP_PAPER_FINISHED,
    TRIP_PAPER_REOPENED,
    TRIP_RETURN_SET,
)
from events.enums import EventStatus, TripPaperKind
from events.models import Delegation, TripPaper
from events.rules import may_write_trip
from events.services.event_locks import lock_event
from events.services.event_places import check_works
from events.services.identity_numbers import check_no_identity_numbers
from events.services.trips import is_host, journey_label
from events.services.visit_notes import check_begun_anywhere
from partnerships.services.written import check_length, fill, what_differs

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from core.access import Grants
    from events.models import Event

MOST_LETTERS = 8000
# What people write; all else in a paper comes from the records.
EDITABLE = {
    TripPaperKind.PLAN: ("purpose_en", "purpose_ko"),
    TripPaperKind.REPORT: ("outline_en", "outline_ko", "implications_en", "implications_ko"),
}
_NEEDED = {TripPaperKind.PLAN: ("purpose",), TripPaperKind.REPORT: ("outline", "implications")}


@one_act()
def edit_trip_paper(
    *,
    by: User,
    grants: Grants,
    delegation: Delegation,
    kind: TripPaperKind,
    version: int | None,
    changes: dict[str, Any],
) -> TripPaper:
    """Write in the plan or the report of a journey; a finished one is open again then.

    `changes` are texts of EDITABLE; of a report also `returned_on`, the day they were home if not the last day.
    `version` is None where nobody wrote in it yet. Raises NotAllowed, StaleRecord, AlreadyDone, or DomainError with
    the field at fault: a report of what has not begun, a text that looks like an identity number.
    """
    paper = open_paper(by=by, grants=grants, delegation=delegation, kind=kind)
    _check_version(paper, version)
    given = dict(changes)
    home = given.pop("returned_on", paper.delegation.returned_on)
    changed = what_differs(paper, given)
    moved = home != paper.delegation.returned_on
    if not changed and not moved:
        raise AlreadyDone(_("Nothing was changed."))
    fill(paper, changed, fields=EDITABLE[kind])
    for name, value in changed.items():
        check_length(name, value, MOST_LETTERS)
    check_no_identity_numbers(changed)
    if moved:
        _come_home(paper.delegation, home, by)
    _take_up(paper)
    paper.save(by=by)
    if moved:
        tell_of_paper(TRIP_RETURN_SET, paper, by, new=home.isoformat() if home else "")
    if changed:
        tell_of_paper(TRIP_PAPER_EDITED, paper, by, fields=", ".join(sorted(changed)))
    return paper


def rewrite_trip_paper(
    *, by: User, grants: Grants, paper: TripPaper, version: int, changes: dict[str, Any]
) -> TripPaper:
    """Write in a paper that is there, such as the texts of an older version. Raises as `edit_trip_paper`."""
    kind = TripPaperKind(paper.kind)
    return edit_trip_paper(
        by=by, grants=grants, delegation=paper.delegation, kind=kind, version=version, changes=changes
    )


@one_act()
def finish_trip_paper(*, by: User, grants: Grants, paper: TripPaper, version: int) -> TripPaper:
    """Say that a paper is finished: it is asked for no more. Raises as `edit_trip_paper`, where its text is missing."""
    row = open_paper(by=by, grants=grants, delegation=paper.delegation, kind=TripPaperKind(paper.kind))
    if row.finished_at:
        raise AlreadyDone(_("The paper is finished already."))
    _check_version(row, version)
    check_written(row)
    row.finished_at, row.finished_by, row.finished_label = clock.now(), by, by.kept_name
    row.save(by=by)
    tell_of_paper(TRIP_PAPER_FINISHED, row, by)
    return row


@one_act()
def reopen_trip_paper(*, by: User, grants: Grants, paper: TripPaper, version: int) -> TripPaper:
    """Take a finished paper up again; its text stays. Raises as `edit_trip_paper`."""
    row = open_paper(by=by, grants=grants, delegation=paper.delegation, kind=TripPaperKind(paper.kind))
    if not row.finished_at:
        raise AlreadyDone(_("The paper is open already."))
    _check_version(row, version)
    _take_up(row)
    row.save(by=by)
    tell_of_paper(TRIP_PAPER_REOPENED, row, by)
    return row


def open_paper(*, by: User, grants: Grants, delegation: Delegation, kind: TripPaperKind) -> TripPaper:
    """The paper of a delegation under a lock, if it may be written now; a new one where there is none yet.

    Runs inside the act's transaction. The delegation is made where the partner has none yet.
    Raises NotAllowed, DomainError.
    """
    if not may_write_trip(grants, delegation):
        raise NotAllowed
    # One at a time at an event, so that no delegation and no paper is begun twice.
    event = lock_event(delegation.event)
    check_paper_open(event, kind)
    found = Delegation.objects.filter(event=event, participation=delegation.participation_id).first()
    if found is None:
        found = Delegation(event=event, participation=delegation.participation)
        found.save(by=by)
    found.event, found.participation = event, delegation.participation
    paper = TripPaper.objects.select_for_update(no_key=True).filter(delegation=found, kind=kind).order_by("pk").first()
    paper = paper or TripPaper(delegation=found, kind=kind)
    paper.delegation = found
    check_journey(paper)
    return paper


def check_written(paper: TripPaper) -> None:
    """Refuse to finish a paper whose text is missing. Raises DomainError."""
    if not all(getattr(paper, name) for name in _NEEDED[TripPaperKind(paper.kind)]):
        raise DomainError(
            _("The purpose is missing. Write it first.")
            if paper.kind == TripPaperKind.PLAN
            else _("Outline and implications are needed. Write them first.")
        )


def check_paper_open(event: Event, kind: TripPaperKind) -> None:
    """Refuse to write about what is cancelled or over, and a report of what cannot have begun. Raises DomainError."""
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
    if kind == TripPaperKind.REPORT:
        check_begun_anywhere(event)


def check_journey(paper: TripPaper) -> None:
    """Refuse to begin a paper of a partner that hosts the event: it makes no journey. Raises DomainError.

    What was written before it became a host can still be mended and taken out.
    """
    if not paper.pk and is_host(paper.delegation):
        raise DomainError(_("Hosts make no journey: they owe neither a trip plan nor a trip report."))


def reopen_silently(paper: TripPaper, by: User) -> None:
    """Keep a paper that something was added to: it is saved where it is new, and open again where it was finished."""
    if not paper.pk or paper.finished_at:
        _take_up(paper)
        paper.save(by=by)


def tell_of_paper(action: str, paper: TripPaper, by: User, **facts: Any) -> None:
    """Write an act on a paper into the strand's log; who travels is named nowhere in it."""
    delegation = paper.delegation
    write_audit(
        action=action,
        by=by,
        record=paper,
        label=journey_label(delegation),
        paper=paper.kind,
        **facts,
    )


def _check_version(paper: TripPaper, version: int | None) -> None:
    if not paper.pk:
        return
    if version is None:
        raise DomainError(_("Somebody began this paper meanwhile. Nothing was saved; open it again."))
    if paper.version != version:
        raise StaleRecord


def _take_up(paper: TripPaper) -> None:
    paper.finished_at, paper.finished_by, paper.finished_label = None, None, ""


def _come_home(delegation: Delegation, day: dt.date | None, by: User) -> None:
    first = delegation.event.shown_period.first_day
    if day is not None and first is not None and day < first:
        words = _("The journey begins on %(day)s; nobody is back before.") % {"day": format_date(first)}
        raise DomainError(words, field="returned_on")
    delegation.returned_on = day
    delegation.save(by=by)
