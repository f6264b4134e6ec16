"""Who may do what with events, delegations, notes and papers, as pure functions of (grants, row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.workflow import HOST, ORGANISER
from partnerships.rules.journey import may_edit_pairing, may_see_dealings, side_of
from partnerships.rules.places import may_edit_plan
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import (
        AgendaItem,
        CalendarFeed,
        Delegation,
        Event,
        HeadCount,
        Minutes,
        MinutesObjection,
        NotedInterest,
        TripPaper,
        TripPhoto,
        VisitNote,
    )
    from partnerships.models import Pairing, Strand


def may_view_event(grants: Grants, event: Event) -> bool:
    """Whoever reads the strand reads its events."""
    return grants.is_administrator or event.strand_id in grants.strands


def event_actors(grants: Grants, event: Event) -> frozenset[str]:
    """As what the reader can act on an event; reads the pairings it serves (`serving`) and its hosts (`hosting`).

    Staff organise every event of their strands; both sides' coordinators one that serves their pairing alone.
    """
    found = set()
    if event.strand_id in grants.staff:
        found |= {STAFF, ORGANISER}
    if grants.is_administrator:
        found |= {ADMINISTRATOR, ORGANISER}
    served = [row.pairing for row in event.serving.all()]
    if not event.all_pairings and len(served) == 1 and side_of(grants, served[0]):
        found.add(ORGANISER)
    if any(row.participation_id in grants.participations for row in event.hosting.all()):
        found.add(HOST)
    return frozenset(found)


def may_add_event(grants: Grants, strand: Strand) -> bool:
    """Staff and administrators any event; a coordinator one that serves the own pairing alone (the service tells)."""
    return may_edit_plan(grants, strand) or strand.pk in grants.coordinates


def may_add_event_of(grants: Grants, pairing: Pairing) -> bool:
    """An event that serves one pairing: its two sides' coordinators, staff, an administrator."""
    return may_edit_pairing(grants, pairing)


def may_edit_event(grants: Grants, event: Event) -> bool:
    """Its organisers."""
    return ORGANISER in event_actors(grants, event)


def may_edit_agenda(grants: Grants, event: Event) -> bool:
    """Its organisers, and the coordinators of the partners that host it."""
    return bool(event_actors(grants, event) & {ORGANISER, HOST})


def may_see_draft_agenda(grants: Grants, event: Event) -> bool:
    """An agenda that was not released yet: its editors, whoever's pairing it serves, the authority."""
    if may_edit_agenda(grants, event) or event.strand_id in grants.authority:
        return True
    if event.all_pairings:
        return event.strand_id in grants.coordinates
    return any(side_of(grants, row.pairing) for row in event.serving.all())


def may_view_agenda_item(grants: Grants, item: AgendaItem) -> bool:
    """As its event; what is still a draft the page withholds (`may_see_draft_agenda`)."""
    return may_view_event(grants, item.event)


def may_edit_agenda_item(grants: Grants, item: AgendaItem) -> bool:
    """As its agenda."""
    return may_edit_agenda(grants, item.event)


def may_view_head_count(grants: Grants, head_count: HeadCount) -> bool:
    """As its event."""
    return may_view_event(grants, head_count.event)


def may_edit_head_count(grants: Grants, head_count: HeadCount) -> bool:
    """Its event's organisers."""
    return may_edit_event(grants, head_count.event)


def may_view_trip_paper(grants: Grants, paper: TripPaper) -> bool:
    """Plan and report of a journey: the partner's own coordinators, staff, authority, administrator."""
    strand = paper.delegation.event.strand_id
    return (
        grants.is_administrator
        or strand in grants.staff | grants.authority
        or paper.delegation.participation_id in grants.participations
    )


def may_write_trip(grants: Grants, delegation: Delegation) -> bool:
    """The partner's own coordinators, and staff."""
    return bool(delegation.actors(grants))


def may_edit_trip_paper(grants: Grants, paper: TripPaper) -> bool:
    """As the journey it tells of."""
    return may_write_trip(grants, paper.delegation)


def may_edit_trip_photo(grants: Grants, photo: TripPhoto) -> bool:
    """As the report that it stands in."""
    return may_edit_trip_paper(grants, photo.paper)


def may_view_visit_note(grants: Grants, note: VisitNote) -> bool:
    """As what else passes between the sides."""
    return may_see_dealings(grants, note.pairing)


def may_edit_visit_note(grants: Grants, note: VisitNote) -> bool:
    """Both sides' coordinators, staff, an administrator."""
    return may_edit_pairing(grants, note.pairing)


def may_decide_interest(grants: Grants, interest: NotedInterest) -> bool:
    """A joint matter: both sides' coordinators, staff, an administrator."""
    return may_edit_pairing(grants, interest.note.pairing)


def may_view_minutes(grants: Grants, minutes: Minutes) -> bool:
    """As what else passes between the sides; minutes are never for the whole strand."""
    return may_see_dealings(grants, minutes.pairing)


def may_edit_minutes(grants: Grants, minutes: Minutes) -> bool:
    """A joint part of the pairing."""
    return may_edit_pairing(grants, minutes.pairing)


def may_object_to_minutes(grants: Grants, minutes: Minutes) -> bool:
    """Whoever coordinates one of the two sides."""
    return bool(side_of(grants, minutes.pairing))


def may_withdraw_objection(grants: Grants, objection: MinutesObjection) -> bool:
    """Whoever coordinates the side that raised it."""
    return side_of(grants, objection.minutes.pairing) == objection.side


def may_keep_feed(grants: Grants, feed: CalendarFeed) -> bool:
    """A subscription is its person's own."""
    return feed.user_id == grants.user_id
