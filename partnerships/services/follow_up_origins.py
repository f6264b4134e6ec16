"""What a follow-up can come from: records of a pairing that say so in a sentence (`get_origin_words`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.prefetch import GenericPrefetch

from core.parts import parts
from partnerships.services.named_records import related_of

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def find_origin(*, grants: Grants, pairing: Pairing, kind: str, code: str) -> Any:
    """The record of the pairing that the reader may see, knowing its pairing; None for all others."""
    model = next((model for model in parts().origins if model._meta.model_name == kind), None)
    # PostgreSQL knows no text with a zero byte.
    if model is None or "\x00" in code:
        return None
    rows = model._default_manager.visible_to(grants)
    rows = rows.select_related(*related) if (related := related_of(model)) else rows
    record = rows.filter(pairing=pairing, code=code).first()
    if record is not None:
        record.pairing = pairing
    return record


def prefetch_origins() -> GenericPrefetch[Any]:
    """What reads the origins of many follow-ups with all that their names and addresses need."""
    named = [(model, related) for model in parts().origins if (related := related_of(model))]
    return GenericPrefetch("origin", [model._default_manager.select_related(*related) for model, related in named])
