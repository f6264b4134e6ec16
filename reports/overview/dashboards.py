"""The rows behind the numbers of a dashboard: a number and the list that it opens are made of the same condition."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from core.errors import NotAllowed
from core.periods import months_between
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
from partnerships.indicators.counts import Reading, counts, unknown_counts
from partnerships.milestones.selectors import Delay, read_delays
from partnerships.models import (
    Contact,
    Interest,
    LevelChange,
    Milestone,
    Pairing,
    Participation,
    Project,
    ProjectOrganisation,
    ProjectPartner,
    Stage,
    Strand,
)
from partnerships.projects.selectors import Helix
from partnerships.rules.places import may_see_programme
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ReportingPeriod
from reports.periods.selectors import standings
from reports.rules import may_see_dashboard

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.indicators.counts import Number
    from reports.periods.selectors import PeriodOnDay

# States of milestones, as addresses name them; one that is late, or soon, is open too.
LATE, SOON, OPEN, DONE, NOT_REPORTED, CANCELLED = "late", "soon", "open", "done", "not-reported", "cancelled"
TOGETHER = "together"
MET, UNMET = "met", "unmet"
NAMED = 5  # overdue milestones that a dashboard names


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


def _near(strands: Iterable[Strand], today: dt.date) -> Q:
    """Within as many days as each strand counts before a deadline."""
    by_days: dict[int, list[int]] = defaultdict(list)
    for strand in strands:
        by_days[strand.deadline_days].append(strand.pk)
    found = Q(pk__in=[])
    for days, keys in by_days.items():
        found |= Q(pairing__strand__in=keys, forecast_last_day__lte=today + dt.timedelta(days=days))
    return found


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


def contacts() -> QuerySet[Any]:
    """Those that stand."""
    return Contact.objects.active()


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


def last_months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one the last."""
    same_month = today.replace(year=today.year - 1, day=1)
    return months_between(same_month, today)[1:]


# The figures of a dashboard, as they were read: nothing here asks the database.

# Counts of the programme that a dashboard shows beside its own.
COUNTED = (BuiltIn.AGREEMENTS_SIGNED, BuiltIn.MEETINGS, BuiltIn.PARTICIPANTS, BuiltIn.HEAD_COUNT)


@dataclass(frozen=True, slots=True)
class MonthOfContacts:
    """The contacts of a month: begun by either side, and together."""

    first: dt.date
    eu: int
    counterpart: int
    together: int


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A reporting period that is owed, with how many partners have not handed in their update, of how many."""

    standing: PeriodOnDay
    owing: int
    partners: int


@dataclass(frozen=True)
class Dashboard:
    """One strand in figures."""

    strand: Strand
    pairings: int
    states: Counter[str]
    stages: list[tuple[Stage, Delay]]
    levels: Counter[str]
    helix: Helix
    months: list[MonthOfContacts]
    needs: Counter[str]
    periods: list[PeriodLine]
    period_states: Counter[str]
    readings: dict[BuiltIn, Reading] = field(default_factory=dict)

    @property
    def late(self) -> int:
        """Milestones that are overdue."""
        return self.states[LATE]

    @property
    def soon(self) -> int:
        """Milestones that are due soon."""
        return self.states[SOON]

    @property
    def not_reported(self) -> int:
        """Milestones of which nobody has said what became of them."""
        return self.states[NOT_REPORTED]

    @property
    def delay(self) -> Delay:
        """All stages together."""
        return sum((delay for _stage, delay in self.stages), Delay())

    @property
    def reached(self) -> int:
        """Projects that are agreed, piloting or running."""
        return sum(self.levels[level] for level in REACHED)

    @property
    def contacts(self) -> int:
        """All contacts of the months that are shown."""
        return sum(month.eu + month.counterpart + month.together for month in self.months)

    @property
    def met(self) -> int:
        """Needs that a project takes up."""
        return self.needs[MET]

    @property
    def stated(self) -> int:
        """Needs that are stated."""
        return self.needs[MET] + self.needs[UNMET]

    def count(self, slug: BuiltIn) -> Number | None:
        """A count of the programme; None where nothing was reported."""
        return self.readings[slug].value

    @property
    def counts(self) -> list[BuiltIn]:
        """Those of the counts that say something."""
        left_out = unknown_counts({slug: reading.value for slug, reading in self.readings.items()})
        return [slug for slug in self.readings if slug not in left_out]


# How strands stand in figures: what is due and late, levels, helix, punctuality, activity, needs, participants.
#
# Everything is read for all strands at once, in a constant number of queries; what nobody reported is no zero.


def read_dashboard(*, grants: Grants, strand: Strand, today: dt.date) -> Dashboard:
    """One strand for whoever reads it; raises NotAllowed."""
    if not may_see_dashboard(grants, strand):
        raise NotAllowed
    return _read([strand], today)[0]


def read_programme_dashboard(*, grants: Grants, today: dt.date) -> list[Dashboard]:
    """The strands that the reader looks after or reads for the authority, the newest first; raises NotAllowed."""
    if not may_see_programme(grants):
        raise NotAllowed
    strands = Strand.objects.all()
    if not grants.is_administrator:
        strands = strands.filter(pk__in=grants.staff | grants.authority)
    return _read(list(strands.order_by("-starts_on", "code")), today)


def _read(strands: Sequence[Strand], today: dt.date) -> list[Dashboard]:
    keys = [strand.pk for strand in strands]
    open_ones = Pairing.objects.filter(strand__in=keys, status__in=OPEN_PAIRING).order_by().values("strand")
    pairings = {row["strand"]: row["number"] for row in open_ones.annotate(number=Count("pk"))}
    states, delays = _milestones(strands, today), read_delays(keys, today)
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(strand__in=keys).order_by("strand", "position"):
        stages[stage.strand_id].append(stage)
    levels, helixes = _levels(keys), _helixes(keys)
    months, stated = _contacts(strands, today), _needs(keys)
    lines, period_states = _periods(strands, today)
    readings = {slug: _count(slug, keys, today) for slug in COUNTED}
    return [
        Dashboard(
            strand=strand,
            pairings=pairings.get(strand.pk, 0),
            states=states[strand.pk],
            stages=[(stage, delays.get(stage.pk, Delay())) for stage in stages[strand.pk]],
            levels=levels[strand.pk],
            helix=Helix(helixes[strand.pk]),
            months=months.get(strand.pk, []),
            needs=stated[strand.pk],
            periods=lines[strand.pk],
            period_states=period_states[strand.pk],
            readings={slug: found.get(strand.pk, _nothing(slug)) for slug, found in readings.items()},
        )
        for strand in strands
    ]


def _nothing(slug: BuiltIn) -> Reading:
    return Reading(None if counts()[slug].source.reported else 0)


def _milestones(strands: Sequence[Strand], today: dt.date) -> dict[int, Counter[str]]:
    """By strand the milestones in each state; one query."""
    states = milestone_conditions(strands, today)
    rows: Any = Milestone.objects.filter(pairing__strand__in=[strand.pk for strand in strands]).order_by()
    counted = {f"n_{key.replace('-', '_')}": Count("pk", filter=one) for key, one in states.items()}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows.values("pairing__strand").annotate(**counted):
        for key in states:
            found[row["pairing__strand"]][key] = row[f"n_{key.replace('-', '_')}"]
    return found


def _levels(keys: Sequence[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Project.objects.filter(strand__in=keys).order_by().values("strand", "level")
    for row in rows.annotate(number=Count("pk")):
        found[row["strand"]][row["level"]] = row["number"]
    return found


def _helixes(keys: Sequence[int]) -> dict[int, Counter[str]]:
    """The distinct organisations of each strand by sector, as `helix_of` counts them."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = ProjectOrganisation.objects.filter(project__strand__in=keys).exclude(project__level=ProjectLevel.NOT_PURSUED)
    counted = rows.order_by().values_list("project__strand", "organisation__sector")
    for strand, sector, number in counted.annotate(number=Count("organisation", distinct=True)):
        found[strand][sector] = number
    return found


def _contacts(strands: Sequence[Strand], today: dt.date) -> dict[int, list[MonthOfContacts]]:
    """The last twelve months of each strand in which a contact was ever recorded, from its first one on; one query."""
    cases = [When(condition, then=Value(whose)) for whose, condition in contact_conditions().items()]
    rows = contacts().filter(pairing__strand__in=[strand.pk for strand in strands]).order_by()
    counted = rows.annotate(month=TruncMonth("on"), whose=Case(*cases, output_field=CharField()))
    found: dict[int, dict[tuple[dt.date, str], int]] = defaultdict(dict)
    for row in counted.values("pairing__strand", "month", "whose").annotate(number=Count("pk")):
        found[row["pairing__strand"]][row["month"], row["whose"]] = row["number"]
    return {strand.pk: _months(strand, found[strand.pk], today) for strand in strands if strand.pk in found}


def _months(strand: Strand, numbers: dict[tuple[dt.date, str], int], today: dt.date) -> list[MonthOfContacts]:
    first = min(month for month, _whose in numbers)
    begun = min(strand.starts_on.replace(day=1), first) if strand.starts_on else first
    return [
        MonthOfContacts(
            month, *(numbers.get((month, whose), 0) for whose in (Side.EU.value, Side.COUNTERPART.value, TOGETHER))
        )
        for month in last_months(today)
        if month >= begun
    ]


def _needs(keys: Sequence[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = needs().filter(participation__strand__in=keys).order_by().values("participation__strand", "met")
    for row in rows.annotate(number=Count("pk")):
        found[row["participation__strand"]][MET if row["met"] else UNMET] = row["number"]
    return found


def _periods(strands: Sequence[Strand], today: dt.date) -> tuple[dict[int, list[PeriodLine]], dict[int, Counter[str]]]:
    """Of each strand the periods that are owed, and how many are in which state; four queries."""
    by_key = {strand.pk: strand for strand in strands}
    rows = list(ReportingPeriod.objects.filter(strand__in=by_key).in_order())
    for row in rows:
        row.strand = by_key[row.strand_id]
    stand = standings(rows, today)
    partners = Participation.objects.filter(strand__in=by_key).order_by().values("strand")
    cities = {row["strand"]: row["number"] for row in partners.annotate(number=Count("pk"))}
    owed = [row.pk for row in rows if stand[row.pk].is_owed]
    handed = CityUpdate.objects.filter(period__in=owed, status__in=HANDED_IN).order_by().values("period")
    done = {row["period"]: row["number"] for row in handed.annotate(number=Count("pk"))}
    lines: dict[int, list[PeriodLine]] = defaultdict(list)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        one, number = stand[row.pk], cities.get(row.strand_id, 0)
        states[row.strand_id][one.state] += 1
        if one.is_owed:
            lines[row.strand_id].append(PeriodLine(one, number - done.get(row.pk, 0), number))
    return lines, states


def _count(slug: BuiltIn, keys: Sequence[int], today: dt.date) -> dict[int, Reading]:
    """A count of the programme by strand, as `read_counts` has it of one; one query."""
    count = counts()[slug]
    path = count.source.strand or f"{count.source.pairing}__strand"
    rows: Any = count.source.rows(today).filter(**{f"{path}__in": keys}).order_by().values(path)
    return {row[path]: Reading(row["number"]) for row in rows.annotate(number=count.aggregate(today))}
