"""Moving a stage or a plan item: what goes along, what could, what stays; previewed, then carried out as previewed."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy

from core import clock
from core.errors import DomainError, StaleRecord
from core.formats import join_names
from core.models import write_audit
from core.periods import Period, Shift, moved_back
from partnerships.audit_actions import MILESTONE_MOVED_ALONG, PLAN_ITEM_MOVED, STAGE_MOVED
from partnerships.enums import MilestoneStatus
from partnerships.milestones.forms import MoveForm, days_before
from partnerships.milestones.models import check_move
from partnerships.models import DateChange, Milestone, Pairing, PlanItem, Stage
from partnerships.plan.actions import InPlan

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
        return getattr(self.record, "pairing", None)


class Preview:
    """What moving a stage moves: its items, the milestones of each, and the pairings' own milestones in it; what moving
    an item moves: the milestones of the open pairings. Five queries, however many they are.

    `items` lie in the stage that moves (none where an item moves itself), `milestones` follow or could follow; each
    says whether it goes along by itself, else why not. `kept` counts what stays, by the reason.
    """

    def __init__(self, record: Stage | PlanItem, new: Period) -> None:
        """Raises AlreadyDone for the same dates, DomainError for dates that are past or impossible."""
        check_move(old=record.forecast, new=new)
        self.record, self.old, self.new = record, record.forecast, new
        self.items: list[Moving] = []
        self.milestones: list[Moving] = []
        self.kept: Counter[str] = Counter()
        milestones = Milestone.objects.with_names().order_by("pairing__code", "forecast_start", "pk")
        if isinstance(record, PlanItem):
            theirs = list(milestones.filter(plan_item=record))
            self._before = _days_before([], theirs)
            self._add(record, new, theirs)
            return
        items = list(PlanItem.objects.filter(stage=record).order_by("forecast_start", "forecast_last_day", "pk"))
        by_item: dict[int | None, list[Milestone]] = {}
        found = list(milestones.filter(stage=record) | milestones.filter(plan_item__in=items))
        for milestone in found:
            by_item.setdefault(milestone.plan_item_id, []).append(milestone)
        self._before = _days_before(items, found)
        shift = _shift(record.forecast, new)
        for item in items:
            theirs = by_item.get(item.pk, [])
            row = _item_moving(item, record, new, shift, self._before.get(item))
            if row is None:
                self.kept[WITHIN] += bool(item.forecast)
            elif theirs and not any(_is_open(milestone) for milestone in theirs):
                self._keep(theirs)
            elif _is_past(row.new):
                self.kept[PAST] += 1
            else:
                self.items.append(row)
                self._add(item, row.new, theirs, leader=row.key if row.why else "")
        for milestone in by_item.get(None, []):
            self._offer(milestone, shift, _("It belongs to this pairing alone."))

    def _keep(self, milestones: Iterable[Milestone]) -> None:
        """Count those that stay because they are no longer open."""
        self.kept.update(one.status if one.pairing.is_open else OVER for one in milestones)

    def _add(self, item: PlanItem, new: Period, milestones: Iterable[Milestone], leader: str = "") -> None:
        """The milestones of an item that moves; `leader` is its key where it is only offered."""
        shift = _shift(item.forecast, new)
        for milestone in milestones:
            if not _is_open(milestone):
                self._keep([milestone])
            elif milestone.forecast == item.forecast:
                why = _("It goes with its plan item.") if leader else ""
                self.milestones.append(Moving(milestone, milestone.forecast, new, why, leader))
            elif not milestone.forecast:
                self.milestones.append(Moving(milestone, milestone.forecast, new, _("It has no date yet.")))
            else:
                self._offer(milestone, shift, _("Its date was set apart from the plan."))

    def _offer(self, milestone: Milestone, shift: Shift | None, why: str) -> None:
        """Offer a milestone that does not follow by itself, unless it stays anyway."""
        old = milestone.forecast
        new = moved_back(old, before=self._before.get(milestone), by=shift) if shift else old
        if not _is_open(milestone):
            self._keep([milestone])
        elif new == old:
            self.kept[WITHIN] += bool(old)
        elif _is_past(new):
            self.kept[PAST] += 1
        else:
            self.milestones.append(Moving(milestone, old, new, why))

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
        labels = {
            MilestoneStatus.DONE: ngettext_lazy("%(count)s is done", "%(count)s are done", "count"),
            MilestoneStatus.CANCELLED: ngettext_lazy("%(count)s is cancelled", "%(count)s are cancelled", "count"),
            MilestoneStatus.UNKNOWN: ngettext_lazy("%(count)s is not reported", "%(count)s are not reported", "count"),
            OVER: ngettext_lazy(
                "%(count)s is in a pairing that is over", "%(count)s are in pairings that are over", "count"
            ),
            PAST: ngettext_lazy("%(count)s would end up in the past", "%(count)s would end up in the past", "count"),
            WITHIN: ngettext_lazy(
                "%(count)s is known by month and stays in it", "%(count)s are known by month and stay in it", "count"
            ),
        }
        return join_names([text % {"count": self.kept[why]} for why, text in labels.items() if self.kept[why]])

    @property
    def digest(self) -> str:
        """The new dates and a hash of every row as it was shown, of its version too."""
        parts = [f"{self.record._meta.model_name}-{self.record.pk} {self.record.version} {self.old.iso()}"]
        parts += [f"{row.key} {row.record.version} {row.old.iso()} {row.new.iso()} {not row.why}" for row in self.rows]
        return f"{self.new.iso()} {hashlib.sha256('\n'.join(parts).encode()).hexdigest()[:32]}"

    def chosen(self, also: Collection[str]) -> list[Moving]:
        """What goes along: what follows, what is ticked, and the milestones that follow a ticked item."""
        ticked = set(also)
        return [row for row in self.rows if not row.why or {row.key, row.leader} & ticked]


def _item_moving(
    item: PlanItem, stage: Stage, new: Period, shift: Shift | None, before: Period | None
) -> Moving | None:
    """How an item of a stage would move; None where it would not."""
    old = item.forecast
    if old == stage.forecast:
        return Moving(item, old, new)
    after = moved_back(old, before=before, by=shift) if shift else old
    if after == old:
        return None
    why = ""
    if new.start == stage.forecast.start:
        why = _("The stage keeps its start.")
    elif not _lies_in(old, stage.forecast):
        why = _("Its date is outside the stage.")
    return Moving(item, old, after, why)


def _days_before(items: list[PlanItem], milestones: list[Milestone]) -> dict[PlanItem | Milestone, Period]:
    """Where each stood before its last move, of those that stand where that one led; one query."""
    changes = DateChange.objects.filter(Q(plan_item__in=items) | Q(milestone__in=milestones)).order_by("at", "pk")
    last = {(change.plan_item_id, change.milestone_id): change for change in changes}  # the newest comes last and stays
    rows: list[PlanItem | Milestone] = [*items, *milestones]
    found: dict[PlanItem | Milestone, Period] = {}
    for row in rows:
        change = last.get((row.pk, None) if isinstance(row, PlanItem) else (None, row.pk))
        if change and change.new == row.forecast:
            found[row] = change.old
    return found


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


class MoveInPlan(InPlan):
    """Move the forecast of a stage or an item, and with it what follows and what is ticked."""

    reason_of = InPlan.allowed
    form = MoveForm
    template = "partnerships/plan/plan_move.html"
    submit_label = gettext_lazy("Move")
    moved_as: str

    def perform(self, *, forecast: Period, also: Collection[str] = (), digest: str | None = None) -> str:
        """`also` are keys of offered rows, `digest` is the one of the preview that the person has seen.

        Raises StaleRecord where a previewed row has changed since; DomainError, AlreadyDone.
        """
        preview = Preview(self.row, forecast)
        if digest is not None and digest != preview.digest:
            if digest.partition(" ")[0] != forecast.iso():
                raise DomainError(_("These are not the dates of the preview. Check the new preview, then move."))
            raise StaleRecord
        self._move(self.row, forecast, self.moved_as)
        chosen = preview.chosen(also)
        _hold([one.record for one in chosen])
        for one in chosen:
            action = PLAN_ITEM_MOVED if one.is_item else MILESTONE_MOVED_ALONG
            self._move(one.record, one.new, action, along=True)
        if not chosen:
            return _("Moved. Nothing else moved with it.")
        count = len(chosen)
        text = ngettext("Moved, and %(count)s more with it.", "Moved, and %(count)s more with it.", count)
        return text % {"count": count}

    def _move(self, record: Stage | PlanItem | Milestone, new: Period, action: str, **facts: Any) -> None:
        old, record.forecast = record.forecast, new
        record.save(by=self.by)
        DateChange.keep(by=self.by, record=record, old=old, new=new, reason=self.reason)
        facts |= {"old": old.iso(), "new": new.iso()}
        write_audit(action=action, by=self.by, record=record, reason=self.reason, **facts)

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        return days_before(form)

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"moving": self.row}


class MoveStage(MoveInPlan):
    """Move a stage, its items, and the milestones that follow them."""

    key = undo = "stage-reschedule"
    on = Stage
    title = gettext_lazy("Move the stage")
    moved_as = STAGE_MOVED


class MovePlanItem(MoveInPlan):
    """Move an item of the plan, and the milestones that follow it."""

    key = undo = "plan-item-reschedule"
    on = PlanItem
    title = gettext_lazy("Move the plan item")
    moved_as = PLAN_ITEM_MOVED


def _hold(records: list[PlanItem | Milestone]) -> None:
    """Lock them in the order in which all that touches a plan does, so that no two wait for each other."""
    for model in (PlanItem, Milestone):
        keys = [row.pk for row in records if isinstance(row, model)]
        held = model.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))
