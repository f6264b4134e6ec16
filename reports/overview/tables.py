"""The lists that numbers of a dashboard open: what is listed, in which columns, and by what it is narrowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from core.formats import format_date
from core.periods import PartialDate
from partnerships.enums import Side
from partnerships.indicators.tables import pairing_labels
from partnerships.milestones.selectors import DELAYED, ON_TIME, UNTOLD, once, with_delays
from partnerships.models import Contact, Stage, Strand
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
    UNTOLD: pgettext_lazy("milestones", "Nobody has said when"),
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
                Column("pairing", _("Pairing"), lambda row: str(row.project.pairing or "")),
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
