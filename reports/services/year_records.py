"""What the year of a pairing is read from: its journey, events, levels, signed agreements and numbers of contacts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import NotAllowed
from events.models import Event
from partnerships.enums import AT_ONE_HOUR
from partnerships.models import Agreement, Contact, LevelChange
from partnerships.rules import may_view_pairing
from partnerships.services.journeys import read_journeys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.access import Grants
    from core.periods import Period
    from partnerships.models import Pairing
    from partnerships.services.journeys import Journey


@dataclass(frozen=True)
class Records:
    """What a year is read from, whatever the year."""

    journey: Journey
    events: list[Event]
    changes: list[LevelChange]
    agreements: list[Agreement]
    contacts: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)

    @property
    def pairing(self) -> Pairing:
        """Whose they are."""
        return self.journey.pairing

    @property
    def years(self) -> list[int]:
        """The years in which anything lies."""
        edges = [
            *(edge for row in self.journey.milestones for edge in _edges(row.shown_period, row.baseline)),
            *(edge for row in self.events for edge in _edges(row.shown_period)),
            *(dt.date(year, month, 1) for year, month in self.contacts),
            *(row.on for row in self.changes),
            *(row.signed_on for row in self.agreements if row.signed_on),
        ]
        return sorted({edge.year for edge in edges})


def _edges(*periods: Period) -> Iterable[dt.date]:
    for period in periods:
        yield from (day for day in (period.first_day, period.last_day) if day)


def read_records(*, grants: Grants, pairing: Pairing, today: dt.date) -> Records:
    """In a constant number of queries. Raises NotAllowed for whoever does not read the pairing."""
    if not may_view_pairing(grants, pairing):
        raise NotAllowed
    (journey,) = read_journeys([pairing], today)
    events = Event.objects.visible_to(grants).of_pairing(pairing).select_related("strand").in_order()
    changes = LevelChange.objects.filter(project__pairing=pairing).select_related("project").order_by("on", "pk")
    agreements = Agreement.objects.visible_to(grants).filter(pairing=pairing).signed().order_by("signed_on", "pk")
    found = Records(journey, list(events), list(changes), list(agreements), _contacts(pairing))
    for change in found.changes:
        change.project.pairing = pairing
    for agreement in found.agreements:
        agreement.pairing = pairing
    return found


def _contacts(pairing: Pairing) -> dict[tuple[int, int], dict[str, int]]:
    """By year and month, the contacts of each side; where people met they count for both."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: {"eu": 0, "counterpart": 0})
    for side, kind, day in Contact.objects.standing().filter(pairing=pairing).values_list("side", "kind", "on"):
        sides = (side,) if side and kind not in AT_ONE_HOUR else ("eu", "counterpart")
        for one in sides:
            found[day.year, day.month][one] += 1
    return dict(found)


def usual_year(records: Records, today: dt.date) -> int:
    """The year of today while the pairing has anything in it, else the nearest one that has."""
    return min(records.years, key=lambda year: (abs(year - today.year), year), default=today.year)
