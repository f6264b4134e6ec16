"""Who acts on strands and pairings and what lies in them, and who reads it; `querysets` says the same of many rows."""

from core.access import Grants
from partnerships.enums import Audience
from partnerships.models import Confirmed, Document, Pairing, Strand


def may_view_strand(grants: Grants, strand: Strand) -> bool:
    """Every role reads its strands; an administrator reads all."""
    return grants.is_administrator or strand.pk in grants.strands


def may_see_programme(grants: Grants) -> bool:
    """Staff look after the programme, the authority and administrators read it; a single side does not."""
    return grants.is_administrator or bool(grants.staff or grants.authority)


def may_edit_plan(grants: Grants, strand: Strand) -> bool:
    """Only staff or an administrator open pairings and rounds and change stages, plan and the strand's dates."""
    return grants.is_administrator or strand.pk in grants.staff


def may_view_pairing(grants: Grants, pairing: Pairing) -> bool:
    """Whoever reads the strand reads all its pairings."""
    return grants.is_administrator or pairing.strand_id in grants.strands


def may_view_text(grants: Grants, text: Confirmed) -> bool:
    """Whoever reads the pairing reads what is confirmed, but for what stays between the two sides."""
    may = may_see_dealings if text.BETWEEN_SIDES else may_view_pairing
    return may(grants, text.pairing)


def may_see_dealings(grants: Grants, pairing: Pairing) -> bool:
    """What passes between the sides (follow-ups, signals): both sides, staff, authority, administrator."""
    return bool(pairing.actors(grants)) or pairing.strand_id in grants.authority


def may_see_some_dealings(grants: Grants, strand: Strand) -> bool:
    """What passes between any two sides of a strand: its coordinators, staff, authority, administrator."""
    return grants.is_administrator or strand.pk in grants.staff | grants.authority | grants.coordinates


def may_read_draft(grants: Grants, text: Confirmed) -> bool:
    """A text that was never asked for: what the two sides write with each other is their own until then.

    So with an action plan, a closing, an agreement and what is agreed on a project. Themes and milestones are a
    part of the journey, which whoever reads the strand reads.
    """
    return not text.WRITTEN_TOGETHER or text.pairing is None or may_see_dealings(grants, text.pairing)


def may_view_document(grants: Grants, document: Document) -> bool:
    """The document's audience: one side's coordinators, who sees the pairing's dealings, or who reads the strand."""
    pairing = document.pairing
    if pairing is None:
        return grants.is_administrator or document.strand_id in grants.strands
    if document.audience == Audience.OWN_SIDE:
        return bool(document.side) and pairing.side_of(grants) == document.side
    if document.audience == Audience.PAIRING:
        return may_see_dealings(grants, pairing)
    return may_view_pairing(grants, pairing)
