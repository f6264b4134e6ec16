"""What dashboards count, and the lists that numbers open: a number and its list are made of the same condition."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.folding import ByName
from core.formats import format_date
from core.periods import PartialDate, months_between
from core.pictures.charts import ContactMonth
from partnerships import enums
from partnerships.enums import BuiltIn, Side
from partnerships.indicators.selectors import counts, figure_url, shown
from partnerships.indicators.tables import pairing_labels
from partnerships.milestones.selectors import DELAYED, ON_TIME, UNTOLD, Delay, once, read_delays, with_delays
from partnerships.models import (
    Contact,
    Interest,
    LevelChange,
    Milestone,
    Pairing,
    Project,
    ProjectOrganisation,
    ProjectPartner,
    Stage,
    Strand,
)
from partnerships.projects.selectors import Helix
from partnerships.querysets import pairing_names
from reports.enums import PeriodState
from reports.models import ReportingPeriod

# States of milestones, as addresses name them; one that is late, or soon, is open too.
LATE, SOON, OPEN, DONE, NOT_REPORTED, CANCELLED = "late", "soon", "open", "done", "not-reported", "cancelled"
TOGETHER = "together"
MET, UNMET = "met", "unmet"
NAMED = 5  # overdue milestones that a dashboard names


def milestone_conditions(strands: Iterable[Strand], today: dt.date) -> dict[str, Q]:
    """Which milestones of these strands are in which state; what is late or soon lies in a pairing that goes on.

    What is soon lies within as many days as each strand counts before a deadline.
    """
    going_on = Q(status=enums.MilestoneStatus.PLANNED, pairing__status__in=enums.OPEN_PAIRING)
    near = Q(pk__in=[])
    for days in {strand.deadline_days for strand in strands}:
        near |= Q(pairing__strand__deadline_days=days, forecast_last_day__lte=today + dt.timedelta(days=days))
    return {
        LATE: going_on & Q(forecast_last_day__lt=today),
        SOON: going_on & Q(forecast_last_day__gte=today) & near,
        OPEN: Q(status=enums.MilestoneStatus.PLANNED),
        DONE: Q(status=enums.MilestoneStatus.DONE),
        NOT_REPORTED: Q(status=enums.MilestoneStatus.UNKNOWN),
        CANCELLED: Q(status=enums.MilestoneStatus.CANCELLED),
    }


def overdue(strand: Strand, today: dt.date) -> QuerySet[Any]:
    """The milestones of a strand that are overdue, the longest first, as many as a page names; one query."""
    late = milestone_conditions([strand], today)[LATE]
    rows = Milestone.objects.filter(late, pairing__strand=strand).select_related(*pairing_names())
    return rows.order_by("forecast_last_day", "pk")[:NAMED]


def moves(strand: Strand) -> QuerySet[Any]:
    """The moves of a strand's projects from one level to another; where a project began is none."""
    return LevelChange.objects.filter(project__strand=strand).exclude(old="")


# Where people met, both sides did; and so where nobody noted who began.
WITH_BOTH = Q(side="") | Q(kind__in=enums.AT_ONE_HOUR)
# Whose contact it is, each one once.
CONTACT_CONDITIONS = {
    Side.EU.value: Q(side=Side.EU) & ~WITH_BOTH,
    Side.COUNTERPART.value: Q(side=Side.COUNTERPART) & ~WITH_BOTH,
    TOGETHER: WITH_BOTH,
}


def needs() -> QuerySet[Any]:
    """What partners want to learn, with `met`: whether they take part in a project on that very topic."""
    own = Q(pairing__eu=OuterRef("participation")) | Q(pairing__counterpart=OuterRef("participation"))
    joined = ProjectPartner.objects.filter(project=OuterRef("pk"), participation=OuterRef(OuterRef("participation")))
    projects = Project.objects.pursued().filter(topic=OuterRef("topic")).filter(own | Exists(joined))
    return Interest.objects.stated().filter(kind=enums.InterestKind.NEED).annotate(met=Exists(projects.order_by()))


def last_months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one the last."""
    same_month = today.replace(year=today.year - 1, day=1)
    return months_between(same_month, today)[1:]


def with_figures(strands: Collection[Strand], today: dt.date) -> QuerySet[Any]:
    """These strands with how many pairings are `going_on`, milestones `late`, `soon` and `not_reported`, projects
    `reached` (agreed, piloting or running), needs `stated` and `met`, people `counted` at events; one query.
    """
    state = milestone_conditions(strands, today)
    people = counts()[BuiltIn.HEAD_COUNT]
    return Strand.objects.filter(pk__in=[strand.pk for strand in strands]).annotate(
        going_on=_number(Pairing.objects.filter(status__in=enums.OPEN_PAIRING), "strand"),
        late=_number(Milestone.objects.filter(state[LATE]), "pairing__strand"),
        soon=_number(Milestone.objects.filter(state[SOON]), "pairing__strand"),
        not_reported=_number(Milestone.objects.filter(state[NOT_REPORTED]), "pairing__strand"),
        reached=_number(Project.objects.filter(level__in=enums.REACHED), "strand"),
        stated=_number(needs(), "participation__strand"),
        met=_number(needs().filter(met=True), "participation__strand"),
        counted=_of_strand(people.source.rows(today), people.source.strand, people.aggregate(today)),
    )


def _of_strand(rows: QuerySet[Any], path: str, aggregate: Aggregate) -> Subquery:
    """Something of those of these rows that lie in the strand; `path` leads to it."""
    rows = rows.filter(**{path: OuterRef("pk")}).order_by()
    return Subquery(rows.values(path).annotate(number=aggregate).values("number"))


def _number(rows: QuerySet[Any], path: str) -> Coalesce:
    return Coalesce(_of_strand(rows, path, Count("pk")), 0)


def delays_of(strands: Collection[Strand], today: dt.date) -> dict[int, list[tuple[Stage, Delay]]]:
    """By strand its stages in order, each with its delays; three queries."""
    keys = [strand.pk for strand in strands]
    delays = read_delays(keys, today)
    found: dict[int, list[tuple[Stage, Delay]]] = defaultdict(list)
    for stage in Stage.objects.filter(strand__in=keys).order_by("strand", "position"):
        found[stage.strand_id].append((stage, delays.get(stage.pk, Delay())))
    return found


def helixes_of(strands: Collection[Strand]) -> dict[int, Helix]:
    """The helix of each strand, as `helix_of` counts it; one query."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = ProjectOrganisation.objects.filter(project__strand__in=strands)
    rows = rows.exclude(project__level=enums.ProjectLevel.NOT_PURSUED)
    counted = rows.order_by().values_list("project__strand", "organisation__sector")
    for strand, sector, number in counted.annotate(number=Count("organisation", distinct=True)):
        found[strand][sector] = number
    return {strand.pk: Helix(found[strand.pk]) for strand in strands}


def contacts_by_month(strand: Strand, today: dt.date) -> list[ContactMonth]:
    """The last twelve months, from the first contact or the begin of the strand on; none without any; one query."""
    cases = [When(condition, then=Value(whose)) for whose, condition in CONTACT_CONDITIONS.items()]
    rows = Contact.objects.active().filter(pairing__strand=strand).order_by()
    rows = rows.annotate(month=TruncMonth("on"), whose=Case(*cases, output_field=CharField()))
    counted = rows.values_list("month", "whose").annotate(number=Count("pk"))
    numbers = {(month, whose): number for month, whose, number in counted}
    if not numbers:
        return []
    first = min(month for month, _whose in numbers)
    begun = min(strand.starts_on.replace(day=1), first) if strand.starts_on else first
    return [
        (month, *(numbers.get((month, whose), 0) for whose in CONTACT_CONDITIONS))
        for month in last_months(today)
        if month >= begun
    ]


# The numbers of dashboards, and the lists that they open: in which columns, and by what these are narrowed.


_STATE_WORDS = {
    LATE: pgettext_lazy("milestones", "Overdue"),
    SOON: pgettext_lazy("milestones", "Due soon"),
    OPEN: pgettext_lazy("milestones", "Open"),
    DONE: pgettext_lazy("milestones", "Done"),
    NOT_REPORTED: pgettext_lazy("milestones", "Not reported"),
    CANCELLED: pgettext_lazy("milestones", "Cancelled"),
}
_MET_WORDS = {MET: pgettext_lazy("of a need", "yes"), UNMET: pgettext_lazy("of a need", "no")}
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


def _to_page(row: Any) -> str:
    return str(row.get_absolute_url())


_PAIRING = Column(
    "pairing", _("Pairing"), pairing_labels, order=("pairing__code", "pk"), link=lambda row: _to_page(row.pairing)
)


def _milestone_filters(strand: Strand) -> list[Filter]:
    states = milestone_conditions([strand], clock.today())

    def of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
        return rows.filter(states[state])

    def stages(strand: Strand) -> list[tuple[str, Any]]:
        return [(row.code, row.name) for row in Stage.objects.filter(strand=strand).order_by("position")]

    return [
        Filter("state", pgettext_lazy("table head", "State"), lambda _strand: list(_STATE_WORDS.items()), of_state),
        Filter("delay", _("Against the first plan"), lambda _strand: list(_DELAY_WORDS.items()), _of_delay),
        Filter("stage", _("Stage"), stages, lambda rows, code: rows.filter(stage__code=code)),
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
                Column("milestone", _("Milestone"), lambda row: row.title, link=_to_page),
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
            ("stage", *pairing_names()),
        ),
        RowKind(
            "contacts",
            _("Contacts"),
            lambda strand: Contact.objects.active().filter(pairing__strand=strand),
            [
                Column("on", pgettext_lazy("table head", "Day"), lambda row: row.on, order=("on", "pk"), link=_to_page),
                _PAIRING,
                Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display()),
                Column("what", _("What was said"), lambda row: row.what),
            ],
            lambda _strand: [
                _month_filter(last_months(clock.today())),
                Filter("side", _("Side"), _sides, lambda rows, side: rows.filter(CONTACT_CONDITIONS[side])),
            ],
            ("-on", "-created_at", "-pk"),
            pairing_names(),
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
                    link=lambda row: _to_page(row.project),
                ),
                Column("pairing", _("Pairing"), lambda row: row.project.pairing.name if row.project.pairing else ""),
                Column("old", pgettext_lazy("level of a project", "Before"), lambda row: row.get_old_display()),
                Column("new", pgettext_lazy("level of a project", "After"), lambda row: row.get_new_display()),
            ],
            lambda strand: [_month_filter(moves(strand).order_by().dates("on", "month"))],
            ("-on", "-pk"),
            pairing_names("project__pairing__"),
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
                    link=_to_page,
                ),
                Column("topic", _("Topic"), lambda row: row.topic.name, order=(ByName("topic__"), "pk")),
                Column("weight", _("Weight"), lambda row: row.weight, order=(_last("weight"), "pk")),
                Column("met", _("Taken up by a project"), lambda row: _MET_WORDS[MET if row.met else UNMET]),
            ],
            lambda _strand: [
                Filter(
                    "met",
                    _("Taken up by a project"),
                    lambda _strand: list(_MET_WORDS.items()),
                    lambda rows, word: rows.filter(met=word == MET),
                )
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
    silent = rows_url(strand, "milestones", state=NOT_REPORTED)
    numbers = [
        (gettext("Milestones overdue"), strand.late, rows_url(strand, "milestones", state=LATE), True),
        (gettext("Milestones due soon"), strand.soon, rows_url(strand, "milestones", state=SOON), False),
        (gettext("Milestones not reported"), strand.not_reported, silent, False),
        *([(gettext("Reports due"), due, f"{calendar}?state=due", False)] if periods else []),
        *([(gettext("Reports late"), late, f"{calendar}?state=late", True)] if periods else []),
    ]
    for label, number, url, is_late in numbers:
        yield {"label": label, "value": shown(number), "url": url, "kind": "late" if number and is_late else ""}


def people_figure(strand: Any) -> dict[str, str]:
    """How many people sources count at the events of a strand `with_figures`; where they count none it is no zero."""
    return {
        "label": str(BuiltIn.HEAD_COUNT.label),
        "value": pgettext("figure", "not reported") if strand.counted is None else shown(strand.counted),
        "url": figure_url("figure-rows", strand, BuiltIn.HEAD_COUNT.value),
    }


def stage_row(strand: Strand, stage: Stage | None, delay: Delay) -> dict[str, Any]:
    """The milestones of a stage, or of all, against the first plan, each number with its rows."""
    chosen = {"stage": stage.code} if stage else {}
    numbers = {"on_time": (delay.on_time, ON_TIME), "late": (delay.late, DELAYED), "untold": (delay.untold, UNTOLD)}
    urls = {name: rows_url(strand, "milestones", delay=against, **chosen) for name, (_, against) in numbers.items()}
    return {
        "stage": stage,
        "total": shown(delay.total),
        "average": shown(delay.average),
        "worst": shown(delay.most),
        **{name: (number, urls[name]) for name, (number, _against) in numbers.items()},
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
