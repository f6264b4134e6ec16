"""Who may do what with events, delegations and papers, as pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event, HeadCount


def may_view_event(grants: Grants, event: Event) -> bool:
    """Whoever reads the strand reads its events."""
    return grants.is_administrator or event.strand_id in grants.strands


def may_view_head_count(grants: Grants, head_count: HeadCount) -> bool:
    """As its event."""
    return may_view_event(grants, head_count.event)
