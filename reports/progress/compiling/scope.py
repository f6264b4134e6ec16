"""What a snapshot is compiled of, in which period something is told, and how far it came from the first plan.

A date that is known by month or year only stays one: nothing here makes a day of it that anybody would read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import clock
from core.periods import DAY, PartialDate, Period
from partnerships.enums import MilestoneStatus
from reports.progress.compiling.plain import Plain, both, iso, pairing_name, sides_of

if TYPE_CHECKING:
    from partnerships.models import Milestone, Pairing, Strand
    from reports.models import ReportingPeriod


@dataclass(frozen=True, slots=True)
class Scope:
    """A period of a strand, of all its pairings or of one; read at the moment `as_of`.

    `pairings` are those in it, with names, in the order of their codes; `previous` is the snapshot of the report on
    the period before in the same scope, or None.
    """

    strand: Strand
    period: ReportingPeriod
    pairings: tuple[Pairing, ...]
    as_of: dt.datetime
    pairing: Pairing | None = None
    previous: Mapping[str, Any] | None = None

    @property
    def first_day(self) -> dt.date:
        return self.period.starts_on

    @property
    def last_day(self) -> dt.date:
        """The last day that is reported: that of the period, or the day of reading where the period still runs.

        Every figure is as of it: what is dated later is told by the report on the next period.
        """
        return self.period.last_day_given(clock.day_of(self.as_of))

    @property
    def until(self) -> dt.datetime:
        return min(clock.end_of(self.last_day), self.as_of)

    def covers(self, day: dt.date | None) -> bool:
        return self.period.covers(day, self.last_day)


def pairings_of(scope: Scope) -> list[Plain]:
    """The pairings of a scope with the names of their partners by side."""
    return [
        {
            "code": pairing.code,
            "name": pairing_name(pairing),
            "status": pairing.status,
            "url": pairing.get_absolute_url(),
            **{side: both(partner, "name") for side, partner in pairing.partners},
        }
        for pairing in scope.pairings
    ]


def frame(scope: Scope, *more: str) -> Plain:
    """What a section has of its scope: whether it is of one pairing, the pairings; `more` are today, period, sides."""
    found = {
        "today": iso(scope.last_day),
        "period": {"start": iso(scope.first_day), "end": iso(scope.last_day)},
        "sides": sides_of(scope.strand),
    }
    return {
        "of_pairing": scope.pairing is not None,
        "pairings": pairings_of(scope),
        **{name: found[name] for name in more},
    }


def day_of_end(period: Period, strand: Strand) -> dt.date | None:
    """The one day by which a period of time is placed: its last possible day.

    Where it is known by month or year only, no later than the strand ends, so that reporting periods that follow each
    other through the strand tell it once.
    """
    edge = period.end or period.start
    if edge is None or edge.precision == DAY:
        return edge.last_day if edge else None
    day = edge.last_day
    if strand.ends_on_date and edge.first_day <= strand.ends_on_date.last_day < day:
        day = strand.ends_on_date.last_day
    return day


def as_they_were(milestones: Iterable[Milestone], scope: Scope) -> None:
    """Tell milestones as of the last day reported, as the portal's counts do: what was done later is open still."""
    for row in milestones:
        if row.status == MilestoneStatus.DONE and row.is_open_on(scope.last_day):
            row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""


def lies_in(period: Period, scope: Scope, *, until: dt.date | None = None) -> bool:
    """Whether it ended, or ends, in the days of a scope; `until` is the last of them, if another than the scope's."""
    day = day_of_end(period, scope.strand)
    return day is not None and scope.first_day <= day <= (until or scope.last_day)


def deviation(plan: Period, shown: Period) -> Plain | None:
    """How far start and end came from the plan: in days where the day is known, else in whole months; later is above 0.

    What lies within a plan of months or years is as planned: nobody had said more. None without a plan, or without
    anything to hold against it.
    """
    if not plan or not shown:
        return None
    if not (plan.days_known and shown.days_known) and _within(shown, plan):
        return {"start": {"days": 0}, "end": {"days": 0}}
    first, last = shown.start or shown.end, shown.end or shown.start
    planned_first, planned_last = plan.start or plan.end, plan.end or plan.start
    return {"start": _apart(planned_first, first), "end": _apart(planned_last, last)}


def _within(shown: Period, plan: Period) -> bool:
    days = (plan.first_day, shown.first_day, shown.last_day, plan.last_day)
    known = [day for day in days if day is not None]
    return len(known) == len(days) and known == sorted(known)


def _apart(planned: PartialDate | None, shown: PartialDate | None) -> Plain:
    """`days` or `months` between two edges, of which one is 0 where nothing can be said against the plan."""
    if planned is None or shown is None:
        return {"days": 0}
    later, earlier = shown.first_day > planned.last_day, shown.last_day < planned.first_day
    if shown.precision == DAY:
        day = shown.day
        return {"days": (day - planned.last_day).days if later else (day - planned.first_day).days if earlier else 0}
    if not later and not earlier:
        return {"months": 0}
    return {"months": (shown.day.year - planned.day.year) * 12 + shown.day.month - planned.day.month}
