"""Who may do what with events, delegations and papers, as pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.workflow import ORGANISER
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import (
        Event,
        HeadCount,
    )
    from partnerships.models import Pairing, Strand


def may_view_event(grants: Grants, event: Event) -> bool:
    """Whoever reads the strand reads its events."""
    return grants.is_administrator or event.strand_id in grants.strands


def event_actors(grants: Grants, event: Event) -> frozenset[str]:
    """As what the reader can act on an event."""
    return event.actors(grants)


def may_add_event(grants: Grants, strand: Strand) -> bool:
    """Staff and administrators any event; a coordinator one that serves the own pairing alone (the service tells)."""
    return may_edit_plan(grants, strand) or strand.pk in grants.coordinates


def may_add_event_of(grants: Grants, pairing: Pairing) -> bool:
    """An event that serves one pairing: its two sides' coordinators, staff, an administrator."""
    return may_edit_pairing(grants, pairing)


def may_edit_event(grants: Grants, event: Event) -> bool:
    """Its organisers."""
    return ORGANISER in event_actors(grants, event)


def may_view_head_count(grants: Grants, head_count: HeadCount) -> bool:
    """As its event."""
    return may_view_event(grants, head_count.event)


def may_edit_head_count(grants: Grants, head_count: HeadCount) -> bool:
    """Its event's organisers."""
    return may_edit_event(grants, head_count.event)
