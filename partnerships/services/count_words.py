"""What the programme's own counts mean: unit, direction, level of the chain of results, definition."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from core.formats import format_counted, format_money, format_number
from partnerships.enums import BuiltIn, Direction, IndicatorLevel, ResultUnit
from partnerships.services.delays import DEFINITION


@dataclass(frozen=True, slots=True)
class CountWords:
    """How a count is read; the same facts as an entered indicator has. Its unit goes by the number, but for money."""

    unit: Any
    level: IndicatorLevel
    definition: Any
    direction: Direction = Direction.UP


_PROJECTS = npgettext_lazy("unit", "project", "projects")
_MILESTONES = npgettext_lazy("unit", "milestone", "milestones")
_DAYS = npgettext_lazy("unit", "day", "days")
_PEOPLE = npgettext_lazy("unit", "person", "people")
_ON_LEVEL = _("Cooperation projects that stand on this level now.")
_RESULT = _(
    "What cooperation projects have achieved, each as of its own day, also where a project is not pursued any more. "
    "A project that has reported nothing adds nothing; where none has, the figure is not reported, which is not zero."
)
_OUTPUT, _OUTCOME, _IMPACT = IndicatorLevel.OUTPUT, IndicatorLevel.OUTCOME, IndicatorLevel.IMPACT

WORDS: dict[BuiltIn, CountWords] = {
    BuiltIn.IDENTIFIED: CountWords(_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.EXPLORING: CountWords(_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.AGREED: CountWords(_PROJECTS, _OUTPUT, _ON_LEVEL),
    BuiltIn.PILOTING: CountWords(_PROJECTS, _OUTCOME, _ON_LEVEL),
    BuiltIn.RUNNING: CountWords(_PROJECTS, _OUTCOME, _ON_LEVEL),
    BuiltIn.NOT_PURSUED: CountWords(
        _PROJECTS, _OUTPUT, _("Cooperation projects that the two sides decided not to pursue."), Direction.DOWN
    ),
    BuiltIn.PILOTS: CountWords(
        _PROJECTS, _OUTCOME, _("Cooperation projects that are piloting or running now: both levels together.")
    ),
    BuiltIn.AGREEMENTS_SIGNED: CountWords(
        npgettext_lazy("unit", "agreement", "agreements"),
        _OUTPUT,
        _(
            "Agreements of any kind that both sides signed since the strand began, also those that have lapsed since. "
            "What they signed before is not counted."
        ),
    ),
    BuiltIn.CONTACTS: CountWords(
        npgettext_lazy("unit", "contact", "contacts"),
        _OUTPUT,
        _(
            "Calls, mails, messages, meetings and visits that the two sides have recorded, without withdrawn ones. "
            "Everybody in the strand sees how many there are; what was said is read by the two sides, "
            "programme staff and the contracting authority."
        ),
    ),
    BuiltIn.MILESTONES_ON_TIME: CountWords(
        _MILESTONES,
        _OUTPUT,
        _(
            "Milestones done whose actual last day is not after the last day of their baseline. Where the actual date "
            "is known by month only, it is on time if that last day lies within the month or later. "
            "Milestones not reported are counted apart, never as on time or late."
        ),
    ),
    BuiltIn.DAYS_OF_DELAY: CountWords(
        _DAYS,
        _OUTPUT,
        DEFINITION,
        Direction.DOWN,
    ),
    BuiltIn.FIRMS: CountWords(npgettext_lazy("unit", "firm", "firms"), _OUTPUT, _RESULT),
    BuiltIn.JOBS: CountWords(
        npgettext_lazy("unit", "job (full-time equivalent)", "jobs (full-time equivalents)"), _OUTCOME, _RESULT
    ),
    BuiltIn.FUNDING_EUR: CountWords(ResultUnit.EUR.label, _OUTCOME, _RESULT),
    BuiltIn.FUNDING_KRW: CountWords(ResultUnit.KRW.label, _OUTCOME, _RESULT),
    BuiltIn.CO2: CountWords(npgettext_lazy("unit", "tonne of CO2 a year", "tonnes of CO2 a year"), _IMPACT, _RESULT),
    BuiltIn.PEOPLE: CountWords(_PEOPLE, _OUTCOME, _RESULT),
    BuiltIn.MEETINGS: CountWords(
        npgettext_lazy("unit", "event", "events"),
        _OUTPUT,
        _("Events that were held, each once, however many days they took."),
    ),
    BuiltIn.PARTICIPANTS: CountWords(
        _PEOPLE,
        _OUTPUT,
        _("Delegates who attended the events that were held; who attended two is counted twice."),
    ),
    BuiltIn.HEAD_COUNT: CountWords(
        _PEOPLE,
        _OUTPUT,
        _(
            "People whom sources count at events that were held: of each event the largest number, at its lower end, "
            "or the numbers of both sides together where they are more. Who came to two events is counted twice."
        ),
    ),
    BuiltIn.DAYS: CountWords(
        _DAYS,
        _OUTPUT,
        _(
            "The days of events that were held, added up, first and last day included. Events on the same days count "
            "each; one without known days adds nothing."
        ),
    ),
}

_MONEY = {BuiltIn.FUNDING_EUR: "EUR", BuiltIn.FUNDING_KRW: "KRW"}


def unit_words(count: BuiltIn, value: Decimal | float = 0) -> str:
    """What so many of a count are: project, projects. Without a number what they are all counted in."""
    unit = WORDS[count].unit
    return str(unit if count in _MONEY else unit % (1 if value == 1 else 2))


def value_words(count: BuiltIn, value: Decimal | float) -> str:
    """A value of a count with its unit: 12 projects, 1 agreement; money as it is written: EUR 12 500, 12,500유로."""
    number = Decimal(str(value))
    if currency := _MONEY.get(count):
        return format_money(number, currency)
    return format_counted(format_number(number), unit_words(count, number))
