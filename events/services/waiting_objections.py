"""Objections to minutes that still stand against the edition that is in force, by pairing: read once for tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F

from events.models import MinutesObjection

if TYPE_CHECKING:
    from partnerships.models import Pairing


def standing_objections(pairings: Sequence[Pairing]) -> list[MinutesObjection]:
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
