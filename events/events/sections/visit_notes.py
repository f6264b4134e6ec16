"""The part of an event's page that tells of visit notes, with the interests still to decide."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from events.enums import InterestOutcome
from events.events.pages import event_address
from events.events.selectors import is_workable, served_pairings
from events.models import NotedInterest, VisitNote
from events.visits.cards import with_clicks
from events.visits.services import has_begun_anywhere
from partnerships.rules.journey import may_edit_pairing, may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event
    from partnerships.models import Pairing

SHOWN = 8  # notes; the rest stands on the page of its pairing


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What the template of this name shows: notes of the event and its parts, undecided ones first.

    Empty for whoever sees what passes between the sides of no pairing that the event serves. Three queries.
    """
    del today
    pairings = [pairing for pairing in served_pairings(event) if may_see_dealings(grants, pairing)]
    if not pairings:
        return {}
    rows = VisitNote.objects.visible_to(grants).standing().filter(Q(event=event) | Q(event__part_of=event))
    counts = Counter(rows.order_by().values_list("event", "pairing"))
    waiting = NotedInterest.objects.filter(note=OuterRef("pk"), outcome=InterestOutcome.OPEN)
    shown = rows.with_interests().annotate(waits=Exists(waiting)).order_by("-waits", "pk")[:SHOWN]
    return {
        "readable": True,
        "works": is_workable(event),
        "event": event,
        "notes": with_clicks(shown, grants),
        "more": max(sum(counts.values()) - SHOWN, 0),
        "here": event.get_absolute_url() + "#visit-notes",
        "pages": [_page(grants, event, pairing, counts[event.pk, pairing.pk]) for pairing in pairings],
    }


def _page(grants: Grants, event: Event, pairing: Pairing, count: int) -> dict[str, Any]:
    """The page of a pairing's notes from the event, and whether the reader can write there now."""
    works = has_begun_anywhere(event) and pairing.is_open and may_edit_pairing(grants, pairing)
    return {
        "pairing": pairing,
        "url": event_address(event, "visit-notes", pairing.code),
        "count": count,
        "works": works,
    }
