"""What is done to a visit note: write it, also straight from the agenda; edit, withdraw, bring back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from events.audit_actions import (
    VISIT_NOTE_ADDED,
    VISIT_NOTE_EDITED,
    VISIT_NOTE_RESTORED,
    VISIT_NOTE_WITHDRAWN,
)
from events.enums import EventStatus, InterestOutcome
from events.models import Event, NotedInterest, VisitNote
from events.rules import may_edit_visit_note
from partnerships.codes import next_code
from partnerships.enums import Side
from partnerships.models import Pairing
from partnerships.pairings.services import check_of_strand, check_open, check_still_open
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

EDITABLE = frozenset({"what_en", "what_ko", "topic", "item"})
MOST_LETTERS = 2000


@one_act()
def add_visit_note(
    *,
    by: User,
    grants: Grants,
    event: Event,
    pairing: Pairing,
    values: dict[str, Any],
    sides: Collection[str] = (),
) -> VisitNote:
    """Note one thing that was seen or discussed, for a pairing that the event serves.

    `values` are fields of EDITABLE; where neither text is written, an agenda item (`item`) gives its title in both
    languages and its topic. `sides` are those interested in it: each interest is open until somebody decides.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    # One at a time in a pairing, so that each gets a number of its own.
    row = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    if not may_edit_pairing(grants, row):
        raise NotAllowed
    check_open(row)
    check_serves(event, row)
    check_begun_anywhere(event)
    code = next_code("visit-note", VisitNote.objects.filter(pairing=row))
    note = VisitNote(
        pairing=pairing, event=event, code=code, author=by, author_label=by.kept_name, created_at=clock.now()
    )
    note.side = side_of(grants, row)
    fill(note, _from_item(values), fields=EDITABLE)
    _check(note)
    note.save(by=by)
    _show_interest(note, _checked(sides), by)
    write_audit(action=VISIT_NOTE_ADDED, record=note, by=by)
    return note


@one_act()
def edit_visit_note(
    *,
    by: User,
    grants: Grants,
    note: VisitNote,
    version: int,
    changes: dict[str, Any],
    sides: Collection[str] | None = None,
) -> VisitNote:
    """Change what a note says, or which sides are interested (`sides`).

    An interest is taken away while nobody has decided on it. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError.
    """
    row = _found(grants, note, version)
    if row.withdrawn_at:
        raise DomainError(_("This note is withdrawn. Bring it back before you change it."))
    changed = what_differs(row, changes)
    interested = {interest.side: interest for interest in NotedInterest.objects.filter(note=row)}
    wanted = frozenset(interested) if sides is None else _checked(sides)
    if not changed and wanted == interested.keys():
        raise AlreadyDone(_("Nothing was changed."))
    fill(row, changed, fields=EDITABLE)
    _check(row)
    row.save(by=by)
    for side in interested.keys() - wanted:
        _lose_interest(interested[side])
    _show_interest(row, wanted - interested.keys(), by)
    fields = sorted(changed) + (["interests"] if wanted != interested.keys() else [])
    write_audit(action=VISIT_NOTE_EDITED, record=row, by=by, fields=", ".join(fields))
    return row


@one_act()
def withdraw_visit_note(*, by: User, grants: Grants, note: VisitNote, version: int, reason: str) -> VisitNote:
    """Take back a note; it stays with its reason, and nobody is asked to decide on it. Raises as `edit_visit_note`."""
    row = _found(grants, note, version)
    if row.withdrawn_at:
        raise AlreadyDone(_("This note is withdrawn already."))
    check_reason(reason)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()
    row.save(by=by)
    write_audit(action=VISIT_NOTE_WITHDRAWN, record=row, by=by, reason=reason)
    return row


@one_act()
def restore_visit_note(*, by: User, grants: Grants, note: VisitNote, version: int) -> VisitNote:
    """Bring a withdrawn note back as it was, with its interests. Raises as `edit_visit_note`."""
    row = _found(grants, note, version)
    if not row.withdrawn_at:
        raise AlreadyDone(_("This note stands already."))
    row.withdrawn_at, row.withdrawn_reason = None, ""
    row.save(by=by)
    write_audit(action=VISIT_NOTE_RESTORED, record=row, by=by)
    return row


def writing_refused(event: Event, pairing: Pairing) -> str:
    """Why nobody can write about the event for the pairing now; empty where somebody can."""
    try:
        check_open(pairing)
        check_serves(event, pairing)
        check_begun_anywhere(event)
    except DomainError as refused:
        return str(refused)
    return ""


def check_serves(event: Event, pairing: Pairing) -> None:
    """Refuse a pairing that the event does not serve. Raises DomainError."""
    if not Event.objects.of_pairing(pairing).filter(pk=event.pk).exists():
        raise DomainError(_("The event does not serve this pairing."))


def check_begun_anywhere(event: Event) -> None:
    """Refuse what tells of an event that cannot have begun anywhere, or that is cancelled. Raises DomainError."""
    now = Event.objects.get(pk=event.pk)
    if now.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
    if not has_begun_anywhere(now):
        raise DomainError(_("The event is still to come. Write about it once it has begun."))


def has_begun_anywhere(event: Event) -> bool:
    """Whether an event that takes place can have begun: a day begins in Korea before it does in Brussels."""
    first, latest = event.shown_period.first_day, (clock.now() + dt.timedelta(hours=14)).date()
    return event.status != EventStatus.CANCELLED and (first is None or first <= latest)


def _found(grants: Grants, note: VisitNote, version: int) -> VisitNote:
    """The row under a lock, if it may be changed; whoever is not allowed hears that first."""
    if not may_edit_visit_note(grants, note):
        raise NotAllowed
    row = lock(note, version=version, is_done=lambda now: bool(now.withdrawn_at) is not bool(note.withdrawn_at))
    row.pairing = note.pairing
    check_still_open(row.pairing_id)
    return row


def _from_item(values: dict[str, Any]) -> dict[str, Any]:
    """What the agenda says already: the title where nothing was written, and its topic where none was chosen."""
    item = values.get("item")
    found = dict(values)
    if item is None:
        return found
    if not any((found.get(name) or "").strip() for name in ("what_en", "what_ko")):
        found |= {"what_en": item.title_en, "what_ko": item.title_ko}
    if found.get("topic") is None:
        found["topic"] = item.topic
    return found


def _check(row: VisitNote) -> None:
    if not (row.what_en or row.what_ko):
        raise DomainError(_("Write what was seen or discussed, or choose the item of the agenda."), field="what")
    for name in ("what_en", "what_ko"):
        check_length(name, getattr(row, name), MOST_LETTERS)
    if row.item is not None and row.item.event_id != row.event_id:
        raise DomainError(_("This item stands on the agenda of another event."), field="item")
    check_of_strand(strand_id=row.event.strand_id, records=[("topic", row.topic)])


def _checked(sides: Collection[str]) -> frozenset[str]:
    if unknown := set(sides) - set(Side.values):
        raise DomainError(_("Choose which side is interested."), field="sides") from ValueError(unknown)
    return frozenset(str(side) for side in sides)


def _show_interest(note: VisitNote, sides: Collection[str], by: User) -> None:
    for side in sorted(sides):
        NotedInterest(note=note, side=side).save(by=by)


def _lose_interest(interest: NotedInterest) -> None:
    """Ticked by mistake: what nobody has decided leaves no trace but in the history."""
    row = NotedInterest.objects.select_for_update(no_key=True).order_by("pk").get(pk=interest.pk)
    if row.outcome != InterestOutcome.OPEN:
        raise DomainError(
            _("What becomes of this interest is decided. Reopen it before you take it away."), field="sides"
        )
    row.delete()
