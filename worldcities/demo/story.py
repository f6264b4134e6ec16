"""How the invented story happens: on days before today, each act by one of its people, by the portal's services."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from core import clock
from core.periods import DAY, MONTH, PartialDate, Period
from events.models import Event
from partnerships.models import Milestone, Pairing, Participation, Project, Strand
from partnerships.people.selectors import read_grants

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

MONTHS = 12


class Acting(TypedDict):
    """What each service asks for: who acts, and what this person may do on that day."""

    by: User
    grants: Grants


# When an act happens, and the person by the box of the address.
type Turn = tuple[dt.datetime, str]
# A thread of the story: it yields the turn of its next act, and goes on once it is that moment.
type Thread = Generator[Turn, Acting]


@dataclass(frozen=True, slots=True)
class Story:
    """The invented strand with its people, seen from today. Days count from today, the past below zero."""

    strand: Strand
    today: dt.date
    people: dict[str, User]

    def on(self, day: dt.date | int, who: str, hour: int = 9, minute: int = 0) -> Turn:
        """The turn of a person at an hour of the own place."""
        zone = self.people[who].time_zone
        at = dt.time(hour, minute)
        return dt.datetime.combine(self.date(day), at, ZoneInfo(zone) if zone else clock.STRAND_ZONE), who

    def date(self, day: dt.date | int) -> dt.date:
        """A day that is given as such, or counted from today."""
        return self.day(day) if isinstance(day, int) else day

    def day(self, days: int) -> dt.date:
        """So many days from today; where that is a weekend, the Friday before."""
        day = self.today + dt.timedelta(days)
        return day - dt.timedelta(max(0, day.weekday() - 4))

    @property
    def launch(self) -> dt.date:
        """The Tuesday on which it began: some fifteen weeks ago, so that today lies in the middle of the six months."""
        day = self.today - dt.timedelta(105)
        return day - dt.timedelta((day.weekday() - 1) % 7)

    def after_launch(self, days: int) -> dt.date:
        """So many days after the launch."""
        return self.launch + dt.timedelta(days)

    def pairing(self, code: str) -> Pairing:
        """A pairing of the strand with all that its name needs."""
        return Pairing.objects.with_names().get(strand=self.strand, code=code)

    def partner(self, code: str) -> Participation:
        """A partner of the strand."""
        return Participation.objects.select_related("partner", "strand").get(strand=self.strand, partner__code=code)

    def milestone(self, pairing: str, code: str) -> Milestone:
        """A milestone as it is now."""
        return Milestone.objects.select_related(
            "stage", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        ).get(pairing__strand=self.strand, pairing__code=pairing, code=code)

    def project(self, code: str) -> Project:
        """A project as it is now."""
        return Project.objects.with_names().get(strand=self.strand, code=code)

    def event(self, title_en: str) -> Event:
        """An event as it is now, by its English title; services read the rest when they lock it."""
        return Event.objects.select_related("strand").get(strand=self.strand, title_en=title_en)

    def happen(self, threads: Iterable[Thread]) -> None:
        """Let each act happen at its moment, whichever thread it is of: what is frozen holds what was known by then."""
        waiting = [(next(thread), number, thread) for number, thread in enumerate(threads)]
        heapq.heapify(waiting)
        while waiting:
            (moment, who), number, thread = heapq.heappop(waiting)
            with clock.fixed_at(moment):
                try:
                    turn = thread.send(Acting(by=self.people[who], grants=read_grants(self.people[who])))
                except StopIteration:
                    continue
            heapq.heappush(waiting, (turn, number, thread))


def days(first: dt.date, last: dt.date | None = None) -> Period:
    """A period whose days are known."""
    return Period(PartialDate(first, DAY), PartialDate(last, DAY) if last else None)


def month(day: dt.date, ahead: int = 0) -> PartialDate:
    """The month so many months after a day's own."""
    at = day.year * MONTHS + day.month - 1 + ahead
    return PartialDate(dt.date(at // MONTHS, at % MONTHS + 1, 1), MONTH)
