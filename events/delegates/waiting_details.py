"""Which delegations still lack details of their people shortly before they travel."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.delegations.completeness import completeness
from events.enums import OPEN_EVENT
from events.models import Delegate

if TYPE_CHECKING:
    from events.models import Delegation

# From so many days before the first day on the details are asked for; so many before it they should be there.
ASKED_DAYS, DUE_DAYS = 45, 14


@dataclass(frozen=True, slots=True)
class WaitingDetails:
    """One delegation, how many with a place it has, and how many of them lack something."""

    delegation: Delegation
    people: int
    missing: int

    @property
    def due(self) -> dt.date | None:
        """The day by which the hosts need them."""
        first = self.delegation.event.shown_period.first_day
        return first - dt.timedelta(days=DUE_DAYS) if first else None


def waiting_details(participations: Collection[int], today: dt.date) -> list[WaitingDetails]:
    """The delegations of these partners to events that begin within ASKED_DAYS; a constant number of queries."""
    rows = Delegate.objects.placed().filter(
        delegation__participation__in=participations,
        delegation__event__status__in=OPEN_EVENT,
        delegation__event__forecast_start__range=(today, today + dt.timedelta(days=ASKED_DAYS)),
    )
    rows = rows.select_related("delegation__event__strand", "delegation__participation__partner").order_by("pk")
    people: dict[int, list[Delegate]] = defaultdict(list)
    for row in rows:
        if row.delegation.event.shown_period.days_known:
            people[row.delegation_id].append(row)
    if not people:
        return []
    states = completeness([row for some in people.values() for row in some])
    found = []
    for some in people.values():
        missing = sum(not states[row.pk].is_complete for row in some)
        if missing:
            found.append(WaitingDetails(some[0].delegation, len(some), missing))
    return found
