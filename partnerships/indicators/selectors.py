"""Where the figures of a strand stand: baseline, target, now, and the way between; of pairings and the strand.

The value of the strand for an entered indicator is the one that the office enters for the strand as a whole:
those of its pairings are not added up, since not everything that is measured can be.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy, pgettext

from core.access import Grants
from core.formats import format_counted, format_money, format_number, format_percent
from partnerships.enums import BuiltIn, Direction, IndicatorLevel, ResultUnit
from partnerships.indicators.counts import Number, Reading, counts, read_counts, reading_of, unknown_counts
from partnerships.milestones.selectors import DEFINITION
from partnerships.models import Indicator, Measurement, Pairing, Strand, Target

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
    BuiltIn.IDENTIFIED: (_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.EXPLORING: (_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.AGREED: (_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.PILOTING: (_PROJECTS, _OUTCOME, _ON_LEVEL),
    BuiltIn.RUNNING: (_PROJECTS, _OUTCOME, _ON_LEVEL),
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
    def bar(self) -> float | None:
        """How long the bar of its way is: 0 at the baseline, 118.5 at the target; more or less is cut off."""
        return None if self.share is None else round(min(max(float(self.share), 0.0), 1.0) * 118.5, 1)

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
