"""The programme at a glance: strands by stages, what is due, who is silent; every pairing; and rounds of a strand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core import clock
from core.errors import NotAllowed
from core.periods import PartialDate
from partnerships.contacts.selectors import Silence, silence
from partnerships.enums import MilestoneStatus, PairingStatus
from partnerships.models import Milestone, Pairing, Stage, Strand
from partnerships.pairings.selectors import Journey, read_journeys
from partnerships.rules.places import may_edit_plan, may_see_programme
from partnerships.tasks.selectors import partner_name
from partnerships.tasks.signals import Health, read_health

if TYPE_CHECKING:
    from core.access import Grants

MOST_DUE = 5


@dataclass(frozen=True, slots=True)
class PairingRow:
    """One pairing with what staff look at: health (None where the pairing is over), silence, what is due next."""

    journey: Journey
    health: Health | None
    quiet: Silence

    @property
    def pairing(self) -> Pairing:
        """The pairing itself."""
        return self.journey.pairing

    @property
    def silent_days(self) -> int | None:
        """Days without contact; None where nothing is known, before the start or after it."""
        return self.quiet.days if self.pairing.status == PairingStatus.ACTIVE else None

    @property
    def silent_side(self) -> str:
        """The partner that has been silent longer, by name."""
        known = self.quiet.side and self.silent_days is not None
        return partner_name(self.pairing, self.quiet.side) if known else ""

    @property
    def is_silent(self) -> bool:
        """Whether it has been silent for as many days as its strand allows."""
        return self.silent_days is not None and self.silent_days >= self.pairing.strand.silence_days

    @property
    def next_due(self) -> Milestone | None:
        """The open milestone that is due next, today or later."""
        return min(self.due, key=_last_day, default=None)

    @property
    def due(self) -> list[Milestone]:
        """Open milestones whose last day has not passed."""
        if not self.pairing.is_open:
            return []
        today = self.journey.today
        return [row for row in self.journey.milestones if _is_open(row) and _last_day(row) >= today]


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage of a strand, and in how many of its pairings it stands where."""

    stage: Stage
    done: int
    open: int
    late: int
    not_reported: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next in a strand: one milestone, in one or several pairings."""

    milestone: Milestone
    pairings: list[Pairing]

    @property
    def until(self) -> PartialDate | None:
        """Its end, as exact as it is known."""
        return self.milestone.forecast.end or self.milestone.forecast.start


@dataclass(frozen=True, slots=True)
class StrandPart:
    """One strand of the programme."""

    strand: Strand
    stages: list[StageRow] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    silent: list[PairingRow] = field(default_factory=list)
    rows: list[PairingRow] = field(default_factory=list)

    @property
    def signals(self) -> int:
        """How many signals its pairings have."""
        return sum(len(row.health.signals) for row in self.rows if row.health)

    @property
    def is_over(self) -> bool:
        """Whether none of its pairings is open any more."""
        return bool(self.rows) and not any(row.pairing.is_open for row in self.rows)


def read_programme(*, grants: Grants, today: dt.date) -> list[StrandPart]:
    """The strands that the reader looks after or reads for the authority, newest first; raises NotAllowed.

    A constant number of queries, whatever the number of strands and pairings.
    """
    if not may_see_programme(grants):
        raise NotAllowed
    strands = Strand.objects.all()
    if not grants.is_administrator:
        strands = strands.filter(pk__in=grants.staff | grants.authority)
    parts = {strand.pk: strand for strand in strands.newest_first()}
    pairings = list(Pairing.objects.filter(strand__in=parts).with_names().order_by("code"))
    rows: dict[int, list[PairingRow]] = defaultdict(list)
    health = read_health(grants=grants, pairings=pairings, today=today)
    silences = silence(pairings, clock.end_of(today))
    for journey in read_journeys(pairings, today):
        key = journey.pairing.pk
        rows[journey.pairing.strand_id].append(PairingRow(journey, health.get(key), silences[key]))
    return [_part(strand, rows[key]) for key, strand in parts.items()]


def _part(strand: Strand, rows: Sequence[PairingRow]) -> StrandPart:
    return StrandPart(
        strand=strand,
        stages=_stages(rows),
        due=_due(rows),
        silent=sorted((row for row in rows if row.is_silent), key=lambda row: -(row.silent_days or 0)),
        rows=list(rows),
    )


def _stages(rows: Sequence[PairingRow]) -> list[StageRow]:
    """By stage, the states that it has in the pairings; a late one is late, whatever else it holds."""
    if not rows:
        return []
    found = []
    for parts in zip(*(row.journey.stages for row in rows), strict=True):
        states = [part.state for part in parts]
        found.append(
            StageRow(
                stage=parts[0].stage,
                done=states.count("done"),
                open=states.count("running") + states.count("planned"),
                late=states.count("overdue"),
                not_reported=states.count("not-reported"),
            )
        )
    return found


def _due(rows: Iterable[PairingRow]) -> list[Due]:
    """The next few; what several pairings have under one title and on one day is told once."""
    found: dict[tuple[Any, ...], Due] = {}
    for milestone in sorted((one for row in rows for one in row.due), key=lambda one: (_last_day(one), one.pk)):
        key = (milestone.title_en, milestone.title_ko, _last_day(milestone))
        due = found.setdefault(key, Due(milestone, []))
        due.pairings.append(milestone.pairing)
    return list(found.values())[:MOST_DUE]


def _is_open(milestone: Milestone) -> bool:
    return milestone.status == MilestoneStatus.PLANNED and milestone.forecast.last_day is not None


def _last_day(milestone: Milestone) -> dt.date:
    return milestone.forecast.last_day or dt.date.max


def rounds_of(strand: Strand, grants: Grants) -> list[Strand]:
    """The rounds before and after a strand that the reader may see, in one query."""
    near = Q(previous=strand) | Q(pk=strand.previous_id)
    return list(Strand.objects.visible_to(grants).filter(near).order_by("starts_on", "code"))


def plans_for(milestone: Milestone, grants: Grants) -> list[Strand]:
    """The strands whose plan can take in a pairing's milestone: its own, and the later rounds of its pairing."""
    strand = milestone.pairing.strand
    later = Q(previous=strand, pairings__predecessor=milestone.pairing)
    rows = Strand.objects.visible_to(grants).filter(Q(pk=strand.pk) | later).distinct().order_by("starts_on", "code")
    return [row for row in rows if may_edit_plan(grants, row) and not (row == strand and milestone.plan_item_id)]
