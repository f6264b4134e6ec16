"""The part of an event's page that tells of minutes, and of each side's closing words at a closing meeting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from events.enums import EventKind
from events.events.selectors import is_workable, served_pairings
from events.events.views import event_address
from events.models import Minutes
from events.visits.note_lines_views import closing_label
from events.visits.services import has_begun_anywhere
from partnerships.confirmations.selectors import stands, turn_of
from partnerships.rules.journey import may_edit_pairing, may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event
    from partnerships.models import Pairing


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/sections/minutes.html shows: the minutes of the event and of its parts.

    Minutes are for those who see what passes between the sides; of a closing meeting everybody reads the closing words
    that were asked for. Four queries at most.
    """
    del today
    served = served_pairings(event)
    found: dict[str, Any] = {}
    if event.kind == EventKind.CLOSING:
        found["closings"] = closing_label(grants, served)
    pairings = [pairing for pairing in served if may_see_dealings(grants, pairing)]
    if not pairings:
        return found
    by_id = {pairing.pk: pairing for pairing in pairings}
    rows = Minutes.objects.visible_to(grants).filter(Q(event=event) | Q(event__part_of=event))
    rows = rows.select_related(
        "event__strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    written = list(rows.order_by("event", "pk"))
    standings = stands(written)
    begun = {row.pairing_id for row in written if row.event_id == event.pk}
    return found | {
        "readable": True,
        "works": is_workable(event),
        "lines": [_line(row, event, standings[Minutes, row.pk], several=len(by_id) > 1) for row in written],
        "missing": [_missing(event, pairing) for pairing in pairings if _can_begin(grants, event, pairing, begun)],
    }


def _line(minutes: Minutes, event: Event, standing: Any, *, several: bool) -> dict[str, Any]:
    """Minutes with both sides' marks; of a part its title, and the pairing where there are several."""
    return {
        "minutes": minutes,
        "standing": standing,
        "turn": turn_of(minutes, standing),
        "part": minutes.event if minutes.event_id != event.pk else None,
        "pairing": minutes.pairing if several else None,
    }


def _missing(event: Event, pairing: Pairing) -> dict[str, Any]:
    return {"pairing": pairing, "url": event_address(event, "minutes-edit", pairing.code)}


def _can_begin(grants: Grants, event: Event, pairing: Pairing, begun: set[int]) -> bool:
    """Whether the reader can begin the minutes now."""
    missing = pairing.pk not in begun and has_begun_anywhere(event)
    return missing and pairing.is_open and may_edit_pairing(grants, pairing)
