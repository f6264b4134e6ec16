"""People whom a partner has sent before, to be nominated again without typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from events.enums import DelegateRole
from events.models import Delegate, Delegation
from events.services.delegates import PERSON, folded_names

if TYPE_CHECKING:
    from core.access import Grants

MOST = 200


def earlier_delegates(grants: Grants, delegation: Delegation) -> list[Delegate]:
    """Each person once, as last written down, the newest event first; who stands in this delegation is left out.

    Only the partner's own people, in events that the reader may read. Two queries.
    """
    partner = delegation.participation.partner_id
    standing: set[tuple[str, ...]] = set()
    if delegation.pk:
        standing = {folded_names(row) for row in Delegate.objects.active().filter(delegation=delegation)}
    rows = (
        Delegate.objects.visible_to(grants)
        .filter(delegation__participation__partner=partner)
        .exclude(delegation=delegation.pk or 0)
        .select_related("delegation__event__strand", "delegation__participation__partner", "organisation")
        .order_by("-nominated_at", "-pk")
    )
    found: dict[tuple[str, ...], Delegate] = {}
    for row in rows[: MOST * 5]:
        key = folded_names(row)
        if key not in standing and key not in found and len(found) < MOST:
            found[key] = row
    return list(found.values())


def as_nominated_again(delegate: Delegate) -> dict[str, Any]:
    """What is taken over of an earlier delegate; a head or substitute of then comes as a member."""
    values = {name: getattr(delegate, name) for name in PERSON}
    return values | {"role": DelegateRole.MEMBER.value}
