"""Moving a stage or a plan item: what goes along, what could, what stays; previewed, then carried out as previewed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import lock, one_act, write_audit
from core.periods import Period
from partnerships.audit_actions import MILESTONE_MOVED_ALONG, PLAN_ITEM_MOVED, STAGE_MOVED
from partnerships.milestones.models import check_move
from partnerships.models import DateChange, Milestone, PlanItem, Stage
from partnerships.plan.followers import Kept, Moving, followers_of_item, followers_of_stage
from partnerships.rules.places import may_edit_plan
from partnerships.transitions import check_reason

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


@dataclass
class Preview:
    """What a move brings about, and `digest`, by which the same preview is known again.

    `items` stand in the stage that moves (none where an item moves itself), `milestones` follow or could
    follow; each says whether it goes along by itself, else why not. `kept` counts what stays.
    """

    record: Stage | PlanItem
    old: Period
    new: Period
    items: list[Moving] = field(default_factory=list)
    milestones: list[Moving] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)

    @property
    def rows(self) -> list[Moving]:
        """All that could move with it, items before milestones."""
        return [*self.items, *self.milestones]

    @property
    def following(self) -> list[Moving]:
        """What goes along by itself."""
        return [row for row in self.rows if row.follows]

    @property
    def offered(self) -> list[Moving]:
        """What goes along only where it is ticked, in the order in which it can be ticked."""
        return [row for row in self.rows if not row.follows]

    @property
    def digest(self) -> str:
        """The new dates and a hash of every row as it was shown, of its version too."""
        parts = [f"{self.record._meta.model_name}-{self.record.pk} {self.record.version} {self.old.iso()}"]
        parts += [f"{row.key} {row.record.version} {row.old.iso()} {row.new.iso()} {row.follows}" for row in self.rows]
        return f"{self.new.iso()} {hashlib.sha256('\n'.join(parts).encode()).hexdigest()[:32]}"

    def chosen(self, also: Collection[str]) -> Iterator[Moving]:
        """What goes along: what follows, what is ticked, and the milestones that follow a ticked item."""
        ticked = set(also)
        for row in self.rows:
            if row.follows or row.key in ticked or row.leader in ticked:
                yield row


def preview_stage_move(*, stage: Stage, forecast: Period) -> Preview:
    """What moving a stage would move: its items and milestones. Four queries, however many they are.

    Raises AlreadyDone for the same dates, DomainError for dates that are past or impossible.
    """
    check_move(old=stage.forecast, new=forecast)
    found = followers_of_stage(stage, forecast)
    return Preview(stage, stage.forecast, forecast, found.items, found.milestones, found.kept)


def preview_item_move(*, item: PlanItem, forecast: Period) -> Preview:
    """What moving a plan item would move: the milestones of the open pairings. Raises as for a stage."""
    check_move(old=item.forecast, new=forecast)
    found = followers_of_item(item, forecast)
    return Preview(item, item.forecast, forecast, [], found.milestones, found.kept)


@one_act()
def reschedule_stage(
    *,
    by: User,
    grants: Grants,
    stage: Stage,
    version: int,
    forecast: Period,
    reason: str,
    also: Collection[str] = (),
    digest: str | None = None,
) -> Preview:
    """Move a stage's forecast, and with it what follows and what is ticked (`also`, keys of offered rows).

    `digest` is the one of the preview that the person has seen. Raises NotAllowed; StaleRecord where the
    stage or a previewed row has changed since; DomainError, AlreadyDone.
    """
    row = _begin(grants=grants, record=stage, version=version, reason=reason)
    preview = preview_stage_move(stage=row, forecast=forecast)
    _carry_out(by=by, preview=preview, reason=reason, also=also, digest=digest)
    return preview


@one_act()
def reschedule_plan_item(
    *,
    by: User,
    grants: Grants,
    item: PlanItem,
    version: int,
    forecast: Period,
    reason: str,
    also: Collection[str] = (),
    digest: str | None = None,
) -> Preview:
    """Move a plan item's forecast, and with it the milestones that follow or are ticked; raises as for a stage."""
    row = _begin(grants=grants, record=item, version=version, reason=reason)
    preview = preview_item_move(item=row, forecast=forecast)
    _carry_out(by=by, preview=preview, reason=reason, also=also, digest=digest)
    return preview


def _begin[Record: (Stage, PlanItem)](*, grants: Grants, record: Record, version: int, reason: str) -> Record:
    if not may_edit_plan(grants, record.strand):
        raise NotAllowed
    row = lock(record, version=version)
    row.strand = record.strand
    check_reason(reason)
    return row


def _carry_out(*, by: User, preview: Preview, reason: str, also: Collection[str], digest: str | None) -> None:
    if digest is not None and digest != preview.digest:
        if digest.partition(" ")[0] != preview.new.iso():
            raise DomainError(_("These are other dates than the preview shows. Look at the new preview, then move."))
        raise StaleRecord
    head = preview.record
    action = STAGE_MOVED if isinstance(head, Stage) else PLAN_ITEM_MOVED
    _move(by=by, record=head, new=preview.new, reason=reason, action=action)
    chosen = list(preview.chosen(also))
    _hold([row.record for row in chosen])
    for row in chosen:
        action = PLAN_ITEM_MOVED if isinstance(row.record, PlanItem) else MILESTONE_MOVED_ALONG
        _move(by=by, record=row.record, new=row.new, reason=reason, action=action, along=True)


def _hold(records: Iterable[PlanItem | Milestone]) -> None:
    """Lock them in the order in which all that touches a plan does, so that no two wait for each other."""
    rows = list(records)
    for model in (PlanItem, Milestone):
        keys = [row.pk for row in rows if isinstance(row, model)]
        held = model.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))


def _move(
    *, by: User, record: Stage | PlanItem | Milestone, new: Period, reason: str, action: str, **facts: Any
) -> None:
    old, record.forecast = record.forecast, new
    record.save(by=by)
    DateChange.keep(by=by, record=record, old=old, new=new, reason=reason)
    write_audit(
        action=action,
        by=by,
        record=record,
        reason=reason,
        old=old.iso(),
        new=new.iso(),
        **facts,
    )
