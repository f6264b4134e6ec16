"""What dashboards count: a number and the list that it opens are made of the same condition."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Aggregate, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from core.periods import months_between
from core.pictures.charts import ContactMonth
from partnerships.enums import (
    AT_ONE_HOUR,
    OPEN_PAIRING,
    REACHED,
    BuiltIn,
    InterestKind,
    MilestoneStatus,
    ProjectLevel,
    Side,
)
from partnerships.indicators.counts import Number, counts, unknown_counts
from partnerships.milestones.selectors import Delay, read_delays
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

# States of milestones, as addresses name them; one that is late, or soon, is open too.
LATE, SOON, OPEN, DONE, NOT_REPORTED, CANCELLED = "late", "soon", "open", "done", "not-reported", "cancelled"
TOGETHER = "together"
MET, UNMET = "met", "unmet"
NAMED = 5  # overdue milestones that a dashboard names
# Counts of the programme that a dashboard shows beside its own.
COUNTED = (BuiltIn.AGREEMENTS_SIGNED, BuiltIn.MEETINGS, BuiltIn.PARTICIPANTS, BuiltIn.HEAD_COUNT)


def milestone_conditions(strands: Iterable[Strand], today: dt.date) -> dict[str, Q]:
    """Which milestones of these strands are in which state; what is late or soon lies in a pairing that goes on.

    What is soon lies within as many days as each strand counts before a deadline.
    """
    going_on = Q(status=MilestoneStatus.PLANNED, pairing__status__in=OPEN_PAIRING)
    near = Q(pk__in=[])
    for days in {strand.deadline_days for strand in strands}:
        near |= Q(pairing__strand__deadline_days=days, forecast_last_day__lte=today + dt.timedelta(days=days))
    return {
        LATE: going_on & Q(forecast_last_day__lt=today),
        SOON: going_on & Q(forecast_last_day__gte=today) & near,
        OPEN: Q(status=MilestoneStatus.PLANNED),
        DONE: Q(status=MilestoneStatus.DONE),
        NOT_REPORTED: Q(status=MilestoneStatus.UNKNOWN),
        CANCELLED: Q(status=MilestoneStatus.CANCELLED),
    }


def names_below(path: str) -> tuple[str, ...]:
    """What a list of rows reads of the pairing at `path`."""
    return (f"{path}__strand", f"{path}__eu__partner", f"{path}__counterpart__partner")


def overdue(strand: Strand, today: dt.date) -> QuerySet[Any]:
    """The milestones of a strand that are overdue, the longest first, as many as a page names; one query."""
    late = milestone_conditions([strand], today)[LATE]
    rows = Milestone.objects.filter(late, pairing__strand=strand).select_related(*names_below("pairing"))
    return rows.order_by("forecast_last_day", "pk")[:NAMED]


def moves(strand: Strand) -> QuerySet[Any]:
    """The moves of a strand's projects from one level to another; where a project began is none."""
    return LevelChange.objects.filter(project__strand=strand).exclude(old="")


# Where people met, both sides did; and so where nobody noted who began.
WITH_BOTH = Q(side="") | Q(kind__in=AT_ONE_HOUR)
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
    return Interest.objects.stated().filter(kind=InterestKind.NEED).annotate(met=Exists(projects.order_by()))


def last_months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one the last."""
    same_month = today.replace(year=today.year - 1, day=1)
    return months_between(same_month, today)[1:]


def with_figures(strands: Collection[Strand], today: dt.date) -> QuerySet[Any]:
    """These strands with how many pairings are `going_on`, milestones `late`, `soon` and `not_reported`, projects
    `reached` (agreed, piloting or running), needs `stated` and `met`, and with the counts of COUNTED; one query.
    """
    state = milestone_conditions(strands, today)
    counted = {}
    for slug in COUNTED:
        source = counts()[slug].source
        path = source.strand or f"{source.pairing}__strand"
        counted[f"counted_{slug.name}"] = _of_strand(source.rows(today), path, counts()[slug].aggregate(today))
    return Strand.objects.filter(pk__in=[strand.pk for strand in strands]).annotate(
        going_on=_number(Pairing.objects.filter(status__in=OPEN_PAIRING), "strand"),
        late=_number(Milestone.objects.filter(state[LATE]), "pairing__strand"),
        soon=_number(Milestone.objects.filter(state[SOON]), "pairing__strand"),
        not_reported=_number(Milestone.objects.filter(state[NOT_REPORTED]), "pairing__strand"),
        reached=_number(Project.objects.filter(level__in=REACHED), "strand"),
        stated=_number(needs(), "participation__strand"),
        met=_number(needs().filter(met=True), "participation__strand"),
        **counted,
    )


def _of_strand(rows: QuerySet[Any], path: str, aggregate: Aggregate) -> Subquery:
    """Something of those of these rows that lie in the strand; `path` leads to it."""
    rows = rows.filter(**{path: OuterRef("pk")}).order_by()
    return Subquery(rows.values(path).annotate(number=aggregate).values("number"))


def _number(rows: QuerySet[Any], path: str) -> Coalesce:
    return Coalesce(_of_strand(rows, path, Count("pk")), 0)


def counts_of(strand: Any) -> dict[BuiltIn, Number | None]:
    """The counts of a strand `with_figures` that say something; None where nothing was reported, which is no zero."""
    values: dict[BuiltIn, Number | None] = {}
    for slug in COUNTED:
        value = getattr(strand, f"counted_{slug.name}")
        values[slug] = 0 if value is None and not counts()[slug].source.reported else value
    left_out = unknown_counts({slug.value: value for slug, value in values.items()})
    return {slug: value for slug, value in values.items() if slug not in left_out}


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
    rows = ProjectOrganisation.objects.filter(project__strand__in=strands).exclude(
        project__level=ProjectLevel.NOT_PURSUED
    )
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
