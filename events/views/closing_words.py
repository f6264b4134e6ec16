"""Each side's take-aways and prospects, as the page of a closing meeting shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType

from partnerships.confirmations.text_parts import parts_of
from partnerships.models import Closing, TextEdition
from partnerships.rules import may_edit_pairing, may_read_draft

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def closing_words(grants: Grants, pairings: Sequence[Pairing]) -> list[dict[str, Any]]:
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
