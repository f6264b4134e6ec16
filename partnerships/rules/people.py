"""Who keeps a strand's people, and hands work over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.rules import may_change_access

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Invitation, Membership, Strand


def may_manage_people(grants: Grants, strand: Strand) -> bool:
    """Staff keep the people of their strands, an administrator those of all."""
    return grants.is_administrator or strand.pk in grants.staff


def may_end_access(grants: Grants, strand: Strand, person: User) -> bool:
    """End a person's access, or give it again: who keeps the strand's people, as far as accounts themselves allow."""
    return may_manage_people(grants, strand) and may_change_access(grants, person)


def may_view_invitation(grants: Grants, invitation: Invitation) -> bool:
    """As the people of its strand."""
    return grants.is_administrator or invitation.strand_id in grants.staff


def may_hand_over(grants: Grants, membership: Membership) -> bool:
    """End a coordinator's work, or name a deputy for it: the person, or who keeps the strand's people."""
    return membership.user_id == grants.user_id or may_manage_people(grants, membership.participation.strand)


def may_read_hand_over(grants: Grants, membership: Membership) -> bool:
    """What a coordinator leaves behind: the participation's coordinators, or who keeps the strand's people."""
    return membership.participation_id in grants.participations or may_manage_people(
        grants, membership.participation.strand
    )
