"""What a new reporting period most likely is: its kind, its days, its code, and when its report is due."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core import clock
from core.periods import YEARS
from partnerships.models import Strand
from reports.enums import PeriodKind
from reports.models import ReportingPeriod

# A report is due so long after the last day of its period.
UNTIL_DUE = dt.timedelta(weeks=4)
USUAL_MONTHS = 6
_DAYS_OF_MONTH = 30.4
# Words that addresses have for themselves where a period's code would stand.
RESERVED = frozenset({"terms", "periods", "add", "updates"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next period of a calendar."""

    kind: PeriodKind
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date


def propose_period(strand: Strand) -> Proposal:
    """What follows the last period of a strand, as long as that one was; the first begins with the strand.

    One that reaches the end of the strand is the final one. One query.
    """
    rows = list(ReportingPeriod.objects.filter(strand=strand).order_by("ends_on", "pk"))
    last = rows[-1] if rows else None
    ends = strand.ends_on_date
    if last is not None:
        starts = min(last.ends_on + dt.timedelta(days=1), dt.date(YEARS.stop - 2, 1, 1))
        months = max(round(((last.ends_on - last.starts_on).days + 1) / _DAYS_OF_MONTH), 1)
    else:
        starts = strand.starts_on_date.first_day if strand.starts_on_date else clock.today()
        months = USUAL_MONTHS
    until = _months_after(starts, months) - dt.timedelta(days=1)
    closing = ends is not None and starts <= ends.last_day <= until
    until = ends.last_day if ends is not None and closing else until
    kind = PeriodKind.FINAL if closing else PeriodKind.INTERIM if rows else PeriodKind.INCEPTION
    return Proposal(kind, starts, until, until + UNTIL_DUE)


def period_code(kind: str, taken: Iterable[str]) -> str:
    """The code of a new period: of interim ones with their number, of the others the kind, numbered from the second."""
    used: Collection[str] = RESERVED.union(taken)
    if kind != PeriodKind.INTERIM and kind not in used:
        return kind
    number = 1 if kind == PeriodKind.INTERIM else 2
    while f"{kind}-{number}" in used:
        number += 1
    return f"{kind}-{number}"


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of one that lacks it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
