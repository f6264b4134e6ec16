"""A pairing's journey as one object: its stages, its milestones, and what can be said of them.

Nothing here is stored: progress, the current stage and lateness follow from the records and the
day (the strand's date in Brussels).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

from core.errors import DomainError
from core.flat_rows import prepared
from core.formats import format_period
from core.periods import Period, covering
from core.pictures.stops import Span, stage_days
from core.texts import reader_language
from partnerships.confirmations.selectors import TextState, milestone_states, with_named_texts
from partnerships.enums import OPEN_PAIRING, MilestoneStatus, PairingStatus, Side
from partnerships.models import Confirmed, Milestone, Pairing, Participation, Stage, Strand

IN_ONE_STATE: dict[str, Any] = {
    PairingStatus.PLANNED: gettext_lazy("The pairing is planned and not opened yet."),
    PairingStatus.CLOSED: gettext_lazy("The pairing is closed."),
    PairingStatus.DISCONTINUED: gettext_lazy("The pairing was discontinued."),
}


COUNTED = (MilestoneStatus.DONE, MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED)


@dataclass(frozen=True)
class Progress:
    """How many milestones stand where; `late` are among the open ones."""

    done: int
    open: int
    late: int
    not_reported: int
    cancelled: int

    @classmethod
    def of(cls, milestones: Iterable[Milestone], today: dt.date) -> Progress:
        """Count them by state on a day."""
        rows = list(milestones)
        states = [row.status for row in rows]
        late = sum(row.is_overdue(today) for row in rows)
        done, is_open, unknown, cancelled = (states.count(one) for one in COUNTED)
        return cls(done, is_open, late, unknown, cancelled)

    @property
    def planned(self) -> int:
        """All but those that were cancelled."""
        return self.done + self.open + self.not_reported

    @property
    def sentence(self) -> str:
        """In full, never a bare per cent: “6 done, 1 open, 3 not reported”."""
        told = (
            (_("%(count)s open"), self.open),
            (ngettext("%(count)s of them overdue", "%(count)s of them overdue", self.late), self.late),
            (_("%(count)s not reported"), self.not_reported),
            (_("%(count)s cancelled"), self.cancelled),
        )
        others = [words % {"count": count} for words, count in told if count]
        return ", ".join([_("%(count)s done") % {"count": self.done}, *others])


@dataclass(frozen=True)
class StageOfJourney:
    """A stage with one pairing's milestones in it."""

    stage: Stage
    days: Span | None
    milestones: list[Milestone]
    today: dt.date
    is_open: bool

    @property
    def progress(self) -> Progress:
        """The stage's own count."""
        return Progress.of(self.milestones, self.today)

    @property
    def state(self) -> str:
        """One status word for the stage's cell on the board."""
        progress = self.progress
        if progress.late:
            return "overdue"
        if progress.open:
            return "running" if self.has_begun and self.is_open else "planned"
        if progress.not_reported:
            return "not-reported"
        if progress.done:
            return "done"
        return "cancelled" if progress.cancelled else "none"

    @property
    def reported(self) -> Period:
        """What is known to have happened of it: from the first to the last reported day of its milestones."""
        return covering(row.actual for row in self.milestones)

    @property
    def reported_label(self) -> str:
        """The same in words; nothing of a stage that lies ahead."""
        if self.reported:
            return _("reported %(period)s") % {"period": format_period(self.reported)}
        is_past = self.days is not None and self.days.first < self.today
        return pgettext("journey legend", "not reported") if is_past else ""

    @property
    def has_begun(self) -> bool:
        """Whether its first day has come."""
        return self.days is not None and self.days.first <= self.today


@dataclass(frozen=True)
class Journey:
    """One pairing's way on one day.

    `standings` tells where both sides stand with each milestone that asks for their confirmation, by its key.
    """

    pairing: Pairing
    stages: list[StageOfJourney]
    today: dt.date
    standings: Mapping[int, TextState] = field(default_factory=dict)

    @property
    def milestones(self) -> list[Milestone]:
        """All of them, in the journey's order."""
        return [milestone for part in self.stages for milestone in part.milestones]

    @property
    def progress(self) -> Progress:
        """The whole journey's count."""
        return Progress.of(self.milestones, self.today)

    @property
    def picture_label(self) -> str:
        """What its picture shows: how many milestones stand where, and what was reported of each stage."""
        stages = [f"{part.stage.name}: {part.reported_label}" for part in self.stages if part.reported_label]
        return (", " if reader_language() == "ko" else "; ").join([self.progress.sentence, *stages])

    @property
    def current_stage(self) -> Stage | None:
        """The last stage that has begun; a pairing that is over has none."""
        if not self.pairing.is_open:
            return None
        begun = [part.stage for part in self.stages if part.has_begun]
        return begun[-1] if begun else None

    @property
    def position(self) -> str:
        """Where the pairing is, in one sentence."""
        if self.pairing.status in IN_ONE_STATE:
            return str(IN_ONE_STATE[self.pairing.status])
        stage = self.current_stage
        if stage is None:
            return _("The journey has not begun.")
        facts = {"position": stage.position, "count": len(self.stages), "stage": stage.name}
        return _("Stage %(position)s of %(count)s: %(stage)s.") % facts


@prepared(strands=None)
def read_stages(strands: Any) -> QuerySet[Stage]:
    """Of each strand in their order."""
    return Stage.objects.filter(strand__in=strands).order_by("position")


@prepared(pairings=None)
def _milestones(pairings: Any) -> QuerySet[Milestone]:
    rows = with_named_texts(Milestone.objects.filter(pairing__in=pairings))
    return rows.order_by("forecast_start", "forecast_last_day", "pk")


def read_journeys(pairings: Sequence[Pairing], today: dt.date, known: Iterable[Stage] = ()) -> list[Journey]:
    """The journeys of some pairings in three queries, however many they are; in two where their stages are known."""
    strand_ids = {pairing.strand_id for pairing in pairings}
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in known or read_stages(strands=strand_ids):
        stages[stage.strand_id].append(stage)
    stage_of = {stage.pk: stage for some in stages.values() for stage in some}
    milestones: dict[tuple[int, int], list[Milestone]] = defaultdict(list)
    by_id = {pairing.pk: pairing for pairing in pairings}
    for row in _milestones(pairings=by_id):
        row.pairing, row.stage = by_id[row.pairing_id], stage_of[row.stage_id]
        milestones[row.pairing_id, row.stage_id].append(row)
    standings = milestone_states(row for rows in milestones.values() for row in rows)
    journeys = []
    for pairing in pairings:
        theirs = stages[pairing.strand_id]
        days = stage_days([stage.forecast for stage in theirs])
        parts = [
            StageOfJourney(stage, span, milestones.get((pairing.pk, stage.pk), []), today, pairing.is_open)
            for stage, span in zip(theirs, days, strict=True)
        ]
        journeys.append(Journey(pairing, parts, today, standings))
    return journeys


def check_pairing(
    *, strand: Strand, eu: Participation, counterpart: Participation, status: str, pairing: Pairing | None = None
) -> None:
    """Refuse partners of another strand or the wrong side, and a second open pairing of a pair.

    Raises DomainError with the field that is at fault.
    """
    if eu.partner_id == counterpart.partner_id:
        raise DomainError(_("A partner cannot be paired with itself."), field="counterpart")
    for name, participation, side in (("eu", eu, Side.EU), ("counterpart", counterpart, Side.COUNTERPART)):
        if participation.strand_id != strand.pk:
            words = _("%(partner)s is chosen as a participant of another strand.")
            raise DomainError(words % {"partner": participation.partner}, field=name)
        if participation.side != side:
            words = _("%(partner)s is not on this side, but on the other (%(side)s).")
            names = {"partner": participation.partner, "side": strand.side_name(participation.side)}
            raise DomainError(words % names, field=name)
    others = Pairing.objects.filter(eu=eu, counterpart=counterpart, status__in=OPEN_PAIRING)
    if pairing is not None:
        others = others.exclude(pk=pairing.pk)
    if status in OPEN_PAIRING and (other := others.with_names().first()):
        words = _("These two have an open pairing already: %(pairing)s. Close that one first.")
        raise DomainError(words % {"pairing": other.name}, field="counterpart")


def check_workable(text: Confirmed) -> None:
    """Refuse an act on a text of a pairing that is over, unless it is confirmed after that too. Raises DomainError."""
    if not text.is_workable:
        text.pairing.check_open()


def check_of_strand(*, strand_id: int, records: Iterable[tuple[str, Any]]) -> None:
    """Refuse records of another strand, given as (form field, record or None). Raises DomainError."""
    for name, record in records:
        if record is not None and record.strand_id != strand_id:
            raise DomainError(_("“%(record)s” belongs to another strand.") % {"record": record}, field=name)
