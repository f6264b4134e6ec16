"""Dates and periods that know how exact they are: a day, a month or a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _, pgettext_lazy

DAY, MONTH, YEAR = "day", "month", "year"
PRECISIONS = [
    (DAY, pgettext_lazy("exactness", "day")),
    (MONTH, pgettext_lazy("exactness", "month")),
    (YEAR, pgettext_lazy("exactness", "year")),
]
# The years that people can write: dates move by months and years, and what they move to must be a date too.
YEARS = range(1900, 2200)
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, only the month, or only the year is known."""

    day: dt.date
    precision: str = DAY

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; raises ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, month, day = found.groups()
        precision = DAY if day else MONTH if month else YEAR
        return cls(dt.date(int(year), int(month or 1), int(day or 1)), precision)

    @property
    def first_day(self) -> dt.date:
        """The first day it can mean."""
        if self.precision == DAY:
            return self.day
        if self.precision == MONTH:
            return self.day.replace(day=1)
        return self.day.replace(month=1, day=1)

    @property
    def last_day(self) -> dt.date:
        """The last day it can mean."""
        if self.precision == DAY:
            return self.day
        if self.precision == MONTH:
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day.replace(month=12, day=31)

    def iso(self) -> str:
        """The form the pack writes: its length is its precision."""
        return self.day.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[self.precision]]


@dataclass(frozen=True, slots=True)
class Period:
    """From a start to an end, each perhaps unknown; without an end it is the start alone."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def first_day(self) -> dt.date | None:
        """The first day the period can begin on."""
        edge = self.start or self.end
        return edge.first_day if edge else None

    @property
    def last_day(self) -> dt.date | None:
        """The last day the period can end on."""
        edge = self.end or self.start
        return edge.last_day if edge else None

    @property
    def days_known(self) -> bool:
        """Whether every date given is known to the day."""
        return all(edge.precision == DAY for edge in (self.start, self.end) if edge)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `iso` writes; raises ValueError for anything else."""
        start, slash, end = text.partition("/")
        return cls(PartialDate.parse(start) if start else None, PartialDate.parse(end) if slash and end else None)

    def iso(self) -> str:
        """Start and end as the pack writes them, with a slash between; the start alone where there is no end."""
        start, end = (edge.iso() if edge else "" for edge in (self.start, self.end))
        return f"{start}/{end}" if end else start

    def days_after(self, plan: Period) -> int:
        """By how many days its end lies after that of a plan, below 0 before it; 0 where nobody can say.

        A month or year stands for its last day in both, but only where the two ends cannot be the same day.
        """
        planned, came = plan.end or plan.start, self.end or self.start
        if planned is None or came is None:
            return 0
        apart = came.first_day > planned.last_day or came.last_day < planned.first_day
        return (came.last_day - planned.last_day).days if apart else 0

    def excludes(self, date: PartialDate) -> bool:
        """Whether none of the days that a date can mean is one of the period's: an edge that nobody knows is open."""
        too_early = self.start is not None and date.last_day < self.start.first_day
        return too_early or (self.end is not None and date.first_day > self.end.last_day)

    def in_order(self) -> bool:
        """Whether the first possible day is not after the last possible one."""
        first, last = self.first_day, self.last_day
        return first is None or last is None or first <= last


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a date moved: in days where both are known to the day, and in any case in whole months."""

    months: int
    days: int | None = None

    @classmethod
    def between(cls, old: PartialDate, new: PartialDate) -> Self:
        """From one date to another; of months and years the first days count."""
        first, second = old.first_day, new.first_day
        days = (second - first).days if old.precision == new.precision == DAY else None
        return cls((second.year - first.year) * 12 + second.month - first.month, days)


def covering(periods: Iterable[Period]) -> Period:
    """From the first to the last day that any of them can mean; each edge stays as exact as it is known."""
    edges = [edge for period in periods for edge in (period.start, period.end) if edge]
    if not edges:
        return Period()
    first = min(edges, key=lambda edge: (edge.first_day, edge.last_day))
    last = max(edges, key=lambda edge: (edge.last_day, edge.first_day))
    return Period(first, last if last != first else None)


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months from the one in which `first` lies to that of `last`, both included."""
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(begin, end + 1)]


def moved(period: Period, *, by: Shift) -> Period:
    """The period moved as far: by the same days, or by whole months where it or what moved it is known by month only.

    Each edge keeps how exact it is. A day that its new month lacks becomes the month's last. A year moves by
    whole years alone: a shift of some months leaves it, and leaves a period whose edges would cross.
    """
    exact = by.days is not None and period.days_known
    after = Period(*(_moved(edge, by, exact=exact) for edge in (period.start, period.end)))
    return after if after.in_order() else period


def moved_back(period: Period, *, before: Period | None, by: Shift) -> Period:
    """The period moved, or what it was before where a move as far the other way leads from there to it.

    So the 29th and the 31st of January, which both became the 28th of February, come back as they were.
    """
    other_way = Shift(-by.months, None if by.days is None else -by.days)
    return before if before and moved(before, by=other_way) == period else moved(period, by=by)


def _moved(edge: PartialDate | None, by: Shift, *, exact: bool) -> PartialDate | None:
    if edge is None:
        return None
    if exact and by.days is not None:
        return PartialDate(edge.day + dt.timedelta(days=by.days))
    if edge.precision == YEAR:
        years = abs(by.months) // 12 * (1 if by.months > 0 else -1)
        return PartialDate(edge.first_day.replace(year=edge.day.year + years), YEAR)
    year, month = divmod(edge.day.year * 12 + edge.day.month - 1 + by.months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return PartialDate(dt.date(year, month + 1, min(edge.day.day, last)), edge.precision)


def _date_columns(prefix: str, label: Any) -> dict[str, models.Field]:
    exactness = format_lazy("{} ({})", label, _("day, month or year"))
    return {
        prefix: models.DateField(label, null=True, blank=True),
        f"{prefix}_precision": models.CharField(exactness, max_length=5, choices=PRECISIONS, default=DAY, blank=True),
    }


class PartialDateFields:
    """Adds `<name>` and `<name>_precision` to a model, and `<name>_date` as a PartialDate."""

    def __init__(self, label: Any) -> None:
        self.label = label

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [self.name, f"{self.name}_precision"]

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Called by Django's metaclass: the columns are ordinary fields."""
        self.name = name
        for column, field in _date_columns(name, self.label).items():
            cls.add_to_class(column, field)
        setattr(cls, f"{name}_date", self)

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        day = getattr(row, self.name)
        return PartialDate(day, getattr(row, f"{self.name}_precision") or DAY) if day else None

    def __set__(self, row: Any, value: PartialDate | None) -> None:
        setattr(row, self.name, value.first_day if value else None)
        setattr(row, f"{self.name}_precision", value.precision if value else DAY)


class PeriodFields:
    """Adds a period's five columns to a model, and the period itself as an attribute.

    `forecast = PeriodFields(_("forecast"))` gives the columns `forecast_start`, `forecast_start_precision`,
    `forecast_end`, `forecast_end_precision`, `forecast_last_day` (stored for queries, kept by
    the assignment of the period) and the attribute `forecast`.
    """

    def __init__(self, label: Any) -> None:
        self.label = label

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        ends = ("start", "start_precision", "end", "end_precision", "last_day")
        return [f"{self.name}_{end}" for end in ends]

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Called by Django's metaclass: the columns are ordinary fields."""
        self.name = name
        self._edges = self.columns[:4]
        start, end, last = (format_lazy("{}: {}", self.label, edge) for edge in (_("start"), _("end"), _("last day")))
        columns = {**_date_columns(f"{name}_start", start), **_date_columns(f"{name}_end", end)}
        columns[f"{name}_last_day"] = models.DateField(last, null=True, blank=True, editable=False)
        for column, field in columns.items():
            cls.add_to_class(column, field)
        setattr(cls, name, self)

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        first, exactness, last, exactness_of_last = self._edges
        start, end = getattr(row, first), getattr(row, last)
        return Period(
            PartialDate(start, getattr(row, exactness) or DAY) if start else None,
            PartialDate(end, getattr(row, exactness_of_last) or DAY) if end else None,
        )

    def __set__(self, row: Any, period: Period) -> None:
        for edge in ("start", "end"):
            value: PartialDate | None = getattr(period, edge)
            setattr(row, f"{self.name}_{edge}", value.first_day if value else None)
            setattr(row, f"{self.name}_{edge}_precision", value.precision if value else DAY)
        setattr(row, f"{self.name}_last_day", period.last_day)


def dates_of(model: type[models.Model]) -> dict[str, PartialDateFields | PeriodFields]:
    """Each column that is a part of a date or period, and what it is a part of."""
    found = (getattr(model, name, None) for name in vars(model))
    return {
        column: dates
        for dates in found
        if isinstance(dates, PartialDateFields | PeriodFields)
        for column in dates.columns
    }


def period_in_order(model: str, name: str) -> models.CheckConstraint:
    """The database's own word that a period does not end before it starts."""
    return models.CheckConstraint(
        name=f"{model}_{name}_in_order",
        condition=Q(**{f"{name}_start": None})
        | Q(**{f"{name}_last_day": None})
        | Q(**{f"{name}_start__lte": F(f"{name}_last_day")}),
    )


def deviation(plan: Period, shown: Period) -> dict[str, Any] | None:
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


def _apart(planned: PartialDate | None, shown: PartialDate | None) -> dict[str, Any]:
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
