"""The numbers of dashboards, and the lists that they open: in which columns, and by what these are narrowed."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from core.formats import format_date
from core.periods import PartialDate
from core.pictures.charts import ContactMonth
from partnerships.enums import BuiltIn, Side
from partnerships.indicators.counts import Number
from partnerships.indicators.selectors import figure_url, shown
from partnerships.indicators.tables import pairing_labels
from partnerships.milestones.selectors import DELAYED, ON_TIME, UNTOLD, Delay, once, with_delays
from partnerships.models import Contact, Stage, Strand
from reports.enums import PeriodState
from reports.models import ReportingPeriod
from reports.overview.dashboards import (
    CANCELLED,
    CONTACT_CONDITIONS,
    DONE,
    LATE,
    MET,
    NOT_REPORTED,
    OPEN,
    SOON,
    TOGETHER,
    UNMET,
    last_months,
    milestone_conditions,
    moves,
    names_below,
    needs,
)

_STATE_WORDS = {
    LATE: pgettext_lazy("milestones", "Overdue"),
    SOON: pgettext_lazy("milestones", "Due soon"),
    OPEN: pgettext_lazy("milestones", "Open"),
    DONE: pgettext_lazy("milestones", "Done"),
    NOT_REPORTED: pgettext_lazy("milestones", "Not reported"),
    CANCELLED: pgettext_lazy("milestones", "Cancelled"),
}
_DELAY_WORDS = {
    ON_TIME: pgettext_lazy("milestones", "Done on time"),
    DELAYED: pgettext_lazy("milestones", "Later than the first plan"),
    UNTOLD: pgettext_lazy("milestones", "Date not reported"),
}


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list that numbers open: its title, its rows, columns, filters and order.

    `dealings` says that everybody in the strand reads how many there are, and only those who may read the rows.
    """

    key: str
    title: Any
    rows: Callable[[Strand], QuerySet[Any]]
    columns: list[Column]
    filters: Callable[[Strand], list[Filter]]
    order: tuple[Any, ...]
    named: tuple[str, ...]
    dealings: bool = False


def _last(name: str) -> Any:
    return F(name).asc(nulls_last=True)


_PAIRING = Column(
    "pairing",
    _("Pairing"),
    pairing_labels,
    order=("pairing__code", "pk"),
    link=lambda row: row.pairing.get_absolute_url(),
)


def _milestone_filters(strand: Strand) -> list[Filter]:
    states = milestone_conditions([strand], clock.today())
    return [
        Filter(
            "state",
            pgettext_lazy("table head", "State"),
            lambda _strand: list(_STATE_WORDS.items()),
            lambda rows, state: rows.filter(states[state]),
        ),
        Filter("delay", _("Against the first plan"), lambda _strand: list(_DELAY_WORDS.items()), _of_delay),
        Filter(
            "stage",
            _("Stage"),
            lambda strand: [(row.code, row.name) for row in Stage.objects.filter(strand=strand).order_by("position")],
            lambda rows, code: rows.filter(stage__code=code),
        ),
    ]


def _of_delay(rows: QuerySet[Any], delay: str) -> QuerySet[Any]:
    """Those that are on time, late or untold; a delay that pairings share once, as the numbers have it."""
    found = rows.filter(punctuality=delay)
    return once(found) if delay == DELAYED else found


def _sides(strand: Strand) -> list[tuple[str, Any]]:
    one_side = [(side.value, strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
    return [*one_side, (TOGETHER, pgettext_lazy("contacts", "Together"))]


def _month_filter(months: Iterable[dt.date]) -> Filter:
    def of_month(rows: QuerySet[Any], month: str) -> QuerySet[Any]:
        year, number = month.split("-")
        return rows.filter(on__year=year, on__month=number)

    choices = [(f"{first:%Y-%m}", format_date(PartialDate(first, "month"))) for first in months]
    return Filter("month", pgettext_lazy("filter", "Month"), lambda _strand: choices, of_month)


KINDS = {
    kind.key: kind
    for kind in (
        RowKind(
            "milestones",
            _("Milestones"),
            lambda strand: with_delays(clock.today()).filter(pairing__strand=strand),
            [
                Column("milestone", _("Milestone"), lambda row: row.title, link=lambda row: row.get_absolute_url()),
                _PAIRING,
                Column("stage", _("Stage"), lambda row: row.stage.name, order=("stage__position", "pk")),
                Column("baseline", _("Baseline"), lambda row: row.baseline, order=(_last("baseline_last_day"), "pk")),
                Column("forecast", _("Forecast"), lambda row: row.forecast, order=(_last("forecast_last_day"), "pk")),
                Column("actual", _("Actual"), lambda row: row.actual, order=(_last("actual_last_day"), "pk")),
                Column("status", pgettext_lazy("table head", "Status"), lambda row: row.get_status_display()),
                Column("delay", _("Days of delay"), lambda row: row.late_by.days if row.late_by is not None else None),
            ],
            _milestone_filters,
            ("pairing__code", _last("forecast_last_day"), "pk"),
            ("stage", *names_below("pairing")),
        ),
        RowKind(
            "contacts",
            _("Contacts"),
            lambda strand: Contact.objects.active().filter(pairing__strand=strand),
            [
                Column(
                    "on",
                    pgettext_lazy("table head", "Day"),
                    lambda row: row.on,
                    order=("on", "pk"),
                    link=lambda row: row.get_absolute_url(),
                ),
                _PAIRING,
                Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display()),
                Column("what", _("What was said"), lambda row: row.what),
            ],
            lambda _strand: [
                _month_filter(last_months(clock.today())),
                Filter("side", _("Side"), _sides, lambda rows, side: rows.filter(CONTACT_CONDITIONS[side])),
            ],
            ("-on", "-created_at", "-pk"),
            names_below("pairing"),
            dealings=True,
        ),
        RowKind(
            "moves",
            _("Moves of projects"),
            moves,
            [
                Column("on", pgettext_lazy("table head", "Day"), lambda row: row.on, order=("on", "pk")),
                Column(
                    "project",
                    _("Project"),
                    lambda row: row.project.title,
                    order=(ByName("project__"), "pk"),
                    link=lambda row: row.project.get_absolute_url(),
                ),
                Column("pairing", _("Pairing"), lambda row: row.project.pairing.name if row.project.pairing else ""),
                Column("old", pgettext_lazy("level of a project", "Before"), lambda row: row.get_old_display()),
                Column("new", pgettext_lazy("level of a project", "After"), lambda row: row.get_new_display()),
            ],
            lambda strand: [_month_filter(moves(strand).order_by().dates("on", "month"))],
            ("-on", "-pk"),
            names_below("project__pairing"),
        ),
        RowKind(
            "needs",
            _("Needs"),
            lambda strand: needs().filter(participation__strand=strand),
            [
                Column(
                    "partner",
                    _("Partner"),
                    lambda row: row.participation.partner.name,
                    order=(ByName("participation__partner__"), "pk"),
                    link=lambda row: row.get_absolute_url(),
                ),
                Column("topic", _("Topic"), lambda row: row.topic.name, order=(ByName("topic__"), "pk")),
                Column("weight", _("Weight"), lambda row: row.weight, order=(_last("weight"), "pk")),
                Column(
                    "met",
                    _("Taken up by a project"),
                    lambda row: pgettext_lazy("of a need", "yes") if row.met else pgettext_lazy("of a need", "no"),
                ),
            ],
            lambda _strand: [
                Filter(
                    "met",
                    _("Taken up by a project"),
                    lambda _strand: [
                        (MET, pgettext_lazy("of a need", "yes")),
                        (UNMET, pgettext_lazy("of a need", "no")),
                    ],
                    lambda rows, word: rows.filter(met=word == MET),
                ),
            ],
            (ByName("participation__partner__"), ByName("topic__"), "pk"),
            ("participation__strand", "participation__partner", "topic__strand"),
        ),
    )
}


# The numbers of dashboards as pages show them, each with the list of the rows that it counts.


def rows_url(strand: Strand, kind: str, **chosen: str) -> str:
    """The list of the rows that a number counts."""
    address = reverse("reports:dashboard-rows", args=[strand.code, kind])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def due_figures(strand: Any, periods: Sequence[ReportingPeriod]) -> Iterator[dict[str, Any]]:
    """What is due and late, with the lists that the numbers open; reports where the strand has a calendar."""
    calendar = reverse("reports:calendar", args=[strand.code])
    states = [period.state for period in periods]
    due, late = states.count(PeriodState.DUE), states.count(PeriodState.LATE)
    numbers = [
        (gettext("Milestones overdue"), strand.late, rows_url(strand, "milestones", state=LATE), True),
        (gettext("Milestones due soon"), strand.soon, rows_url(strand, "milestones", state=SOON), False),
        (
            gettext("Milestones not reported"),
            strand.not_reported,
            rows_url(strand, "milestones", state=NOT_REPORTED),
            False,
        ),
        *([(gettext("Reports due"), due, f"{calendar}?state=due", False)] if periods else []),
        *([(gettext("Reports late"), late, f"{calendar}?state=late", True)] if periods else []),
    ]
    for label, number, url, is_late in numbers:
        yield {"label": label, "value": shown(number), "url": url, "kind": "late" if number and is_late else ""}


def count_figures(strand: Strand, counts: Mapping[BuiltIn, Number | None]) -> list[dict[str, Any]]:
    """The counts of the programme, each with the list that it opens; what nobody reported is no zero."""
    return [
        {
            "label": str(slug.label),
            "value": pgettext("figure", "not reported") if value is None else shown(value),
            "url": figure_url("figure-rows", strand, slug.value),
            "kind": "not-reported" if value is None else "",
        }
        for slug, value in counts.items()
    ]


def stage_row(strand: Strand, stage: Stage | None, delay: Delay) -> dict[str, Any]:
    """The milestones of a stage, or of all, against the first plan, each number with its rows."""
    chosen = {"stage": stage.code} if stage else {}
    numbers = {"on_time": (delay.on_time, ON_TIME), "late": (delay.late, DELAYED), "untold": (delay.untold, UNTOLD)}
    return {
        "stage": stage,
        "total": shown(delay.total),
        "average": shown(delay.average),
        "worst": shown(delay.most),
        **{
            name: (number, rows_url(strand, "milestones", delay=against, **chosen))
            for name, (number, against) in numbers.items()
        },
    }


def month_rows(strand: Strand, months: Sequence[ContactMonth], *, opens: bool) -> Iterator[dict[str, Any]]:
    """The contacts of each month; who may read none of them reads their number alone."""
    for first, eu, counterpart, together in months:
        numbers = {Side.EU.value: eu, Side.COUNTERPART.value: counterpart, TOGETHER: together}
        yield {
            "name": format_date(PartialDate(first, "month")),
            "numbers": [
                (number, rows_url(strand, "contacts", month=f"{first:%Y-%m}", side=side) if opens else "")
                for side, number in numbers.items()
            ],
        }
