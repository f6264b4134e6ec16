"""Interests from visits that wait for a decision, what is still to be noted, minutes and objections to them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from events.enums import WORKING_KINDS, EventStatus
from events.models import Event, Minutes, MinutesObjection, NotedInterest, VisitNote

if TYPE_CHECKING:
    from events.models import AgendaItem
    from partnerships.models import Pairing

# Days after the last day of the event; a decision that takes longer is a signal.
DECIDE_DAYS = 30


@dataclass(frozen=True, slots=True)
class WaitingInterests:
    """What is still to be decided of one event in one pairing, and where: the notes with an open interest.

    `due` is the day until which it may wait, if known.
    """

    pairing: Pairing
    event: Event
    interests: list[NotedInterest]
    due: dt.date | None
    url: str


def waiting_interests(pairings: Sequence[Pairing], today: dt.date) -> list[WaitingInterests]:
    """The open interests of these pairings from events that are over, the longest waiting first. One query."""
    over = Q(note__event__status=EventStatus.HELD) | Q(note__event__in=Event.objects.ended_by(today).values("pk"))
    rows = NotedInterest.objects.open().with_names().filter(over, note__pairing__in=_open(pairings))
    found: dict[tuple[int, int], list[NotedInterest]] = defaultdict(list)
    for row in rows.exclude(note__event__status=EventStatus.CANCELLED).order_by("note", "pk"):
        found[row.note.pairing_id, row.note.event_id].append(row)
    waiting = map(_waiting, found.values())
    return sorted(waiting, key=lambda one: (one.due is None, one.due or dt.date.max, one.event.pk, one.pairing.pk))


def _waiting(interests: list[NotedInterest]) -> WaitingInterests:
    note = interests[0].note
    last = note.event.shown_period.last_day
    due = last + dt.timedelta(days=DECIDE_DAYS) if last else None
    return WaitingInterests(note.pairing, note.event, interests, due, f"{note.get_list_url()}?outcome=open")


def _open(pairings: Sequence[Pairing]) -> list[int]:
    return [pairing.pk for pairing in pairings if pairing.is_open]


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


def open_objections(pairings: Sequence[Pairing]) -> list[MinutesObjection]:
    """Those to the current edition of minutes of open pairings that nobody took back, the oldest first. One query."""
    rows = MinutesObjection.objects.with_names().filter(withdrawn_at=None, minutes__edition=F("edition"))
    return list(rows.filter(minutes__pairing__in=_open(pairings)).order_by("at", "id"))
