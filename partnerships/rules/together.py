"""Who may do what to interests, projects, contacts, agreements, documents, notes, comments and indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnerships.enums import Audience
from partnerships.rules.journey import may_see_dealings, may_view_pairing, side_of
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import (
        Comment,
        Contact,
        Document,
        Note,
        Strand,
    )


def may_merge_organisations(grants: Grants, strand: Strand) -> bool:
    """Two into one moves the links of all: staff and administrators."""
    return may_edit_plan(grants, strand)


def may_view_contact(grants: Grants, contact: Contact) -> bool:
    """As what else passes between the sides."""
    return may_see_dealings(grants, contact.pairing)


def may_view_comment(grants: Grants, comment: Comment) -> bool:
    """As what else passes between the sides."""
    return may_see_dealings(grants, comment.pairing)


def may_view_note(grants: Grants, note: Note) -> bool:
    """A note is seen by its own side's coordinators, and by nobody else."""
    return side_of(grants, note.pairing) == note.side


def may_view_document(grants: Grants, document: Document) -> bool:
    """The document's audience: one side's coordinators, who sees the pairing's dealings, or who reads the strand."""
    pairing = document.pairing
    if document.audience == Audience.OWN_SIDE:
        return bool(document.side) and side_of(grants, pairing) == document.side
    if document.audience == Audience.PAIRING:
        return may_see_dealings(grants, pairing)
    return may_view_pairing(grants, pairing)
