"""The next and the last events of a pairing, a strand, a partner or a milestone, as lines on their pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from events.models import Event
from events.querysets import FIRST_DAY
from events.services.event_lines import EventLine, lines_of
from partnerships.services.codes import codes_in

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Milestone, Pairing, Participation, Strand

NEXT, LAST = 3, 2  # events that a page shows before and after today
MOST_HOSTED = 5  # of the events that a partner hosts


def events_of_pairing(grants: Grants, pairing: Pairing, today: dt.date) -> list[EventLine]:
    """The last events of a pairing and its next ones, by their days; at most eight queries."""
    return _around(Event.objects.visible_to(grants).of_pairing(pairing), today, last=LAST)


def events_of_strand(grants: Grants, strand: Strand, today: dt.date) -> list[EventLine]:
    """The last event of a strand and its next ones; of a mission with parts, the mission. At most eight queries."""
    return _around(Event.objects.visible_to(grants).filter(strand=strand, part_of=None), today, last=1)


def events_hosted(grants: Grants, participation: Participation, today: dt.date) -> list[EventLine]:
    """The newest events that a partner hosts, those to come first among them; four queries."""
    rows = Event.objects.visible_to(grants).filter(hosting__participation=participation)
    newest = rows.order_by(FIRST_DAY.desc(nulls_first=True), "-pk")
    return lines_of(newest.for_lines()[:MOST_HOSTED], today)


def events_completing(grants: Grants, milestone: Milestone, today: dt.date) -> list[EventLine]:
    """The events whose being held completes a milestone; four queries."""
    rows = Event.objects.visible_to(grants).of_pairing(milestone.pairing)
    rows = rows.filter(milestone_codes__contains=milestone.code).in_order().for_lines()
    return lines_of([row for row in rows if milestone.code in codes_in(row.milestone_codes)], today)


def _around(rows: Any, today: dt.date, *, last: int) -> list[EventLine]:
    """So many before today, the next ones, and those without a date, in the order of their days."""
    before = rows.past(today).order_by(FIRST_DAY.desc(nulls_last=True), "-pk")
    after = rows.open().exclude(pk__in=rows.past(today).order_by().values("pk")).in_order()
    found = [*reversed(before.for_lines()[:last]), *after.for_lines()[:NEXT]]
    return lines_of(found, today)
