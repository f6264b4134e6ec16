"""What hangs on the date of a stage or a plan item: what follows it by itself, what could, and what stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.formats import join_names
from core.periods import Period, Shift, moved
from partnerships.enums import MilestoneStatus
from partnerships.models import Milestone, PlanItem, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from partnerships.milestones.models import MilestoneQuerySet
    from partnerships.models import Pairing


@dataclass(frozen=True)
class Moving:
    """A record that goes along, or could: from where to where, and why not by itself (empty: by itself).

    `leader` is the key of the item that it follows where that item is only offered.
    """

    record: PlanItem | Milestone
    old: Period
    new: Period
    why: str = ""
    leader: str = ""

    @property
    def key(self) -> str:
        """Its word in the form: `planitem-3`, `milestone-12`."""
        return _key_of(self.record)

    @property
    def follows(self) -> bool:
        """Whether it goes along by itself."""
        return not self.why

    @property
    def is_item(self) -> bool:
        """Whether it is an item of the plan, not a pairing's milestone."""
        return isinstance(self.record, PlanItem)

    @property
    def pairing(self) -> Pairing | None:
        """The pairing whose milestone it is; None for an item of the plan."""
        return None if isinstance(self.record, PlanItem) else self.record.pairing


def _key_of(record: PlanItem | Milestone) -> str:
    """A record's word among those of both kinds."""
    return f"{record._meta.model_name}-{record.pk}"


@dataclass
class Kept:
    """How many stay where they are, by the reason."""

    over: int = 0
    states: Counter[str] = field(default_factory=Counter)
    past: int = 0
    within: int = 0

    @property
    def sentence(self) -> str:
        """In full: “2 are done, 1 lies in a pairing that is over.”, or nothing."""
        parts = [
            (self.states[MilestoneStatus.DONE], ngettext("%(count)s is done", "%(count)s are done", self._of("done"))),
            (
                self.states[MilestoneStatus.CANCELLED],
                ngettext("%(count)s is cancelled", "%(count)s are cancelled", self._of("cancelled")),
            ),
            (
                self.states[MilestoneStatus.UNKNOWN],
                ngettext("%(count)s is not reported", "%(count)s are not reported", self._of("unknown")),
            ),
            (
                self.over,
                ngettext(
                    "%(count)s lies in a pairing that is over", "%(count)s lie in pairings that are over", self.over
                ),
            ),
            (self.past, ngettext("%(count)s would lie in the past", "%(count)s would lie in the past", self.past)),
            (
                self.within,
                ngettext(
                    "%(count)s is known by month and stays in it",
                    "%(count)s are known by month and stay in it",
                    self.within,
                ),
            ),
        ]
        return join_names([text % {"count": count} for count, text in parts if count])

    def _of(self, state: str) -> int:
        return self.states[state]


@dataclass
class Found:
    """The rows of a preview."""

    items: list[Moving] = field(default_factory=list)
    milestones: list[Moving] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)


def followers_of_item(item: PlanItem, new: Period) -> Found:
    """The milestones of an item that moves."""
    found = Found()
    _add_milestones(found, item, new, _milestones(plan_item=item))
    return found


def followers_of_stage(stage: Stage, new: Period) -> Found:
    """The items of a stage that moves, with the milestones of each, and the pairings' own milestones in it."""
    found, shift = Found(), _shift(stage.forecast, new)
    items = list(PlanItem.objects.filter(stage=stage).order_by("forecast_start", "forecast_last_day", "pk"))
    by_item: dict[int | None, list[Milestone]] = {}
    for milestone in _milestones(stage=stage) | _milestones(plan_item__in=items):
        by_item.setdefault(milestone.plan_item_id, []).append(milestone)
    for item in items:
        theirs = by_item.get(item.pk, [])
        row = _item_moving(item, stage, new, shift)
        if row is None:
            found.kept.within += bool(item.forecast)
        elif theirs and not any(_is_open(milestone) for milestone in theirs):
            _count_kept(found.kept, theirs)
        elif _is_past(row.new):
            found.kept.past += 1
        else:
            found.items.append(row)
            _add_milestones(found, item, row.new, theirs, leader="" if row.follows else row.key)
    why = _("It belongs to this pairing alone.")
    for milestone in by_item.get(None, []):
        _offer(found, milestone, shift, why)
    return found


def _milestones(**of: object) -> MilestoneQuerySet:
    return (
        Milestone.objects.filter(**of)
        .select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
        .order_by("pairing__code", "forecast_start", "pk")
    )


def _item_moving(item: PlanItem, stage: Stage, new: Period, shift: Shift | None) -> Moving | None:
    """How an item of a stage would move; None where it would not."""
    old = item.forecast
    if old == stage.forecast:
        return Moving(item, old, new)
    after = moved(old, by=shift) if shift else old
    if after == old:
        return None
    why = ""
    if new.start == stage.forecast.start:
        why = _("The stage keeps its start.")
    elif not _lies_in(old, stage.forecast):
        why = _("Its date lies outside the stage.")
    return Moving(item, old, after, why)


def _add_milestones(
    found: Found, item: PlanItem, new: Period, milestones: Iterable[Milestone], leader: str = ""
) -> None:
    shift = _shift(item.forecast, new)
    for milestone in milestones:
        if not _is_open(milestone):
            _count_kept(found.kept, [milestone])
        elif milestone.forecast == item.forecast:
            why = _("It goes with its plan item.") if leader else ""
            found.milestones.append(Moving(milestone, milestone.forecast, new, why, leader))
        elif not milestone.forecast:
            found.milestones.append(Moving(milestone, milestone.forecast, new, _("It has no date yet.")))
        else:
            _offer(found, milestone, shift, _("Its date was set apart from the plan."))


def _offer(found: Found, milestone: Milestone, shift: Shift | None, why: str) -> None:
    """Offer a milestone that does not follow by itself, unless it stays anyway."""
    if not _is_open(milestone):
        _count_kept(found.kept, [milestone])
        return
    old = milestone.forecast
    new = moved(old, by=shift) if shift else old
    if new == old:
        found.kept.within += bool(old)
    elif _is_past(new):
        found.kept.past += 1
    else:
        found.milestones.append(Moving(milestone, old, new, why))


def _shift(old: Period, new: Period) -> Shift | None:
    """How far what hangs on it moves: as the start does, or as the end where the start stays."""
    if old.start is None or new.start is None:
        return None
    if old.start != new.start:
        return Shift.between(old.start, new.start)
    return Shift.between(old.end or old.start, new.end or new.start)


def _lies_in(period: Period, whole: Period) -> bool:
    first, last, start, end = period.first_day, period.last_day, whole.first_day, whole.last_day
    return bool(first and last and start and end) and start <= first and last <= end  # type: ignore[operator]


def _is_open(milestone: Milestone) -> bool:
    return milestone.status == MilestoneStatus.PLANNED and milestone.pairing.is_open


def _is_past(period: Period) -> bool:
    last = period.last_day
    return last is not None and last < clock.today()


def _count_kept(kept: Kept, milestones: Iterable[Milestone]) -> None:
    for milestone in milestones:
        if milestone.pairing.is_open:
            kept.states[milestone.status] += 1
        else:
            kept.over += 1
