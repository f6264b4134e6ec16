"""Where the figures of a strand stand: baseline, target, now, and the way between; of pairings and the strand.

The value of the strand for an entered indicator is the one that the office enters for the strand as a whole:
those of its pairings are not added up, since not everything that is measured can be.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from math import floor
from typing import Any

from django.db.models import Aggregate, BigIntegerField, Count as CountOf, Q, QuerySet, Sum, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, npgettext_lazy, pgettext

from core.access import Grants
from core.columns import Column
from core.formats import format_counted, format_money, format_number, format_percent
from core.parts import parts
from partnerships.enums import BuiltIn, Direction, IndicatorLevel, ProjectLevel, ResultKind, ResultUnit
from partnerships.milestones.selectors import DEFINITION, DELAYED, ON_TIME, UNTOLD, days_late, once, with_delays
from partnerships.models import (
    Agreement,
    Contact,
    Indicator,
    Measurement,
    Pairing,
    Project,
    ProjectResult,
    Strand,
    Target,
)
from partnerships.querysets import pairing_names

# The programme's own counts, computed whenever they are read, of what had happened by a day. One definition per count
# says which rows it counts: the number on a page and the list behind it are both made from it, and cannot differ.

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


PROJECTS = Source("projects", Project.objects.on_day, "pairing", ("strand", "topic", *pairing_names()), strand="strand")
AGREEMENTS = Source("agreements", Agreement.objects.signed, "pairing", pairing_names())
CONTACTS = Source(
    "contacts",
    lambda today: Contact.objects.active().filter(on__lte=today),
    "pairing",
    ("project", *pairing_names()),
    dealings=True,
)
MILESTONES = Source("milestones", with_delays, "pairing", ("stage", *pairing_names()))
RESULTS = Source(
    "results",
    lambda _today: ProjectResult.objects.all(),
    "project__pairing",
    ("project__strand", *pairing_names("project__pairing__")),
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
        share = source.shared if pairing is None else None
        counted = (share(rows) if share else rows).values_list(source.pairing).annotate(**asked)
        if share:
            # Beside them the whole, in which what several pairings have counts once.
            whole = rows.annotate(of_none=Value(0, BigIntegerField())).values_list("of_none").annotate(**asked)
            counted = counted.union(whole, all=True).order_by()
        found = {key: dict(zip(asked, values, strict=True)) for key, *values in counted}
        whole_rows = [found.pop(0)] if share else list(found.values())
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
    none_reported = count.source.reported and not known
    if count.source is MILESTONES:
        none_reported = bool(unreported) and not sum(row["reported"] for row in rows)
    return Reading(None if none_reported else sum(known), unreported)


def reading_of(groups: dict[int | None, dict[BuiltIn, Reading]], key: int | None, slug: BuiltIn) -> Reading:
    """A count of a pairing (or under None of the strand), also where it has no rows at all."""
    empty = Reading(None if counts()[slug].source.reported else 0)
    return groups.get(key, {}).get(slug, empty)


# Figures: counts, and what people enter.

_PROJECTS = npgettext_lazy("unit", "project", "projects")
_MILESTONES = npgettext_lazy("unit", "milestone", "milestones")
_DAYS = npgettext_lazy("unit", "day", "days")
_PEOPLE = npgettext_lazy("unit", "person", "people")
_ON_LEVEL = _("Cooperation projects now on this level.")
_RESULT = _(
    "What cooperation projects have achieved, each as of its own day, even where a project is no longer pursued. "
    "A project that has reported nothing adds nothing; if none has, the figure is “not reported”."
)
_OUTPUT, _OUTCOME, _IMPACT = IndicatorLevel.OUTPUT, IndicatorLevel.OUTCOME, IndicatorLevel.IMPACT

# How a count is read: unit (by the number, but for money), level and definition, as an entered indicator has them.
LABELS: dict[BuiltIn, tuple[Any, IndicatorLevel, Any]] = {
    **dict.fromkeys((BuiltIn.IDENTIFIED, BuiltIn.EXPLORING, BuiltIn.AGREED), (_PROJECTS, _OUTPUT, _ON_LEVEL)),
    **dict.fromkeys((BuiltIn.PILOTING, BuiltIn.RUNNING), (_PROJECTS, _OUTCOME, _ON_LEVEL)),
    BuiltIn.NOT_PURSUED: (_PROJECTS, _OUTPUT, _("Cooperation projects that the two sides decided not to pursue.")),
    BuiltIn.PILOTS: (
        _PROJECTS,
        _OUTCOME,
        _("Cooperation projects that are piloting or running now: both levels together."),
    ),
    BuiltIn.AGREEMENTS_SIGNED: (
        npgettext_lazy("unit", "agreement", "agreements"),
        _OUTPUT,
        _(
            "Agreements of any kind that both sides signed since the strand began, also those that have lapsed since. "
            "What they signed before is not counted."
        ),
    ),
    BuiltIn.CONTACTS: (
        npgettext_lazy("unit", "contact", "contacts"),
        _OUTPUT,
        _(
            "Calls, mails, messages, meetings and visits that the two sides have recorded, without withdrawn ones. "
            "Everybody in the strand sees how many there are; what was said is read by the two sides, "
            "programme staff and the contracting authority."
        ),
    ),
    BuiltIn.MILESTONES_ON_TIME: (
        _MILESTONES,
        _OUTPUT,
        _(
            "Milestones done whose actual last day is not after the last day of their baseline. Where the actual "
            "date is known by month only, it is on time if that last day is within the month or later. "
            "Milestones not reported are left out of both figures."
        ),
    ),
    BuiltIn.DAYS_OF_DELAY: (_DAYS, _OUTPUT, DEFINITION),
    BuiltIn.FIRMS: (npgettext_lazy("unit", "firm", "firms"), _OUTPUT, _RESULT),
    BuiltIn.JOBS: (
        npgettext_lazy("unit", "job (full-time equivalent)", "jobs (full-time equivalents)"),
        _OUTCOME,
        _RESULT,
    ),
    BuiltIn.FUNDING_EUR: (ResultUnit.EUR.label, _OUTCOME, _RESULT),
    BuiltIn.FUNDING_KRW: (ResultUnit.KRW.label, _OUTCOME, _RESULT),
    BuiltIn.CO2: (npgettext_lazy("unit", "tonne of CO2 a year", "tonnes of CO2 a year"), _IMPACT, _RESULT),
    BuiltIn.PEOPLE: (_PEOPLE, _OUTCOME, _RESULT),
    BuiltIn.MEETINGS: (
        npgettext_lazy("unit", "event", "events"),
        _OUTPUT,
        _("Events that were held, each once, however many days they took."),
    ),
    BuiltIn.PARTICIPANTS: (
        _PEOPLE,
        _OUTPUT,
        _("Delegates who attended the events that were held; who attended two is counted twice."),
    ),
    BuiltIn.HEAD_COUNT: (
        _PEOPLE,
        _OUTPUT,
        _(
            "People whom sources count at events that were held: of each event the largest number, at its lower end, "
            "or the numbers of both sides together where they are more. Who came to two events is counted twice."
        ),
    ),
    BuiltIn.DAYS: (
        _DAYS,
        _OUTPUT,
        _(
            "The days of events that were held, added up, first and last day included. Events on the same days count "
            "each; one without known days adds nothing."
        ),
    ),
}

_LESS_IS_BETTER = {BuiltIn.NOT_PURSUED, BuiltIn.DAYS_OF_DELAY}
_MONEY = {BuiltIn.FUNDING_EUR: "EUR", BuiltIn.FUNDING_KRW: "KRW"}


def unit_label(count: BuiltIn, value: Decimal | float = 0) -> str:
    """What so many of a count are: project, projects. Without a number what they are all counted in."""
    unit, _level, _definition = LABELS[count]
    return str(unit if count in _MONEY else unit % (1 if value == 1 else 2))


def value_label(count: BuiltIn, value: Decimal | float) -> str:
    """A value of a count with its unit: 12 projects, 1 agreement; money as it is written: EUR 12 500, 12,500유로."""
    number = Decimal(str(value))
    if currency := _MONEY.get(count):
        return format_money(number, currency)
    return format_counted(format_number(number), unit_label(count, number))


@dataclass(frozen=True)
class Line:
    """One figure of one scope (a pairing, or the strand where it is None), as tables and files tell it."""

    pairing: Pairing | None
    figure: BuiltIn | Indicator
    now: Number | None
    measurement: Measurement | None = None
    unreported: int = 0
    target: Target | None = None

    @property
    def is_count(self) -> bool:
        """Whether the portal counts it itself."""
        return not isinstance(self.figure, Indicator)

    @property
    def slug(self) -> str:
        """Its word in addresses."""
        return self.figure.code if isinstance(self.figure, Indicator) else self.figure.value

    @property
    def query(self) -> str:
        """What names its scope in addresses."""
        return f"?pairing={self.pairing.code}" if self.pairing else ""

    @property
    def name(self) -> str:
        """What it is called, in the reader's language where it has it."""
        return self.figure.name if isinstance(self.figure, Indicator) else str(self.figure.label)

    @property
    def as_of(self) -> dt.date | None:
        """The day of the value that was entered."""
        return self.measurement.on if self.measurement else None

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return unit_of(self.figure)

    @property
    def direction(self) -> Direction:
        """Whether more is better, or less."""
        return direction_of(self.figure)

    @property
    def level(self) -> IndicatorLevel:
        """How far along the chain of results it measures."""
        found = self.figure.level if isinstance(self.figure, Indicator) else LABELS[self.figure][1]
        return IndicatorLevel(found)

    @property
    def baseline(self) -> Number | None:
        """Where it started. A count on which more is better starts at nothing unless another baseline is set."""
        if self.target is not None and self.target.baseline is not None:
            return self.target.baseline
        return 0 if self.is_count and self.direction == Direction.UP else None

    @property
    def target_value(self) -> Number | None:
        """Where it is to arrive."""
        return self.target.target if self.target else None

    @property
    def reached(self) -> bool | None:
        """Whether it has arrived: where less is better, at or below the target. None where either is not known."""
        if self.target_value is None or self.now is None:
            return None
        return self.now <= self.target_value if self.direction == Direction.DOWN else self.now >= self.target_value

    @property
    def share(self) -> Decimal | None:
        """How far it has come: 0 at the baseline and 1 at the target, less than 0 where it went backwards."""
        if self.reached is None or self.baseline is None:
            return None
        if self.baseline == self.target_value:
            return Decimal(1 if self.reached else -1)
        return Decimal(self.now - self.baseline) / Decimal(self.target_value - self.baseline)  # type: ignore[operator]

    @property
    def percent(self) -> int | None:
        """The same in whole hundredths, rounded down: 100 is not said before the target is reached."""
        return None if self.share is None else floor(self.share * 100)

    @property
    def way_label(self) -> str:
        """The way travelled in words; empty where it is not known."""
        if self.reached is None:
            return ""
        if self.reached:
            return pgettext("way to a target", "Target reached")
        if self.percent is None:
            return pgettext("way to a target", "Target not reached")
        if self.percent < 0:
            return pgettext("way to a target", "Farther away than at the start")
        return format_percent(self.percent)

    @property
    def definition(self) -> str:
        """What is counted, and what is not."""
        return self.figure.definition if isinstance(self.figure, Indicator) else definition_of(self.figure)


_CODE = re.compile(r"[-a-zA-Z0-9_]{1,80}", re.ASCII)


def find_pairing(grants: Grants, strand: Strand, code: str) -> Pairing | None:
    """The pairing of a strand whose figures are asked for; None for one that the reader may not know of."""
    if not _CODE.fullmatch(code):
        return None
    return Pairing.objects.visible_to(grants).with_names().filter(strand=strand, code=code).first()


def find_indicator(strand: Strand, code: str) -> Indicator | None:
    """One of the library of the strand's programme."""
    return Indicator.objects.filter(programme=strand.programme_record_id, code=code).first()


def find_target(*, strand: Strand, pairing: Pairing | None, figure: BuiltIn | Indicator) -> Target:
    """Baseline and target of a figure in a pairing, or (None) in the strand as a whole; without any, those to come."""
    what = {"indicator": figure} if isinstance(figure, Indicator) else {"built_in": figure.value}
    facts = {"strand": strand, "pairing": pairing, **what}
    row = Target.objects.filter(**facts).first() or Target()
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def figure_url(name: str, strand: Strand, *more: object, pairing: Pairing | None = None) -> str:
    """An address below the strand's figures; a pairing goes along as `?pairing=`."""
    query = {"pairing": pairing.code} if pairing else None
    return reverse(f"partnerships:{name}", args=[strand.code, *more], query=query)


def shown(value: Decimal | float | None) -> str:
    """A number as people read it."""
    return "" if value is None else format_number(Decimal(str(value)))


def unit_of(figure: BuiltIn | Indicator) -> str:
    """What a count or an indicator is counted in."""
    return figure.unit if isinstance(figure, Indicator) else unit_label(figure)


def direction_of(figure: BuiltIn | Indicator) -> Direction:
    """Whether more is better, or less, of a count or an indicator."""
    if isinstance(figure, Indicator):
        return Direction(figure.direction)
    return Direction.DOWN if figure in _LESS_IS_BETTER else Direction.UP


def definition_of(count: BuiltIn) -> str:
    _unit, _level, definition = LABELS[count]
    return str(definition)


def read_lines(*, strand: Strand, pairing: Pairing | None = None, today: dt.date) -> list[Line]:
    """All figures of a pairing, or (without one) of the strand as a whole: counts first, in constant queries.

    An indicator that is no longer measured stands last, and only where it has a value.
    """
    groups = read_counts(strand=strand, pairing=pairing, today=today)
    return list(read_lines_of([pairing], groups, today, strand=strand, pairing=pairing))


def read_all_lines(*, strand: Strand, pairings: Sequence[Pairing], today: dt.date) -> Iterator[Line]:
    """The strand's figures and those of each pairing, for a file; as many queries as for one pairing."""
    return read_lines_of([None, *pairings], read_counts(strand=strand, today=today), today, strand=strand)


def read_lines_of(
    scopes: Sequence[Pairing | None], groups: dict[int | None, dict[BuiltIn, Reading]], today: dt.date, **where: Any
) -> Iterator[Line]:
    """Of pairings, and of the strand (None), what was counted; `where` is where targets and values are looked for."""
    targets = {(row.pairing_id, row.indicator_id or row.built_in): row for row in Target.objects.filter(**where)}
    entered = Measurement.objects.active().filter(**where, on__lte=today).newest()
    newest = {(row.pairing_id, row.indicator_id): row for row in entered}
    library = Indicator.objects.filter(programme=where["strand"].programme_record_id).order_by("code")
    indicators = sorted(library, key=lambda row: row.ended_on is not None)
    for pairing in scopes:
        key = pairing.pk if pairing else None
        readings = {slug: reading_of(groups, key, slug) for slug in counts()}
        left_out = unknown_counts({slug: reading.value for slug, reading in readings.items()})
        for slug, reading in readings.items():
            target = targets.get((key, slug.value))
            if slug not in left_out or target is not None:
                yield Line(pairing, slug, reading.value, unreported=reading.unreported, target=target)
        for indicator in indicators:
            row = newest.get((key, indicator.pk))
            if indicator.ended_on is None or row is not None:
                target = targets.get((key, indicator.pk))
                yield Line(pairing, indicator, row.value if row else None, row, target=target)


def lines_of_indicator(*, strand: Strand, indicator: Indicator, pairings: Sequence[Pairing]) -> list[Line]:
    """One indicator in the strand and in those pairings; two queries."""
    where = {"strand": strand, "indicator": indicator}
    targets = {row.pairing_id: row for row in Target.objects.filter(**where)}
    newest = {row.pairing_id: row for row in Measurement.objects.active().filter(**where).newest()}
    found = []
    for pairing in (None, *pairings):
        key = pairing.pk if pairing else None
        row = newest.get(key)
        found.append(Line(pairing, indicator, row.value if row else None, row, target=targets.get(key)))
    return found
