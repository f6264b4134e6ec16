"""What is done to a visit note: write it, also straight from the agenda; edit, withdraw, bring back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from events.audit_actions import (
    MINUTES_EDITED,
    MINUTES_WRITTEN,
    VISIT_NOTE_ADDED,
    VISIT_NOTE_EDITED,
    VISIT_NOTE_RESTORED,
    VISIT_NOTE_WITHDRAWN,
)
from events.enums import WORKING_KINDS, EventStatus, InterestOutcome
from events.models import AgendaItem, Event, Minutes, NotedInterest, VisitNote
from events.rules import may_edit_minutes, may_edit_visit_note
from partnerships.codes import next_code
from partnerships.confirmations.services import lock_text, text_edited
from partnerships.enums import Side
from partnerships.models import Pairing, TextEdition
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


# The minutes of an event for one pairing: finding them, beginning them from the agenda, editing them.

LONGEST_SUMMARY = 10_000
LONGEST_TITLE = 300
LONGEST_WORDS = 5000
MOST_ITEMS = 200
SUMMARIES = ("summary_en", "summary_ko")
WORDS = ("said_en", "said_ko", "decision_en", "decision_ko")


def find_minutes(event: Event, pairing: Pairing) -> Minutes:
    """The minutes of an event for a pairing; unsaved where nobody has begun them. They know both."""
    row = Minutes.objects.filter(event=event, pairing=pairing).first()
    row = row or Minutes(event=event, pairing=pairing, code=event.code)
    row.event, row.pairing = event, pairing
    return row


def items_to_write(minutes: Minutes) -> list[dict[str, Any]]:
    """What the minutes hold, then what stands on the agenda and is not in them yet, without words."""
    held = [dict(item) for item in minutes.items]
    known = {item.get("item") for item in held}
    rows = minutes.event.agenda.standing().filter(kind__in=WORKING_KINDS).exclude(pk__in=[key for key in known if key])
    return held + [_blank(row) for row in rows.in_order()]


@one_act()
def edit_minutes(
    *, by: User, grants: Grants, minutes: Minutes, version: int, changes: Mapping[str, Any], reason: str = ""
) -> Minutes:
    """Write the summary (`summary_en`, `summary_ko`) and the items, in their order; the first words begin the minutes.

    An item is an object as in the model; one without words is left out. What both sides had confirmed is void once the
    text is another, and both are asked again. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError (also where
    somebody else began them).
    """
    row = _locked(minutes, version)
    if not may_edit_minutes(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    begun = bool(row.pk)
    if not begun:
        check_serves(row.event, row.pairing)
        check_begun_anywhere(row.event)
    changed = _changed(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name, value in changed.items():
        setattr(row, name, value)
    if not row.is_written:
        _refuse_empty(row)
    row.save(by=by)
    if begun:
        write_audit(
            action=MINUTES_EDITED,
            record=row,
            by=by,
            reason=reason,
            fields=", ".join(sorted(changed)),
            edition=row.edition,
        )
    else:
        write_audit(action=MINUTES_WRITTEN, record=row, by=by)
    text_edited(by=by, record=row, reason=reason.strip())
    return row


def _locked(minutes: Minutes, version: int) -> Minutes:
    """The minutes under a lock; unsaved ones under that of their pairing, so that two people cannot begin them."""
    if minutes.pk:
        return lock_text(minutes, version=version)
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=minutes.pairing_id)
    if Minutes.objects.filter(event=minutes.event, pairing=pairing).exists():
        message = _("Someone else began these minutes meanwhile. Nothing was saved; open the page again.")
        raise DomainError(message)
    row = Minutes(event=minutes.event, code=minutes.event.code)
    row.pairing = Pairing.objects.with_names().get(pk=pairing.pk)
    return row


def _refuse_empty(row: Minutes) -> None:
    if row.pk and TextEdition.objects.of(row).exists():
        raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="summary_en")
    if not row.pk:
        raise DomainError(_("Write a summary, or what was said of one item at least."), field="summary_en")


def _changed(row: Minutes, changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in SUMMARIES:
        text = _plain(changes.get(name, getattr(row, name)))
        check_length(name, text, LONGEST_SUMMARY)
        if text != getattr(row, name):
            found[name] = text
    if "items" in changes:
        items = _checked_of_minutes(row, changes["items"])
        if items != row.items:
            found["items"] = items
    return found


def _checked_of_minutes(row: Minutes, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items as they are kept: trimmed, without empty ones, with the place that each had on the agenda at first.

    Where the agenda is put in another order later, the minutes are no other text.
    """
    rows = [_trimmed(item) for item in given]
    kept = [item for item in rows if any(item[name] for name in WORDS)]
    if len(kept) > MOST_ITEMS:
        raise DomainError(_("These are too many items: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    positions = _positions(row.event, kept) | {item["item"]: item["position"] for item in row.items if item.get("item")}
    for item in kept:
        item["position"] = positions.get(item["item"], 0)
        _check_item(item)
    return kept


def _positions(event: Event, items: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    keys = [item["item"] for item in items if item["item"]]
    found = dict(AgendaItem.objects.filter(event=event, pk__in=keys).values_list("pk", "position"))
    if set(keys) - found.keys():
        raise DomainError(_("This item stands on the agenda of another event."), field="items")
    if len(set(keys)) != len(keys):
        raise DomainError(_("An item of the agenda stands twice in the minutes."), field="items")
    return found


def _check_item(item: Mapping[str, Any]) -> None:
    if not (item["title_en"] or item["title_ko"]):
        raise DomainError(_("Say what each item is about, in one language at least."), field="items")
    for name in Minutes.ITEM_TEXTS:
        check_length("items", item[name], LONGEST_TITLE if name.startswith("title") else LONGEST_WORDS)


def _trimmed(item: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: _plain(item.get(name)) for name in Minutes.ITEM_TEXTS}
    return {"item": int(item.get("item") or 0), "position": 0, **texts}


def _plain(text: Any) -> str:
    """Trimmed, with the ends of lines that a database keeps alike whichever browser sent them."""
    return str(text or "").replace("\r\n", "\n").strip()


def _blank(row: AgendaItem) -> dict[str, Any]:
    texts = dict.fromkeys(Minutes.ITEM_TEXTS, "") | {"title_en": row.title_en, "title_ko": row.title_ko}
    return {"item": row.pk, "position": row.position, **texts}
