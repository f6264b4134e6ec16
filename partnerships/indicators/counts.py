"""The programme's own counts, computed whenever they are read, of what had happened by a day.

One definition per count says which rows it counts. The number on a page and the list behind it are both made
from it, so that they cannot differ.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Q, QuerySet, Sum, Value
from django.db.models import Count as CountOf

from core.columns import Column
from core.parts import parts
from partnerships.enums import BuiltIn, ProjectLevel, ResultKind, ResultUnit
from partnerships.milestones.selectors import DELAYED, ON_TIME, UNTOLD, days_late, once, with_delays
from partnerships.models import Agreement, Contact, Pairing, Project, ProjectResult, Strand

type Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of records that counts are made of; `pairing` is the way from a row to its pairing.

    `named` is what a list of them reads of other tables. `dealings` says that the rows are what passes
    between two sides: everybody in the strand reads how many there are, and only those read them whom the rows are
    `visible_to`. `reported` says that people report what is added up, so that nothing reported is not zero. Another
    app gives the `columns` of that list and its `order`.

    Rows that are of several pairings, or perhaps of none, are of one strand, at `strand`: `shared` gives each once for
    every pairing that it is of, whose number stands in the annotation `pairing`. In the strand such a row counts once.
    """

    name: str
    rows: Callable[[dt.date], QuerySet[Any]]
    pairing: str
    named: tuple[str, ...]
    dealings: bool = False
    reported: bool = False
    columns: tuple[Column, ...] = ()
    order: tuple[str, ...] = ()
    strand: str = ""
    shared: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None


@dataclass(frozen=True, slots=True)
class BuiltInCount:
    """Which rows of a source count; `summed` names what is added up instead of counting them.

    `once` leaves one of the rows that several pairings of a strand have alike.
    `remark` says of all rows of the source what the number does not tell, such as how many it leaves out.
    """

    slug: BuiltIn
    source: Source
    condition: Callable[[dt.date], Q]
    summed: str = ""
    once: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    remark: Callable[[Collection[Any]], str] | None = None

    @property
    def key(self) -> str:
        """Its name in a query."""
        return self.slug.replace("-", "_")

    def aggregate(self, today: dt.date) -> Aggregate:
        """Its number for a group of the source's rows."""
        condition = self.condition(today)
        return Sum(self.summed, filter=condition) if self.summed else CountOf("pk", filter=condition)

    def amount(self, row: Any) -> Number:
        """What one row adds to it."""
        return _number(getattr(row, self.summed)) or 0 if self.summed else 1


def _number(value: Any) -> Number | None:
    """Days as whole days; every other number as it is."""
    return value.days if isinstance(value, dt.timedelta) else value


def _of_level(*levels: str) -> Callable[[dt.date], Q]:
    return lambda _today: Q(level_then__in=levels)


def _results(kind: ResultKind, unit: ResultUnit) -> Callable[[dt.date], Q]:
    return lambda today: Q(kind=kind, unit=unit, achieved__isnull=False) & ~Q(as_of__gt=today)


def _names(path: str) -> tuple[str, ...]:
    return (f"{path}__strand", f"{path}__eu__partner", f"{path}__counterpart__partner")


PROJECTS = Source(
    "projects", Project.objects.on_day, "pairing", ("strand", "topic", *_names("pairing")), strand="strand"
)
AGREEMENTS = Source("agreements", Agreement.objects.signed, "pairing", _names("pairing"))
CONTACTS = Source(
    "contacts",
    lambda today: Contact.objects.active().filter(on__lte=today),
    "pairing",
    ("project", *_names("pairing")),
    dealings=True,
)
MILESTONES = Source("milestones", with_delays, "pairing", ("stage", *_names("pairing")))
RESULTS = Source(
    "results",
    lambda _today: ProjectResult.objects.all(),
    "project__pairing",
    ("project__strand", *_names("project__pairing")),
    reported=True,
    strand="project__strand",
)

_RESULTS = {
    BuiltIn.FIRMS: (ResultKind.FIRMS, ResultUnit.FIRMS),
    BuiltIn.JOBS: (ResultKind.JOBS, ResultUnit.JOBS),
    BuiltIn.FUNDING_EUR: (ResultKind.FUNDING, ResultUnit.EUR),
    BuiltIn.FUNDING_KRW: (ResultKind.FUNDING, ResultUnit.KRW),
    BuiltIn.CO2: (ResultKind.CO2, ResultUnit.TONNES),
    BuiltIn.PEOPLE: (ResultKind.PEOPLE, ResultUnit.PEOPLE),
}


@cache
def counts() -> dict[BuiltIn, BuiltInCount]:
    """Every count: our own, and those of records of apps further right."""
    found = [
        *(BuiltInCount(BuiltIn(level.value), PROJECTS, _of_level(level)) for level in ProjectLevel),
        BuiltInCount(BuiltIn.PILOTS, PROJECTS, _of_level(ProjectLevel.PILOTING, ProjectLevel.RUNNING)),
        BuiltInCount(BuiltIn.AGREEMENTS_SIGNED, AGREEMENTS, lambda _today: Q()),
        BuiltInCount(BuiltIn.CONTACTS, CONTACTS, lambda _today: Q()),
        BuiltInCount(BuiltIn.MILESTONES_ON_TIME, MILESTONES, lambda _today: Q(punctuality=ON_TIME)),
        BuiltInCount(
            BuiltIn.DAYS_OF_DELAY, MILESTONES, lambda _today: Q(punctuality=DELAYED), summed="late_by", once=once
        ),
        *(BuiltInCount(slug, RESULTS, _results(*what), summed="achieved") for slug, what in _RESULTS.items()),
        *parts().counts,
    ]
    return {count.slug: count for count in found}


def find_count(word: str) -> BuiltInCount | None:
    """The count by its word in addresses; None for an unknown one, and for one that nobody counts."""
    return counts().get(BuiltIn(word)) if word in BuiltIn.values else None


def rows_of(count: BuiltInCount, *, strand: Strand, pairing: Pairing | None = None, today: dt.date) -> QuerySet[Any]:
    """The rows behind a count, in a strand or one of its pairings, whoever asks."""
    rows = _within(count.source, strand, pairing, today).filter(count.condition(today))
    return count.once(rows) if count.once is not None and pairing is None else rows


def remark_on(count: BuiltInCount, *, strand: Strand, pairing: Pairing | None = None, today: dt.date) -> str:
    """What is to be said beside the number, whoever reads it; one query where there can be anything."""
    return count.remark(_within(count.source, strand, pairing, today)) if count.remark else ""


def _within(source: Source, strand: Strand, pairing: Pairing | None, today: dt.date) -> QuerySet[Any]:
    if source.shared is not None:
        rows = source.rows(today).filter(**{source.strand: strand})
        return source.shared(rows).filter(**{source.pairing: pairing.pk}) if pairing else rows
    scope = {source.pairing: pairing} if pairing else {source.strand or f"{source.pairing}__strand": strand}
    return source.rows(today).filter(**scope)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a count came to; `value` is None where nothing was reported, which is not zero.

    `unreported` milestones are neither on time nor late.
    """

    value: Number | None
    unreported: int = 0


def unknown_counts(values: Mapping[str, Number | None]) -> set[str]:
    """Of the two counts of people at events, by name and by head, what says nothing beside the other.

    Delegates are not called unreported where head counts are known, and head counts are told where there are any.
    """
    if values.get(BuiltIn.HEAD_COUNT) is None:
        return {BuiltIn.HEAD_COUNT.value}
    return {BuiltIn.PARTICIPANTS.value} if values.get(BuiltIn.PARTICIPANTS) is None else set()


def read_counts(
    *, strand: Strand, pairing: Pairing | None = None, today: dt.date, only: Collection[BuiltIn] | None = None
) -> dict[int | None, dict[BuiltIn, Reading]]:
    """The counts of a strand under None, and those of each pairing under its number; of one pairing, its alone.

    One query for each source (five of our own), however many pairings and projects there are; one more for what
    several pairings have alike.
    """
    groups: dict[int | None, dict[BuiltIn, Reading]] = {}
    asked_for = [count for slug, count in counts().items() if only is None or slug in only]
    for source in dict.fromkeys(count.source for count in asked_for):
        made = [count for count in asked_for if count.source is source]
        asked: dict[str, Aggregate] = {count.key: count.aggregate(today) for count in made}
        if source is MILESTONES:
            asked["unreported"] = CountOf("pk", filter=Q(punctuality=UNTOLD))
            asked["reported"] = CountOf("pk", filter=Q(punctuality__in=(ON_TIME, DELAYED)))
        rows = _within(source, strand, pairing, today).order_by()
        is_shared = source.shared is not None and pairing is None
        each = source.shared(rows) if source.shared is not None and pairing is None else rows
        counted = each.values_list(source.pairing).annotate(**asked)
        if is_shared:
            # Beside them the whole, in which what several pairings have counts once.
            whole = rows.annotate(of_none=Value(0, BigIntegerField())).values_list("of_none").annotate(**asked)
            counted = counted.union(whole, all=True).order_by()
        found = {key: dict(zip(asked, values, strict=True)) for key, *values in counted}
        whole_rows = [found.pop(0)] if is_shared else list(found.values())
        for count in made:
            for key, row in found.items():
                groups.setdefault(key, {})[count.slug] = _read(count, [row])
            of_strand = _read(count, whole_rows)
            if count.once is not None and pairing is None and of_strand.value is not None:
                of_strand = replace(of_strand, value=days_late(strand, today))
            groups.setdefault(None, {})[count.slug] = of_strand
    return groups


def _read(count: BuiltInCount, rows: Iterable[dict[str, Any]]) -> Reading:
    """Of the groups of rows: the sum of what is known of them."""
    rows = list(rows)
    known = [value for row in rows if (value := _number(row[count.key])) is not None]
    unreported = sum(row.get("unreported", 0) for row in rows)
    if count.source is MILESTONES:
        none_reported = unreported and not sum(row["reported"] for row in rows)
        return Reading(None if none_reported else sum(known), unreported)
    if count.source.reported and not known:
        return Reading(None)
    return Reading(sum(known))


def reading_of(groups: dict[int | None, dict[BuiltIn, Reading]], key: int | None, slug: BuiltIn) -> Reading:
    """A count of a pairing (or under None of the strand), also where it has no rows at all."""
    empty = Reading(None if counts()[slug].source.reported else 0)
    return groups.get(key, {}).get(slug, empty)
