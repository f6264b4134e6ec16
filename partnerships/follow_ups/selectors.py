"""Who may be the person of a follow-up, what it came from, and how many are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.prefetch import GenericPrefetch

from core import clock
from core.parts import parts
from partnerships.enums import Side, StrandRoleName
from partnerships.history.pairing_history import related_of
from partnerships.models import Membership, StrandRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing


def people_of(pairing: Pairing) -> dict[int, frozenset[str]]:
    """Who may be the person of a follow-up, by key: the sides each works for; staff may be it for either.

    A side's coordinators are those of today; whoever begins later is none yet. Two queries.
    """
    today = clock.today()
    found: dict[int, frozenset[str]] = {}
    rows = Membership.objects.not_ended(today).filter(
        participation__in=[pairing.eu_id, pairing.counterpart_id], started_on__lte=today
    )
    for user, participation in rows.values_list("user_id", "participation_id"):
        side = Side.EU if participation == pairing.eu_id else Side.COUNTERPART
        found[user] = found.get(user, frozenset()) | {side.value}
    staff = StrandRole.objects.not_ended(today).filter(strand=pairing.strand_id, role=StrandRoleName.STAFF)
    return found | dict.fromkeys(staff.values_list("user_id", flat=True), frozenset(Side.values))


def choosable(people: dict[int, frozenset[str]], *, also: int | None = None) -> QuerySet[User]:
    """The accounts of `people_of` by name, and the one that is chosen already (`also`)."""
    keys = [*people, *([also] if also else [])]
    return get_user_model().objects.filter(pk__in=keys).order_by("search_text", "pk")


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
