"""What a held event of a pack does to the milestones that it completes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.pack.cells import EVERY
from core.pack.records import Fate, Load, Plan
from core.pack.saving import REASON
from events.enums import EventStatus
from partnerships.enums import OPEN_PAIRING, MilestoneStatus

if TYPE_CHECKING:
    from partnerships.models import Milestone

_OPEN = frozenset({MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN})


def complete_milestones(load: Load) -> None:
    """Complete the milestones of events that this load brings as held, with the event's actual dates.

    What the pack's own table of milestones says wins: only those that it has no row for are completed. What both
    sides confirm is done by their word alone, and what people changed since the last load stays, unless it overwrites.
    """
    done: set[str] = set()
    for plan in load.plans["events"].values():
        if _newly_held(plan):
            for label in _completed(load, plan):
                milestone = load.records["milestones"].get(label)
                if milestone is not None and label not in done and _may_complete(load, label, milestone):
                    done.add(label)
                    _complete(load, milestone, plan)


def _newly_held(plan: Plan) -> bool:
    brought = plan.fate in {Fate.ADDED, Fate.CHANGED} and "status" in plan.changes
    return brought and plan.merged["status"] == EventStatus.HELD and bool(plan.record.actual)


def _completed(load: Load, plan: Plan) -> Iterator[str]:
    served = plan.merged["pairings"]
    for pairing in load.records["pairings"] if served == (EVERY,) else served:
        # As where people report it: what is closed stays as it was closed.
        if load.records["pairings"][pairing].status not in OPEN_PAIRING:
            continue
        for code in plan.merged["milestones"]:
            yield f"{pairing}/{code}"


def _may_complete(load: Load, label: str, milestone: Milestone) -> bool:
    told = load.plans["milestones"].get(label)
    if (told is not None and told.row.number) or milestone.status not in _OPEN or milestone.confirmation:
        return False
    return load.overwrite or milestone.loaded_version is None or not milestone.changed_by_people


def _complete(load: Load, milestone: Milestone, plan: Plan) -> None:
    as_loaded = not milestone.changed_by_people
    milestone.status = MilestoneStatus.DONE
    milestone.actual, milestone.reason = plan.record.actual, plan.record.reason
    milestone.from_sources = True
    if as_loaded or load.overwrite:
        milestone.loaded_version = milestone.version + 1
    milestone._change_reason = REASON  # type: ignore[attr-defined]  # noqa: SLF001 - simple-history's own name for it
    milestone.save(by=load.by)
