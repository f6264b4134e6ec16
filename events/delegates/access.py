"""Who reads which list of an event's people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from events.enums import HOST, PLACED_DELEGATE, DelegateRole, EventStatus
from partnerships.rules.journey import side_of

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import DelegateLink, Event

# From so many days before the first day on the head can print the emergency sheet.
DAYS_BEFORE = 7


def may_count_needs(grants: Grants, event: Event) -> bool:
    """Needs as counts: staff of the strand, and the hosts who cook and interpret."""
    return event.strand_id in grants.staff or HOST in event.actors(grants)


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
    if event.actors(grants) or any(side_of(grants, row.pairing) for row in event.serving.all()):
        return True
    return any(row.participation_id in grants.participations for row in event.delegations.all())


def may_read_photograph_list(grants: Grants, event: Event) -> bool:
    """Who wants to be in pictures: those who take them, so the office and the hosts."""
    return event.strand_id in grants.staff or grants.is_administrator or HOST in event.actors(grants)


def may_list_letters(grants: Grants, event: Event) -> bool:
    """All letters of an event: those who issue them. A delegate's own letters go with the delegation."""
    return grants.is_administrator or event.strand_id in grants.staff


def may_open_sheet(link: DelegateLink, event: Event, today: dt.date) -> bool:
    """Whether the own page of this delegate opens the sheet: to the head of the delegation, by a link that was mailed.

    From a week before the first known day to the last one. A link that was shown to be handed over opens no sheet,
    because whoever made it has seen it.
    """
    delegate, days = link.delegate, event.shown_period
    if delegate.role != DelegateRole.HEAD or delegate.status not in PLACED_DELEGATE or not link.mailed:
        return False
    if event.status == EventStatus.CANCELLED or not days.days_known or days.first_day is None or days.last_day is None:
        return False
    return days.first_day - dt.timedelta(days=DAYS_BEFORE) <= today <= days.last_day
