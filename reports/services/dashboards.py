"""How strands stand in figures: what is due and late, levels, helix, punctuality, activity, needs, participants.

Everything is read for all strands at once, in a constant number of queries; what nobody reported is no zero.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Value, When
from django.db.models.functions import TruncMonth

from core.errors import NotAllowed
from partnerships.enums import OPEN_PAIRING, BuiltIn, ProjectLevel, Side
from partnerships.models import Milestone, Pairing, Participation, Project, ProjectOrganisation, Stage, Strand
from partnerships.rules import may_see_programme
from partnerships.services.counts import Reading, counts
from partnerships.services.delays import Delay, read_delays
from partnerships.services.helix import Helix
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ReportingPeriod
from reports.rules import may_see_dashboard
from reports.services.dashboard_figures import COUNTED, Dashboard, MonthOfContacts, PeriodLine
from reports.services.dashboard_rows import (
    MET,
    TOGETHER,
    UNMET,
    contact_conditions,
    contacts,
    last_months,
    milestone_conditions,
    needs,
)
from reports.services.period_states import standings

if TYPE_CHECKING:
    from core.access import Grants


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
