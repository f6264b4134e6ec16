"""Interests from visits that wait for a decision, what is still to be noted, minutes and objections to them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import reverse

from events.enums import WORKING_KINDS, EventStatus
from events.models import Event, Minutes, MinutesObjection, NotedInterest, VisitNote

if TYPE_CHECKING:
    from events.models import AgendaItem
    from partnerships.models import Pairing

# Days after the last day of the event; a decision that takes longer is a signal.
DECIDE_DAYS = 30


@dataclass(frozen=True, slots=True)
class WaitingInterests:
    """What is still to be decided of one event in one pairing; `due` is the day until which it may wait, if known."""

    pairing: Pairing
    event: Event
    interests: list[NotedInterest]
    due: dt.date | None

    @property
    def url(self) -> str:
        """Where it is decided: the notes with an open interest."""
        place = [self.pairing.strand.code, self.event.code, self.pairing.code]
        return f"{reverse('events:visit-notes', args=place)}?outcome=open"


def waiting_interests(pairings: Sequence[Pairing], today: dt.date) -> list[WaitingInterests]:
    """The open interests of these pairings from events that are over, the longest waiting first. One query."""
    by_id = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    if not by_id:
        return []
    over = Q(note__event__status=EventStatus.HELD) | Q(note__event__in=Event.objects.ended_by(today).values("pk"))
    rows = NotedInterest.objects.open().filter(over, note__pairing__in=by_id)
    rows = rows.exclude(note__event__status=EventStatus.CANCELLED).select_related("note__event__strand")
    found: dict[tuple[int, int], list[NotedInterest]] = defaultdict(list)
    for row in rows.order_by("note", "pk"):
        row.note.pairing = by_id[row.note.pairing_id]
        found[row.note.pairing_id, row.note.event_id].append(row)
    told = [_waiting(by_id[pairing], interests) for (pairing, _event), interests in found.items()]
    return sorted(told, key=lambda one: (one.due is None, one.due or dt.date.max, one.event.pk, one.pairing.pk))


def _waiting(pairing: Pairing, interests: list[NotedInterest]) -> WaitingInterests:
    event = interests[0].note.event
    last = event.shown_period.last_day
    return WaitingInterests(pairing, event, interests, last + dt.timedelta(days=DECIDE_DAYS) if last else None)


def unnoted_items(event: Event, pairing: Pairing) -> list[AgendaItem]:
    """What stands on the agenda and has no note of the pairing yet, in its order."""
    noted = VisitNote.objects.standing().filter(event=event, pairing=pairing, item__isnull=False).values("item")
    return list(event.agenda.standing().filter(kind__in=WORKING_KINDS).exclude(pk__in=noted).in_order())


def items_to_write(minutes: Minutes) -> list[dict[str, Any]]:
    """What the minutes hold, then what stands on the agenda and is not in them yet, without words."""
    held = [dict(item) for item in minutes.items]
    known = [key for item in held if (key := item.get("item"))]
    rows = minutes.event.agenda.standing().filter(kind__in=WORKING_KINDS).exclude(pk__in=known)
    blank = dict.fromkeys(Minutes.ITEM_TEXTS, "")
    return held + [
        blank | {"item": row.pk, "position": row.position, "title_en": row.title_en, "title_ko": row.title_ko}
        for row in rows.in_order()
    ]


def open_objections(pairings: Sequence[Pairing]) -> list[MinutesObjection]:
    """Those to the current edition of minutes of open pairings that nobody took back, the oldest first. One query."""
    by_id = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    if not by_id:
        return []
    rows = MinutesObjection.objects.filter(
        withdrawn_at=None, minutes__pairing__in=by_id, minutes__edition=F("edition")
    ).select_related("minutes__event__strand")
    found = list(rows.order_by("at", "id"))
    for row in found:
        row.minutes.pairing = by_id[row.minutes.pairing_id]
    return found
