"""Who reads a strand, and who keeps its plan."""

from core.access import Grants
from partnerships.models import Strand


def may_view_strand(grants: Grants, strand: Strand) -> bool:
    """Every role reads its strands; an administrator reads all."""
    return grants.is_administrator or strand.pk in grants.strands


def may_see_programme(grants: Grants) -> bool:
    """Staff look after the programme, the authority and administrators read it; a single side does not."""
    return grants.is_administrator or bool(grants.staff or grants.authority)


def may_edit_plan(grants: Grants, strand: Strand) -> bool:
    """Only staff or an administrator open pairings and rounds and change stages, plan and the strand's dates."""
    return grants.is_administrator or strand.pk in grants.staff
