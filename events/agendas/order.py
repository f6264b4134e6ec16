"""Working on an agenda: one at a time, by whom it is open to, and told in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import lock, one_act
from events.agendas.changes import AgendaChange, compare
from events.agendas.lines import digest_of, draft_lines, lines_of_release
from events.audit_actions import AGENDA_ITEM_ANSWERED, AGENDA_ITEM_MOVED, AGENDA_RELEASED
from events.enums import EventStatus, HostAnswer
from events.events.head_counts import notify_of_event
from events.events.selectors import check_works, is_workable
from events.events.signs import lock_event
from events.events.states import people_concerned
from events.models import AgendaItem, AgendaRelease, Event
from events.rules import event_actors, may_edit_agenda
from events.transitions import check_transition
from events.workflow import AGENDA_ITEM
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from events.agendas.lines import AgendaLine


def lock_agenda(*, grants: Grants, event: Event) -> Event:
    """The event read afresh with its names, if its agenda may be worked on; nobody else works on it until the end.

    Raises NotAllowed, DomainError for an event that is cancelled, or serves pairings that are over.
    """
    row = lock_event(event)
    if not may_edit_agenda(grants, row):
        raise NotAllowed
    check_workable(row)
    return row


def check_workable(event: Event) -> None:
    """Refuse to change the agenda of what is cancelled or over. Raises DomainError."""
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it to work on its agenda."))


def is_agenda_workable(event: Event) -> bool:
    """Whether `check_workable` lets its agenda be changed."""
    return event.status != EventStatus.CANCELLED and is_workable(event)


def lock_open_item(item: AgendaItem, event: Event, *, version: int) -> AgendaItem:
    """An item under a lock, on the agenda that is locked already, if it was not taken out.

    Raises StaleRecord, DomainError.
    """
    row = lock(item, version=version)
    row.event = event
    check_current(row)
    return row


def check_current(item: AgendaItem) -> None:
    """Refuse to change what was taken out. Raises DomainError."""
    if item.removed_at is not None:
        raise DomainError(_("This item was taken out of the agenda. Put it back first."))


def notify_of_item(action: str, event: Event, item: AgendaItem, by: User, **facts: Any) -> None:
    """Write an act on an item into the log, under the event's name: its own title is for whoever sees the draft."""
    notify_of_event(action, event, by, record=item, label=str(event), **facts)


# The mail that an agenda was released, or released anew; queued with the release.

MOST_CHANGES = 20  # that a mail tells; all stand on the version's page


def programme_changed(*, release: AgendaRelease, event: Event, changes: Sequence[AgendaChange], by: User | None) -> int:
    """Tell the coordinators of the served pairings and of the hosts, each once and not `by`; returns how many mails."""
    address = reverse("events:agenda-version", args=[event.strand.code, event.code, release.number])
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.PROGRAMME_CHANGED,
            key=f"{MailKind.PROGRAMME_CHANGED.value}:{release.pk}:{person.pk}",
            template="programme_changed",
            context={
                "event": event,
                "number": release.number,
                "note": release.note,
                "changes": changes[:MOST_CHANGES],
                "more": max(0, len(changes) - MOST_CHANGES),
                "by": str(by or ""),
                "link": settings.BASE_URL + address,
            },
        )
        for person in people_concerned(event, by)
    )


# The order of an agenda: where a new item belongs, and moving one to another place.


@one_act()
def move_item(*, by: User, grants: Grants, item: AgendaItem, version: int, place: int) -> AgendaItem:
    """Move an item to a place among those that stand, from 1. Its day and time stay what they are.

    Raises StaleRecord, NotAllowed, DomainError on `place`; AlreadyDone where it stands there.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock_open_item(item, event, version=version)
    rows = standing(event)
    before = _place_among(row, rows)
    if not 1 <= place <= len(rows):
        raise DomainError(_("Choose a place from 1 to %(last)s.") % {"last": len(rows)}, field="place")
    if place == before:
        raise AlreadyDone(_("It stands there already."))
    mine = rows.pop(before - 1)
    rows.insert(place - 1, mine)
    _put_in_order(by=by, rows=rows)
    notify_of_item(AGENDA_ITEM_MOVED, event, mine, by, before=before, after=place)
    return mine


def put_where_it_belongs(*, by: User, event: Event, item: AgendaItem) -> int:
    """Move a saved item behind what comes before it by day and time; returns its place, from 1.

    It comes last where nobody knows its day. The caller has locked the agenda.
    """
    rows = standing(event)
    mine = next(row for row in rows if row.pk == item.pk)
    others = [row for row in rows if row.pk != item.pk]
    earlier = [number for number, other in enumerate(others, start=1) if _comes_before(other, mine)]
    place = len(others) if mine.on_date is None else max(earlier, default=0)
    _put_in_order(by=by, rows=[*others[:place], mine, *others[place:]])
    return place + 1


def standing(event: Event) -> list[AgendaItem]:
    """The items of an agenda in their order, without those that were taken out."""
    return list(AgendaItem.objects.standing().filter(event=event).in_order())


def next_position(event: Event) -> int:
    """A position behind all that stand."""
    rows = standing(event)
    return rows[-1].position + 1 if rows else 1


def _put_in_order(*, by: User, rows: Sequence[AgendaItem]) -> None:
    """Save the rows with their own positions in the order given; those that have theirs already are left alone.

    A position is free before it is taken: where all wait for each other, one goes behind the others meanwhile.
    """
    waiting = {
        row.pk: position
        for row, position in zip(rows, sorted(row.position for row in rows), strict=True)
        if row.position != position
    }
    while waiting:
        taken = {row.position for row in rows}
        ready = next((row for row in rows if row.pk in waiting and waiting[row.pk] not in taken), None)
        if ready is None:
            ready = next(row for row in rows if row.pk in waiting)
            ready.position = max(taken) + 1
        else:
            ready.position = waiting.pop(ready.pk)
        ready.save(by=by, update_fields=["position"])


def place_of(item: AgendaItem, event: Event) -> int:
    """Where an item stands, from 1; nought where it was taken out."""
    return _place_among(item, standing(event))


def _place_among(item: AgendaItem, rows: Sequence[AgendaItem]) -> int:
    return next((number for number, row in enumerate(rows, start=1) if row.pk == item.pk), 0)


def _comes_before(other: AgendaItem, mine: AgendaItem) -> bool:
    """Whether the other item is earlier, or on the same day without a time that says otherwise."""
    earlier, later = other.on_date, mine.on_date
    if earlier is None or later is None:
        return False
    if earlier != later:
        return earlier.first_day <= later.first_day
    return mine.starts_at is None or other.starts_at is None or other.starts_at <= mine.starts_at


# What the host of an item was asked and said: asked, confirmed, declined with the reason, or taken back.

LONGEST_WORDS = 500
ANSWERED = (HostAnswer.CONFIRMED, HostAnswer.DECLINED)


@one_act()
def answer_item(*, by: User, grants: Grants, item: AgendaItem, version: int, act: str, reason: str = "") -> AgendaItem:
    """Carry out one of the acts of AGENDA_ITEM; `reason` is what the host said, needed where the host declines.

    What was said stays on the item for its editors, and comes into no version that is released. Raises StaleRecord,
    NotAllowed, AlreadyDone, DomainError.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock_open_item(item, event, version=version)
    actors = event_actors(grants, event)
    check_host_known(row, act)
    transition = check_transition(table=AGENDA_ITEM, name=act, state=row.answer, actors=actors, reason=reason)
    check_length("reason", reason.strip(), LONGEST_WORDS)
    row.answer = transition.target
    row.answer_note = reason.strip() if row.answer in ANSWERED else ""
    row.answered_on = clock.today() if row.answer in ANSWERED else None
    row.save(by=by)
    notify_of_item(AGENDA_ITEM_ANSWERED, event, row, by, place=place_of(row, event), answer=str(row.answer))
    return row


def check_host_known(item: AgendaItem, act: str) -> None:
    """Refuse to note what a host was asked or said of whom nobody knows who it is. Raises DomainError.

    What was noted before the host was taken out can be taken back.
    """
    if item.host_id is None and act != "take-back":
        raise DomainError(_("The host of this item is not known yet. Choose the host in the item first."))


# Releasing an agenda: a version as it stands, with what changed since the last one; who it concerns is told.

LONGEST_NOTE = 300


@one_act()
def release_agenda(*, by: User, grants: Grants, event: Event, digest: str, note: str = "") -> AgendaRelease:
    """Release the agenda as it stands, with the next number; `digest` is of the lines that `by` has seen.

    Tells the coordinators of the pairings it serves and of its hosts. Raises StaleRecord where somebody changed the
    agenda since, NotAllowed, DomainError where nothing is on it, AlreadyDone where the last version says the same.
    """
    row = lock_agenda(grants=grants, event=event)
    lines = draft_lines(row)
    if digest_of(lines) != digest:
        raise StaleRecord
    last = newest_release(row)
    check_releasable(lines, last)
    check_length("note", note.strip(), LONGEST_NOTE)
    release = AgendaRelease(
        event=row,
        number=last.number + 1 if last else 1,
        items=[line.stored() for line in lines],
        note=note.strip(),
        by=by,
        by_label=by.kept_name,
        at=clock.now(),
    )
    release.save()
    notify_of_event(AGENDA_RELEASED, row, by, number=release.number)
    changes = compare(lines_of_release(last), lines) if last else []
    programme_changed(release=release, event=row, changes=changes, by=by)
    return release


def check_releasable(lines: Sequence[AgendaLine], last: AgendaRelease | None) -> None:
    """Refuse to release nothing; AlreadyDone where the last version says the same. Raises DomainError."""
    if not lines:
        raise DomainError(_("Nothing is on the agenda yet. Add an item first."))
    if last is not None and lines_of_release(last) == tuple(lines):
        raise AlreadyDone(_("Version %(number)s says the same, so nothing new was released.") % {"number": last.number})


def newest_release(event: Event) -> AgendaRelease | None:
    """The version that was released last; None before the first."""
    found: AgendaRelease | None = AgendaRelease.objects.filter(event=event).order_by("-number").first()
    return found


def changes_of(release: AgendaRelease) -> list[AgendaChange]:
    """What a version changed over the one before it; nothing for the first."""
    before = AgendaRelease.objects.filter(event=release.event_id, number__lt=release.number)
    earlier = before.order_by("-number").first()
    return compare(lines_of_release(earlier), lines_of_release(release)) if earlier else []
