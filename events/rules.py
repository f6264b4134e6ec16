"""Who may do what with events, delegations and papers, as pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.workflow import HOST, ORGANISER
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.rules.places import may_edit_plan
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import (
        Delegate,
        Delegation,
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


def may_set_quota(grants: Grants, event: Event) -> bool:
    """How many each side and partner may send: staff and administrators."""
    return may_edit_plan(grants, event.strand)


def may_view_delegation(grants: Grants, delegation: Delegation) -> bool:
    """Who comes: the partner's own coordinators, those of the hosts, staff, authority, administrator.

    How many come everybody reads who reads the strand.
    """
    strand = delegation.event.strand_id
    if grants.is_administrator or strand in grants.staff | grants.authority:
        return True
    hosts = {row.participation_id for row in delegation.event.hosting.all()}
    return bool(({delegation.participation_id} | hosts) & grants.participations)


def delegation_actors(grants: Grants, delegation: Delegation) -> frozenset[str]:
    """As what the reader can act on a delegation."""
    return delegation.actors(grants)


def may_nominate(grants: Grants, delegation: Delegation) -> bool:
    """The partner's own coordinators, staff, an administrator."""
    return bool(delegation_actors(grants, delegation))


def may_decide_delegates(grants: Grants, delegation: Delegation) -> bool:
    """Accept, decline, confirm: staff and administrators."""
    return bool(delegation_actors(grants, delegation) & {STAFF, ADMINISTRATOR})


def may_decide_delegate(grants: Grants, delegate: Delegate) -> bool:
    """The same of one delegate."""
    return may_decide_delegates(grants, delegate.delegation)


def may_view_delegate(grants: Grants, delegate: Delegate) -> bool:
    """As the delegation."""
    return may_view_delegation(grants, delegate.delegation)


def may_edit_delegate(grants: Grants, delegate: Delegate) -> bool:
    """As nominating."""
    return may_nominate(grants, delegate.delegation)


def may_count_needs(grants: Grants, event: Event) -> bool:
    """Needs as counts: staff of the strand, and the hosts who cook and interpret."""
    return event.strand_id in grants.staff or HOST in event_actors(grants, event)


def may_read_details(grants: Grants, event: Event) -> bool:
    """The lists made of what delegates told in trust (needs, journeys, emergency contacts): staff of the strand alone.

    Administrators keep the records and do not read it; coordinators see whether it is complete, hosts get counts.
    """
    return event.strand_id in grants.staff


def may_read_participants(grants: Grants, event: Event) -> bool:
    """The list of those who agreed to stand in it: for the sides it serves, who sends people, hosts, office, authority.

    Reads the pairings it serves, its hosts and its delegations.
    """
    if grants.is_administrator or event.strand_id in grants.staff | grants.authority:
        return True
    if event.all_pairings and event.strand_id in grants.coordinates:
        return True
    if event_actors(grants, event) or any(side_of(grants, row.pairing) for row in event.serving.all()):
        return True
    return any(row.participation_id in grants.participations for row in event.delegations.all())


def may_read_photograph_list(grants: Grants, event: Event) -> bool:
    """Who wants to be in pictures: those who take them, so the office and the hosts."""
    return event.strand_id in grants.staff or grants.is_administrator or HOST in event_actors(grants, event)


def may_issue_letter(grants: Grants, delegate: Delegate) -> bool:
    """A letter of invitation in the programme's name: staff and administrators."""
    return may_decide_delegates(grants, delegate.delegation)


def may_list_letters(grants: Grants, event: Event) -> bool:
    """All letters of an event: those who issue them. A delegate's own letters go with the delegation."""
    return may_set_quota(grants, event)
