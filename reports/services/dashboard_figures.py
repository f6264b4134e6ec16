"""The figures of a dashboard, as they were read: nothing here asks the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnerships.enums import REACHED, BuiltIn
from partnerships.services.counts import unsaid
from partnerships.services.delays import Delay
from reports.services.dashboard_rows import LATE, MET, NOT_REPORTED, SOON, UNMET

if TYPE_CHECKING:
    from partnerships.models import Stage, Strand
    from partnerships.services.counts import Number, Reading
    from partnerships.services.helix import Helix
    from reports.services.period_states import Standing

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

    standing: Standing
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
        left_out = unsaid({slug: reading.value for slug, reading in self.readings.items()})
        return [slug for slug in self.readings if slug not in left_out]
