"""How the invented story is told: on a day before today, by one of its people, through the portal's own services."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from core import clock
from core.periods import DAY, MONTH, PartialDate, Period
from partnerships.models import Milestone, Pairing, Strand
from partnerships.services.grants import read_grants

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

MONTHS = 12

# A thread of the story: before each act it gives the day on which the act happens, and waits for its turn.
type Thread = Generator[dt.date]


class Acting(TypedDict):
    """What each service asks for: who acts, and what this person may do on that day."""

    by: User
    grants: Grants


@dataclass(frozen=True, slots=True)
class Story:
    """The invented strand with its people, seen from today. Days count from today, the past below zero."""

    strand: Strand
    today: dt.date
    people: dict[str, User]

    @contextmanager
    def on(self, day: dt.date | int, who: str, hour: int = 9, minute: int = 0) -> Iterator[Acting]:
        """Let a person act at an hour of the own place; gives what a service needs to know of the person."""
        person = self.people[who]
        zone = ZoneInfo(person.time_zone) if person.time_zone else clock.STRAND_ZONE
        with self.at(dt.datetime.combine(self.date(day), dt.time(hour, minute), zone), who) as acting:
            yield acting

    @contextmanager
    def at(self, moment: dt.datetime, who: str) -> Iterator[Acting]:
        """Let a person act at a moment."""
        with clock.standing_at(moment):
            yield Acting(by=self.people[who], grants=read_grants(self.people[who]))

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

    def milestone(self, pairing: str, code: str) -> Milestone:
        """A milestone as it stands now."""
        return Milestone.objects.select_related(
            "stage", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        ).get(pairing__strand=self.strand, pairing__code=pairing, code=code)


def days(first: dt.date, last: dt.date | None = None) -> Period:
    """A period whose days are known."""
    return Period(PartialDate(first, DAY), PartialDate(last, DAY) if last else None)


def month(day: dt.date, ahead: int = 0) -> PartialDate:
    """The month so many months after a day's own."""
    at = day.year * MONTHS + day.month - 1 + ahead
    return PartialDate(dt.date(at // MONTHS, at % MONTHS + 1, 1), MONTH)


def tell(threads: Iterable[Thread]) -> None:
    """Let each act happen on its day, whichever thread it stands in: what is frozen holds what was known by then."""
    waiting: list[tuple[dt.date, int, Thread]] = []
    for number, thread in enumerate(threads):
        _wait(waiting, number, thread)
    while waiting:
        _day, number, thread = heapq.heappop(waiting)
        _wait(waiting, number, thread)


def _wait(waiting: list[tuple[dt.date, int, Thread]], number: int, thread: Thread) -> None:
    day = next(thread, None)
    if day is not None:
        heapq.heappush(waiting, (day, number, thread))
