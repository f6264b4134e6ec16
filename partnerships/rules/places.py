"""Who reads a strand and what lies in it, and who keeps its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Organisation, Participation, Partner, Strand, Theme


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


def may_see_programme(grants: Grants) -> bool:
    """Staff look after the programme, the authority and administrators read it; a single side does not."""
    return grants.is_administrator or bool(grants.staff or grants.authority)


def may_edit_plan(grants: Grants, strand: Strand) -> bool:
    """Only staff or an administrator open pairings and rounds and change stages, plan and the strand's dates."""
    return grants.is_administrator or strand.pk in grants.staff
