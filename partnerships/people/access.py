"""Who keeps a strand's people, and reads what a coordinator leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Membership, Strand


def may_manage_people(grants: Grants, strand: Strand) -> bool:
    """Staff keep the people of their strands, an administrator those of all."""
    return grants.is_administrator or strand.pk in grants.staff


def may_read_hand_over(grants: Grants, membership: Membership) -> bool:
    """What a coordinator leaves behind: the participation's coordinators, or who keeps the strand's people."""
    return membership.participation_id in grants.participations or may_manage_people(grants, membership.strand)
