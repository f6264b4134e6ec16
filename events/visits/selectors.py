"""Interests from visits that wait for a decision, what is still to be noted, minutes and objections to them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.flat_rows import flat
from core.texts import LANGUAGES
from events.enums import WORKING_KINDS, EventStatus
from events.models import AgendaItem, Event, Minutes, MinutesObjection, NotedInterest, VisitNote
from partnerships.models import Pairing
from partnerships.projects.services import named_after
from partnerships.tasks.selectors import PAIRINGS, TODAY, Waiting, period_names

_INTEREST, _OBJECTION = "interest", "minutes-objection"


_OF_EVENT = ("id", "strand_id", "code", "title_en", "title_ko", *period_names("forecast"), *period_names("actual"))


def visit_rows() -> Iterator[QuerySet[Any, Any]]:
    """Interests that wait for a decision once their event is over; objections to the current edition of minutes."""
    over = Q(note__event__status=EventStatus.HELD) | Q(note__event__in=Event.objects.ended_by(TODAY).values("pk"))
    rows = NotedInterest.objects.open().filter(over, note__pairing__in=PAIRINGS)
    rows = rows.exclude(note__event__status=EventStatus.CANCELLED)
    names = ("id", "pairing_id", "code", "what_en", "what_ko", "event_id", *(f"event__{name}" for name in _OF_EVENT))
    names = ("id", "version", "side", "note_id", *(f"note__{name}" for name in names))
    yield flat(_INTEREST, rows, "note__pairing_id", *names)
    objections = MinutesObjection.objects.filter(withdrawn_at=None, minutes__edition=F("edition"))
    names = ("id", "pairing_id", "code", "event_id", *(f"event__{name}" for name in _OF_EVENT[:5]))
    names = ("id", "side", "text", "at", "minutes_id", *(f"minutes__{name}" for name in names))
    yield flat(_OBJECTION, objections.filter(minutes__pairing__in=PAIRINGS), "minutes__pairing_id", *names)


def waiting_interests(pairings: Iterable[Pairing], waiting: Waiting) -> list[list[NotedInterest]]:
    """What is still to be decided, by event and pairing, the longest waiting first.

    No list is empty; `decide_until`, event and pairing are alike in each.
    """
    known = {pairing.pk: pairing for pairing in pairings}
    found: dict[tuple[dt.date, int, int], list[NotedInterest]] = defaultdict(list)
    for row in sorted(waiting.records(_INTEREST, NotedInterest), key=lambda row: (row.note_id, row.pk)):
        note = row.note
        if note.pairing_id in known:
            note.pairing = known[note.pairing_id]
            note.event.strand = note.pairing.strand
            found[row.decide_until or dt.date.max, note.event_id, note.pairing_id].append(row)
    return [found[key] for key in sorted(found)]


def open_objections(pairings: Iterable[Pairing], waiting: Waiting) -> list[MinutesObjection]:
    """Those to the current edition of minutes of these pairings that nobody took back, the oldest first."""
    known, found = {pairing.pk: pairing for pairing in pairings}, []
    for row in sorted(waiting.records(_OBJECTION, MinutesObjection), key=lambda row: (row.at, row.pk)):
        if row.minutes.pairing_id in known:
            row.minutes.pairing = known[row.minutes.pairing_id]
            row.minutes.event.strand = row.minutes.pairing.strand
            found.append(row)
    return found


def unnoted_items(event: Event, pairing: Pairing) -> list[AgendaItem]:
    """What stands on the agenda and has no note of the pairing yet, in its order."""
    noted = VisitNote.objects.active().filter(event=event, pairing=pairing, item__isnull=False).values("item")
    return list(event.agenda.active().filter(kind__in=WORKING_KINDS).exclude(pk__in=noted).in_order())


def items_to_write(minutes: Minutes) -> list[dict[str, Any]]:
    """What the minutes hold, then what stands on the agenda and is not in them yet, without words."""
    held = [dict(item) for item in minutes.items]
    known = [key for item in held if (key := item.get("item"))]
    rows = minutes.event.agenda.active().filter(kind__in=WORKING_KINDS).exclude(pk__in=known)
    blank = dict.fromkeys(Minutes.ITEM_TEXTS, "")
    return held + [
        blank | {"item": row.pk, "position": row.position, "title_en": row.title_en, "title_ko": row.title_ko}
        for row in rows.in_order()
    ]


# What is asked before anybody writes of an event, and how a project made of an interest is named.


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


def project_values(interest: NotedInterest) -> dict[str, Any]:
    """What a project made of an interest begins with: named after the note, on its topic; who is interested leads."""
    note = interest.note
    values = {"topic": note.topic, "lead": interest.side, **named_after(note)}
    for language in LANGUAGES:
        if (text := getattr(note, f"what_{language}")) != values[f"title_{language}"]:
            values[f"summary_{language}"] = text
    return values
