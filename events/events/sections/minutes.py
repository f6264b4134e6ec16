"""The part of an event's page that tells of minutes, and of each side's closing words at a closing meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from events.enums import EventKind
from events.events.pages import event_address
from events.events.selectors import is_workable, served_pairings
from events.models import Minutes
from events.visits.services import has_begun_anywhere
from partnerships.confirmations.selectors import stands, turn_of
from partnerships.confirmations.text_parts import parts_of
from partnerships.models import Closing, TextEdition
from partnerships.rules.journey import may_edit_pairing, may_read_draft, may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event
    from partnerships.models import Pairing


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/events/sections/minutes.html shows: the minutes of the event and of its parts.

    Minutes are for those who see what passes between the sides; of a closing meeting everybody reads the closing words
    that were asked for. Four queries at most.
    """
    del today
    served = served_pairings(event)
    found: dict[str, Any] = {}
    if event.kind == EventKind.CLOSING:
        found["closings"] = closings_of(grants, served)
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


def closings_of(grants: Grants, pairings: Sequence[Pairing]) -> list[dict[str, Any]]:
    """The closing of each pairing part by part, with the link to read it, and to write in it; two queries.

    What the two sides are still writing only they read, and the programme; others the newest edition that was asked
    for.
    """
    rows = {row.pairing_id: row for row in Closing.objects.filter(pairing__in=pairings)}
    frozen = _newest_frozen(rows.values())
    found = []
    for pairing in pairings:
        text = rows.get(pairing.pk) or Closing.blank(pairing)
        text.pairing = pairing
        body: dict[str, Any] = {}
        if may_read_draft(grants, text):
            body = text.frozen_body()
        elif text.pk in frozen:
            body = frozen[text.pk].body
        found.append(
            {
                "pairing": pairing,
                "parts": [part for part in parts_of(Closing, pairing, body) if part.texts],
                "url": text.get_absolute_url(),
                "edit_url": text.get_text_edit_url() if pairing.is_open and may_edit_pairing(grants, pairing) else "",
            }
        )
    return found


def _newest_frozen(texts: Any) -> dict[int, TextEdition]:
    kind = ContentType.objects.get_for_model(Closing)
    rows = TextEdition.objects.filter(content_type=kind, object_id__in=[text.pk for text in texts])
    # The newest comes last and stays.
    return {row.object_id: row for row in rows.defer("canonical").order_by("edition")}
