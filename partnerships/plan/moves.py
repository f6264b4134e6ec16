"""Moving a stage or a plan item: what goes along, what could, what stays; previewed, then carried out as previewed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.errors import DomainError, NotAllowed, StaleRecord, check_reason
from core.formats import join_names
from core.models import lock, one_act, write_audit
from core.periods import Period, Shift, moved
from partnerships.audit_actions import MILESTONE_MOVED_ALONG, PLAN_ITEM_MOVED, STAGE_MOVED
from partnerships.enums import MilestoneStatus
from partnerships.milestones.models import check_move
from partnerships.models import DateChange, Milestone, PlanItem, Stage
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

# Why one stays where it is, beside its status.
OVER, PAST, WITHIN = "over", "past", "within"


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
        """What the form calls it: `planitem-3`, `milestone-12`."""
        return f"{self.record._meta.model_name}-{self.record.pk}"

    @property
    def is_item(self) -> bool:
        """Whether it is an item of the plan, not a pairing's milestone."""
        return isinstance(self.record, PlanItem)

    @property
    def pairing(self) -> Pairing | None:
        """The pairing whose milestone it is; None for an item of the plan."""
        return None if isinstance(self.record, PlanItem) else self.record.pairing


@dataclass
class Preview:
    """What a move brings about, and `digest`, by which the same preview is known again.

    `items` lie in the stage that moves (none where an item moves itself), `milestones` follow or could
    follow; each says whether it goes along by itself, else why not. `kept` counts what stays, by the reason.
    """

    record: Stage | PlanItem
    old: Period
    new: Period
    items: list[Moving] = field(default_factory=list)
    milestones: list[Moving] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> list[Moving]:
        """All that could move with it, items before milestones."""
        return [*self.items, *self.milestones]

    @property
    def following(self) -> list[Moving]:
        """What goes along by itself."""
        return [row for row in self.rows if not row.why]

    @property
    def offered(self) -> list[Moving]:
        """What goes along only where it is ticked, in the order in which it can be ticked."""
        return [row for row in self.rows if row.why]

    @property
    def kept_label(self) -> str:
        """In full: “2 are done, 1 lies in a pairing that is over.”, or nothing."""
        done, cancelled, unknown = (
            self.kept[status] for status in (MilestoneStatus.DONE, MilestoneStatus.CANCELLED, MilestoneStatus.UNKNOWN)
        )
        over, past, within = (self.kept[why] for why in (OVER, PAST, WITHIN))
        parts = [
            (done, ngettext("%(count)s is done", "%(count)s are done", done)),
            (cancelled, ngettext("%(count)s is cancelled", "%(count)s are cancelled", cancelled)),
            (unknown, ngettext("%(count)s is not reported", "%(count)s are not reported", unknown)),
            (
                over,
                ngettext("%(count)s lies in a pairing that is over", "%(count)s lie in pairings that are over", over),
            ),
            (past, ngettext("%(count)s would lie in the past", "%(count)s would lie in the past", past)),
            (
                within,
                ngettext(
                    "%(count)s is known by month and stays in it", "%(count)s are known by month and stay in it", within
                ),
            ),
        ]
        return join_names([text % {"count": count} for count, text in parts if count])

    @property
    def digest(self) -> str:
        """The new dates and a hash of every row as it was shown, of its version too."""
        parts = [f"{self.record._meta.model_name}-{self.record.pk} {self.record.version} {self.old.iso()}"]
        parts += [f"{row.key} {row.record.version} {row.old.iso()} {row.new.iso()} {not row.why}" for row in self.rows]
        return f"{self.new.iso()} {hashlib.sha256('\n'.join(parts).encode()).hexdigest()[:32]}"

    def chosen(self, also: Collection[str]) -> Iterator[Moving]:
        """What goes along: what follows, what is ticked, and the milestones that follow a ticked item."""
        ticked = set(also)
        for row in self.rows:
            if not row.why or row.key in ticked or row.leader in ticked:
                yield row

    def keep(self, milestones: Iterable[Milestone]) -> None:
        """Count those that stay because they are no longer open."""
        self.kept.update(one.status if one.pairing.is_open else OVER for one in milestones)

    def add(self, item: PlanItem, new: Period, milestones: Iterable[Milestone], leader: str = "") -> None:
        """The milestones of an item that moves; `leader` is its key where it is only offered."""
        shift = _shift(item.forecast, new)
        for milestone in milestones:
            if not _is_open(milestone):
                self.keep([milestone])
            elif milestone.forecast == item.forecast:
                why = _("It goes with its plan item.") if leader else ""
                self.milestones.append(Moving(milestone, milestone.forecast, new, why, leader))
            elif not milestone.forecast:
                self.milestones.append(Moving(milestone, milestone.forecast, new, _("It has no date yet.")))
            else:
                self.offer(milestone, shift, _("Its date was set apart from the plan."))

    def offer(self, milestone: Milestone, shift: Shift | None, why: str) -> None:
        """Offer a milestone that does not follow by itself, unless it stays anyway."""
        old = milestone.forecast
        new = moved(old, by=shift) if shift else old
        if not _is_open(milestone):
            self.keep([milestone])
        elif new == old:
            self.kept[WITHIN] += bool(old)
        elif _is_past(new):
            self.kept[PAST] += 1
        else:
            self.milestones.append(Moving(milestone, old, new, why))


def preview_move(record: Stage | PlanItem, forecast: Period) -> Preview:
    """What moving a stage moves: its items, the milestones of each, and the pairings' own milestones in it; what moving
    an item moves: the milestones of the open pairings. Four queries, however many they are.

    Raises AlreadyDone for the same dates, DomainError for dates that are past or impossible.
    """
    check_move(old=record.forecast, new=forecast)
    found = Preview(record, record.forecast, forecast)
    milestones = Milestone.objects.select_related(
        "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    ).order_by("pairing__code", "forecast_start", "pk")
    if isinstance(record, PlanItem):
        found.add(record, forecast, milestones.filter(plan_item=record))
        return found
    items = list(PlanItem.objects.filter(stage=record).order_by("forecast_start", "forecast_last_day", "pk"))
    by_item: dict[int | None, list[Milestone]] = {}
    for milestone in milestones.filter(stage=record) | milestones.filter(plan_item__in=items):
        by_item.setdefault(milestone.plan_item_id, []).append(milestone)
    shift = _shift(record.forecast, forecast)
    for item in items:
        theirs = by_item.get(item.pk, [])
        row = _item_moving(item, record, forecast, shift)
        if row is None:
            found.kept[WITHIN] += bool(item.forecast)
        elif theirs and not any(_is_open(milestone) for milestone in theirs):
            found.keep(theirs)
        elif _is_past(row.new):
            found.kept[PAST] += 1
        else:
            found.items.append(row)
            found.add(item, row.new, theirs, leader=row.key if row.why else "")
    for milestone in by_item.get(None, []):
        found.offer(milestone, shift, _("It belongs to this pairing alone."))
    return found


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


@one_act()
def reschedule(
    *,
    by: User,
    grants: Grants,
    record: Stage | PlanItem,
    version: int,
    forecast: Period,
    reason: str,
    also: Collection[str] = (),
    digest: str | None = None,
) -> Preview:
    """Move the forecast of a stage or an item, and with it what follows and what is ticked (`also`, keys of offered
    rows).

    `digest` is the one of the preview that the person has seen. Raises NotAllowed; StaleRecord where the
    record or a previewed row has changed since; DomainError, AlreadyDone.
    """
    if not may_edit_plan(grants, record.strand):
        raise NotAllowed
    row: Stage | PlanItem = lock(record, version=version)
    row.strand = record.strand
    check_reason(reason)
    preview = preview_move(row, forecast)
    if digest is not None and digest != preview.digest:
        if digest.partition(" ")[0] != preview.new.iso():
            raise DomainError(_("These are other dates than the preview shows. Look at the new preview, then move."))
        raise StaleRecord
    action = STAGE_MOVED if isinstance(row, Stage) else PLAN_ITEM_MOVED
    _move(by=by, record=row, new=forecast, reason=reason, action=action)
    chosen = list(preview.chosen(also))
    _hold([one.record for one in chosen])
    for one in chosen:
        action = PLAN_ITEM_MOVED if one.is_item else MILESTONE_MOVED_ALONG
        _move(by=by, record=one.record, new=one.new, reason=reason, action=action, along=True)
    return preview


def _hold(records: list[PlanItem | Milestone]) -> None:
    """Lock them in the order in which all that touches a plan does, so that no two wait for each other."""
    for model in (PlanItem, Milestone):
        keys = [row.pk for row in records if isinstance(row, model)]
        held = model.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))


def _move(
    *, by: User, record: Stage | PlanItem | Milestone, new: Period, reason: str, action: str, **facts: Any
) -> None:
    old, record.forecast = record.forecast, new
    record.save(by=by)
    DateChange.keep(by=by, record=record, old=old, new=new, reason=reason)
    write_audit(action=action, by=by, record=record, reason=reason, old=old.iso(), new=new.iso(), **facts)
