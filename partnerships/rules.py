"""Who may do what to one row: small pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import (
        Invitation,
        Milestone,
        Organisation,
        Pairing,
        Participation,
        Partner,
        Strand,
        Theme,
    )


def may_view_strand(grants: Grants, strand: Strand) -> bool:
    """Every role reads its strands; an administrator reads all."""
    return grants.is_administrator or strand.pk in grants.strands


def may_view_theme(grants: Grants, theme: Theme) -> bool:
    """Whoever reads the strand reads its themes."""
    return grants.is_administrator or theme.strand_id in grants.strands


def may_view_participation(grants: Grants, participation: Participation) -> bool:
    """Whoever reads the strand reads who takes part."""
    return grants.is_administrator or participation.strand_id in grants.strands


def may_view_partner(grants: Grants, partner: Partner) -> bool:
    """Whoever reads a strand reads the partners that take part in it."""
    return grants.is_administrator or any(row.strand_id in grants.strands for row in partner.participations.all())


def may_view_organisation(grants: Grants, organisation: Organisation) -> bool:
    """Whoever reads a strand reads the organisations of its directory."""
    return grants.is_administrator or any(strand.pk in grants.strands for strand in organisation.strands.all())


def may_view_pairing(grants: Grants, pairing: Pairing) -> bool:
    """Whoever reads the strand reads all its pairings."""
    return grants.is_administrator or pairing.strand_id in grants.strands


def may_view_milestone(grants: Grants, milestone: Milestone) -> bool:
    """Whoever reads the pairing reads its milestones."""
    return may_view_pairing(grants, milestone.pairing)


def may_manage_people(grants: Grants, strand: Strand) -> bool:
    """Staff keep the people of their strands, an administrator those of all."""
    return grants.is_administrator or strand.pk in grants.staff


def may_view_invitation(grants: Grants, invitation: Invitation) -> bool:
    """As the people of its strand."""
    return grants.is_administrator or invitation.strand_id in grants.staff


def side_of(grants: Grants, pairing: Pairing) -> str:
    """The side the reader coordinates in a pairing: `eu`, `counterpart` or nothing."""
    if pairing.eu_id in grants.participations:
        return "eu"
    if pairing.counterpart_id in grants.participations:
        return "counterpart"
    return ""
