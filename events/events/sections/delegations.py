"""The part of an event's page that tells of delegations: places taken and left, and who may name people now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from events.delegates.selectors import readable_lists
from events.delegations.selectors import (
    bench_lines,
    deadline_passed,
    nominate_until,
    places_lines,
    total_text,
    until_label,
)
from events.events.pages import event_address
from events.events.selectors import is_workable
from events.models import Delegation
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/events/sections/delegations.html shows; a constant number of queries.

    A part for which nobody was named shows that its mission has the delegations, and no places of its own.
    """
    lines = places_lines(grants, event)
    places = {line.participation: line.places for line in lines}
    named = any(line.places.taken or line.places.waiting or line.places.ready for line in lines)
    mission = event.part_of if event.part_of and not named else None
    works = event.is_open and is_workable(event)
    own = next((row for row in places if Delegation(event=event, participation=row).actors(grants) and works), None)
    is_late = deadline_passed(event, today) and not may_edit_plan(grants, event.strand)
    name_url = ""
    if own is not None and not is_late and not mission:
        several = may_edit_plan(grants, event.strand)
        name_url = (
            event_address(event, "delegation-list") if several else event_address(event, "delegation", own.partner.code)
        )
    return {
        "lines": [] if mission else lines,
        "benches": bench_lines(places),
        "total": total_text(places),
        "mission": mission,
        "lists_url": event_address(event, "list-index") if readable_lists(grants, event) else "",
        "until": None if mission else nominate_until(event),
        "until_label": until_label(nominate_until(event), today),
        "name_url": name_url,
        "quota_url": event_address(event, "quota-edit") if works and may_edit_plan(grants, event.strand) else "",
    }
