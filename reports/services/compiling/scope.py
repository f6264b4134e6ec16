"""What a snapshot is compiled of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import clock

if TYPE_CHECKING:
    from partnerships.models import Pairing, Strand
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
        """The first day that is reported."""
        return self.period.starts_on

    @property
    def last_day(self) -> dt.date:
        """The last day that is reported: that of the period, or the day of reading where the period still runs.

        Every figure is as of it: what is dated later is told by the report on the next period.
        """
        return self.period.last_day_told(clock.day_of(self.as_of))

    @property
    def until(self) -> dt.datetime:
        """The last moment that is reported."""
        return min(clock.end_of(self.last_day), self.as_of)

    def covers(self, day: dt.date | None) -> bool:
        """Whether a day lies in what is reported."""
        return self.period.covers(day, self.last_day)
