"""Why the journey left its first plan: how each milestone deviates from its baseline, every move with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from core import clock
from core.models import AuditEntry, of_actions
from partnerships.enums import MilestoneStatus
from partnerships.models import DateChange, Milestone
from reports.services.compiling.plain import Plain, both, free, iso, span

if TYPE_CHECKING:
    from core.periods import Period
    from partnerships.services.journeys import Journey
    from reports.services.compiling.scope import Scope

type Changes = Mapping[int, Sequence[DateChange]]
_ACT_OF = {
    MilestoneStatus.CANCELLED: "milestone-cancel",
    MilestoneStatus.UNKNOWN: "milestone-not-reported",
}
# What left its first plan, of which it is asked why: nobody owes a reason for being early.
LEFT = frozenset({"later", "moved", "cancelled"})


def deviation_of(milestone: Milestone) -> str:
    """How it left its baseline: `later`, `moved` (its forecast, to later), `cancelled`; or was `earlier`, or `shorter`.

    What is known by month or year only deviates where it cannot have been within the plan: nobody can say more.
    """
    if milestone.status == MilestoneStatus.CANCELLED:
        return "cancelled"
    if milestone.status == MilestoneStatus.PLANNED:
        return "moved" if milestone.forecast.days_after(milestone.baseline) > 0 else ""
    if milestone.status != MilestoneStatus.DONE or not milestone.actual or not milestone.baseline:
        return ""
    return _against(milestone.actual, milestone.baseline)


def _against(actual: Period, baseline: Period) -> str:
    begun, first, last = actual.start or actual.end, baseline.first_day, baseline.last_day
    if actual.days_after(baseline) > 0:
        return "later"
    if begun is None or first is None:
        return ""
    if begun.last_day < first:
        return "earlier"
    exact = actual.days_known and baseline.days_known
    return "shorter" if exact and (actual.first_day, actual.last_day) != (first, last) else ""


def days_early(milestone: Milestone) -> int | None:
    """By how many days it began before its baseline, where both are known to the day."""
    actual, baseline = milestone.actual, milestone.baseline
    begun, planned = actual.first_day, baseline.first_day
    known = actual.days_known and baseline.days_known and begun is not None and planned is not None
    return (planned - begun).days if known and begun and planned and begun < planned else None


def read_changes(scope: Scope) -> list[DateChange]:
    """All moves of the scope's milestones, and of the strand's stages and plan; the newest first, one query."""
    mine = Q(milestone__pairing__in=scope.pairings)
    of_strand = Q(stage__strand=scope.strand) | Q(plan_item__strand=scope.strand)
    rows = DateChange.objects.filter(mine | of_strand, at__lte=scope.until).select_related("stage", "plan_item")
    return list(rows.order_by("-at", "-pk"))


def by_milestone(changes: Iterable[DateChange]) -> Changes:
    """The moves of each milestone, by its number."""
    found: dict[int, list[DateChange]] = defaultdict(list)
    for change in changes:
        if change.milestone_id is not None:
            found[change.milestone_id].append(change)
    return found


def acts_with_reasons(scope: Scope, milestones: Iterable[Milestone]) -> dict[int, str]:
    """Why milestones were cancelled, or marked as not reported: the reason of the newest such act; one query."""
    wanted = {row.pk: _ACT_OF[MilestoneStatus(row.status)] for row in milestones if row.status in _ACT_OF}
    entries = AuditEntry.objects.filter(
        of_actions(*_ACT_OF.values()),
        object_type=Milestone._meta.label_lower,
        object_id__in=Milestone.objects.filter(pairing__in=scope.pairings, status__in=_ACT_OF).values("pk"),
    )
    rows = entries.order_by("at", "pk").values_list("object_id", "actions", "reason")
    return {
        number: reason
        for number, actions, reason in rows
        if number is not None and wanted.get(number) in actions.split()
    }


def reason_of(milestone: Milestone, changes: Changes, acts: Mapping[int, str]) -> Plain:
    """The reason on record: the milestone's own, that of the act, else that of the newest move of its forecast."""
    own = milestone.reason or acts.get(milestone.pk, "")
    if not own and milestone.status in {MilestoneStatus.PLANNED, MilestoneStatus.DONE} and deviation_of(milestone):
        own = next((change.reason for change in changes.get(milestone.pk, ())), "")
    return free(own)


def moves_of(scope: Scope, changes: Iterable[DateChange], journeys: Iterable[Journey]) -> list[Plain]:
    """Every move in the period, in the order of time.

    A move of the plan is told where it took no milestone along; one that did is told by its milestones.
    """
    milestones = {row.pk: row for journey in journeys for row in journey.milestones}
    known = [change for change in changes if scope.covers(clock.day_of(change.at))]
    along = {(row.plan_item_id, change.new) for change in known if (row := milestones.get(change.milestone_id or 0))}
    shown = [change for change in known if not (change.plan_item_id and (change.plan_item_id, change.new) in along)]
    return [_told(change, milestones) for change in reversed(shown)]


def _told(change: DateChange, milestones: Mapping[int, Milestone]) -> Plain:
    told = {
        "on": iso(clock.day_of(change.at)),
        "old": span(change.old),
        "new": span(change.new),
        "reason": free(change.reason),
        "pairing": "",
    }
    if change.stage is not None:
        return {**told, "kind": "stage", "code": change.stage.code, "title": both(change.stage, "name"), "url": ""}
    if change.plan_item is not None:
        item = change.plan_item
        return {**told, "kind": "plan-item", "code": item.code, "title": both(item, "title"), "url": ""}
    row = milestones[change.milestone_id or 0]
    return {
        **told,
        "kind": "milestone",
        "code": row.code,
        "pairing": row.pairing.code,
        "title": both(row, "title"),
        "url": row.get_absolute_url(),
    }
