"""The rows behind the numbers of a dashboard: a number and the list that it opens are made of the same condition."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.formats import format_date
from core.periods import PartialDate
from partnerships.enums import AT_ONE_HOUR, OPEN_PAIRING, BuiltIn, InterestKind, MilestoneStatus, Side
from partnerships.models import Contact, Interest, Project, ProjectPartner, Stage, Strand
from partnerships.services.counts import COUNTS, MILESTONES, UNREPORTED

# States of milestones, as addresses name them; one that is late, or soon, is open too.
LATE, SOON, OPEN, DONE, NOT_REPORTED, CANCELLED = "late", "soon", "open", "done", "not-reported", "cancelled"
ON_TIME, DELAYED, UNTOLD = "on-time", "delayed", "untold"
TOGETHER = "together"
MET, UNMET = "met", "unmet"
MONTHS = 12

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


def milestone_conditions(strands: Iterable[Strand], today: dt.date) -> dict[str, Q]:
    """Which milestones of these strands are in which state; what is late or soon lies in a pairing that goes on."""
    going_on = Q(status=MilestoneStatus.PLANNED, pairing__status__in=OPEN_PAIRING)
    return {
        LATE: going_on & Q(forecast_last_day__lt=today),
        SOON: going_on & Q(forecast_last_day__gte=today) & _near(strands, today),
        OPEN: Q(status=MilestoneStatus.PLANNED),
        DONE: Q(status=MilestoneStatus.DONE),
        NOT_REPORTED: Q(status=MilestoneStatus.UNKNOWN),
        CANCELLED: Q(status=MilestoneStatus.CANCELLED),
    }


def delay_conditions(today: dt.date) -> dict[str, Q]:
    """Which milestones were on time, late, or neither, as the programme's own counts have it."""
    return {
        ON_TIME: COUNTS[BuiltIn.MILESTONES_ON_TIME].condition(today),
        DELAYED: COUNTS[BuiltIn.DAYS_OF_DELAY].condition(today),
        UNTOLD: UNREPORTED,
    }


def _near(strands: Iterable[Strand], today: dt.date) -> Q:
    """Within as many days as each strand counts before a deadline."""
    by_days: dict[int, list[int]] = defaultdict(list)
    for strand in strands:
        by_days[strand.deadline_days].append(strand.pk)
    found = Q(pk__in=[])
    for days, keys in by_days.items():
        found |= Q(pairing__strand__in=keys, forecast_last_day__lte=today + dt.timedelta(days=days))
    return found


def milestones(today: dt.date) -> QuerySet[Any]:
    """All of them, with the days of delay of each (`late_by`)."""
    return MILESTONES.rows(today)


def contacts() -> QuerySet[Any]:
    """Those that stand."""
    return Contact.objects.standing()


# Where people met, both sides did; and so where nobody noted who began.
WITH_BOTH = Q(side="") | Q(kind__in=AT_ONE_HOUR)


def contact_conditions() -> dict[str, Q]:
    """Whose contact it is, each one once."""
    return {
        Side.EU.value: Q(side=Side.EU) & ~WITH_BOTH,
        Side.COUNTERPART.value: Q(side=Side.COUNTERPART) & ~WITH_BOTH,
        TOGETHER: WITH_BOTH,
    }


def needs() -> QuerySet[Any]:
    """What partners want to learn, with `met`: whether they take part in a project on that very topic."""
    own = Q(pairing__eu=OuterRef("participation")) | Q(pairing__counterpart=OuterRef("participation"))
    joined = ProjectPartner.objects.filter(project=OuterRef("pk"), participation=OuterRef(OuterRef("participation")))
    projects = Project.objects.pursued().filter(topic=OuterRef("topic")).filter(own | Exists(joined))
    return Interest.objects.stated().filter(kind=InterestKind.NEED).annotate(met=Exists(projects.order_by()))


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


def _names(path: str) -> tuple[str, ...]:
    return (f"{path}__strand", f"{path}__eu__partner", f"{path}__counterpart__partner")


def _last(name: str) -> Any:
    return F(name).asc(nulls_last=True)


_PAIRING = Column(
    "pairing",
    _("Pairing"),
    lambda row: row.pairing.name,
    order=("pairing__code", "pk"),
    link=lambda row: row.pairing.get_absolute_url(),
)


def delay_days(row: Any) -> int | None:
    """The days of delay of a milestone that is later than its first plan; nothing of any other."""
    return row.late_by.days if row.is_delayed and row.late_by is not None else None


def _milestone_rows(strand: Strand) -> QuerySet[Any]:
    today = clock.today()
    delayed = milestones(today).filter(delay_conditions(today)[DELAYED], pk=OuterRef("pk"))
    return milestones(today).filter(pairing__strand=strand).annotate(is_delayed=Exists(delayed.order_by()))


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
        Filter("stage", _("Stage"), _stages, lambda rows, code: rows.filter(stage__code=code)),
    ]


def _of_delay(rows: QuerySet[Any], delay: str) -> QuerySet[Any]:
    return rows.filter(delay_conditions(clock.today())[delay])


def _stages(strand: Strand) -> list[tuple[str, str]]:
    return [(stage.code, stage.name) for stage in Stage.objects.filter(strand=strand).order_by("position")]


def _sides(strand: Strand) -> list[tuple[str, Any]]:
    one_side = [(side.value, strand.side_name(side)) for side in (Side.EU, Side.COUNTERPART)]
    return [*one_side, (TOGETHER, pgettext_lazy("contacts", "Together"))]


def last_months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one the last."""
    numbers = range(today.year * 12 + today.month - MONTHS, today.year * 12 + today.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def _months(_strand: Strand) -> list[tuple[str, str]]:
    return [(f"{day:%Y-%m}", format_date(PartialDate(day, "month"))) for day in last_months(clock.today())]


def _of_month(rows: QuerySet[Any], month: str) -> QuerySet[Any]:
    year, number = month.split("-")
    return rows.filter(on__year=int(year), on__month=int(number))


KINDS = {
    kind.key: kind
    for kind in (
        RowKind(
            "milestones",
            _("Milestones"),
            _milestone_rows,
            [
                Column("milestone", _("Milestone"), lambda row: row.title, link=lambda row: row.get_absolute_url()),
                _PAIRING,
                Column("stage", _("Stage"), lambda row: row.stage.name, order=("stage__position", "pk")),
                Column("baseline", _("Baseline"), lambda row: row.baseline, order=(_last("baseline_last_day"), "pk")),
                Column("forecast", _("Forecast"), lambda row: row.forecast, order=(_last("forecast_last_day"), "pk")),
                Column("actual", _("Actual"), lambda row: row.actual, order=(_last("actual_last_day"), "pk")),
                Column("status", pgettext_lazy("table head", "Status"), lambda row: row.get_status_display()),
                Column("delay", _("Days of delay"), delay_days),
            ],
            _milestone_filters,
            ("pairing__code", _last("forecast_last_day"), "pk"),
            ("stage", *_names("pairing")),
        ),
        RowKind(
            "contacts",
            _("Contacts"),
            lambda strand: contacts().filter(pairing__strand=strand),
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
                Filter("month", pgettext_lazy("filter", "Month"), _months, _of_month),
                Filter("side", _("Side"), _sides, lambda rows, side: rows.filter(contact_conditions()[side])),
            ],
            ("-on", "-created_at", "-pk"),
            _names("pairing"),
            dealings=True,
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
                    order=("participation__partner__search_text", "pk"),
                    link=lambda row: row.get_absolute_url(),
                ),
                Column("topic", _("Topic"), lambda row: row.topic.name, order=("topic__search_text", "pk")),
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
            ("participation__partner__search_text", "topic__search_text", "pk"),
            ("participation__strand", "participation__partner", "topic__strand"),
        ),
    )
}
