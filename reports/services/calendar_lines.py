"""The periods of a strand as its calendar shows them: their state, and which cities have submitted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.folding import ByName
from core.periods import PartialDate, Period
from partnerships.models import Participation, Strand
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ProgressReport, ReportingPeriod
from reports.services.period_states import Standing, standings

MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One period: how it stands, how many cities of how many have submitted, and who has not while it is owed."""

    standing: Standing
    submitted: int
    cities: int
    missing: list[str]

    @property
    def period(self) -> ReportingPeriod:
        """The period itself."""
        return self.standing.period

    @property
    def days(self) -> Period:
        """The days that it covers."""
        return Period(PartialDate(self.period.starts_on), PartialDate(self.period.ends_on))

    @property
    def report(self) -> ProgressReport | None:
        """The newest issued report, which knows its period and strand."""
        report = self.standing.report
        if report is not None:
            report.period, report.strand = self.period, self.period.strand
        return report

    @property
    def shown_missing(self) -> list[str]:
        """The first of those who have not submitted."""
        return self.missing[:MOST_NAMES]

    @property
    def more_missing(self) -> int:
        """How many of them are not shown."""
        return max(len(self.missing) - MOST_NAMES, 0)


def calendar_lines(strand: Strand, periods: Sequence[ReportingPeriod], today: dt.date) -> list[CalendarLine]:
    """A line for each of the periods, in their order; three queries."""
    found = standings(periods, today)
    cities = {row.pk: row.partner.name for row in _cities(strand)}
    done: dict[int, set[int]] = defaultdict(set)
    rows = CityUpdate.objects.filter(period__in=[row.pk for row in periods], status__in=HANDED_IN)
    for period, participation in rows.values_list("period", "participation"):
        done[period].add(participation)
    return [
        CalendarLine(
            standing=found[row.pk],
            submitted=len(done[row.pk]),
            cities=len(cities),
            missing=[name for key, name in cities.items() if key not in done[row.pk]] if found[row.pk].is_owed else [],
        )
        for row in periods
    ]


def next_due(strand: Strand, today: dt.date) -> Standing | None:
    """The period whose report is owed or comes next; None where all are out or skipped. Two queries."""
    rows = list(ReportingPeriod.objects.filter(strand=strand).standing().in_order().select_related("strand"))
    open_ones = [one for one in standings(rows, today).values() if not one.is_locked]
    return open_ones[0] if open_ones else None


def _cities(strand: Strand) -> list[Participation]:
    rows = Participation.objects.filter(strand=strand).select_related("partner")
    return list(rows.order_by("-side", ByName("partner__"), "pk"))
