"""The section of risks: signals and late follow-ups in numbers, what is late, what the cities called difficult."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.parts import RISK, WATCH, Signal, collect
from partnerships.enums import PairingStatus
from partnerships.models import FollowUp, Milestone
from reports.enums import Question
from reports.progress.compiling.documents import documents_of, record_ref
from reports.progress.compiling.plain import Plain, figure, last_day, named_fields
from reports.progress.compiling.scope import frame
from reports.progress.compiling.updates import answers_to

if TYPE_CHECKING:
    from partnerships.models import Pairing
    from reports.progress.compiling.scope import Scope


def compile_risks(scope: Scope) -> dict[str, Any]:
    """As of the last day reported; a constant number of queries, however many pairings there are.

    Signals and follow-ups stay between two sides, and whoever reads the strand reads an issued report, also one of a
    pairing: here they are counted over the whole scope, and lead to no record.
    """
    running = [pairing for pairing in scope.pairings if pairing.is_open]
    milestones, late = _late_milestones(scope, running), _late_follow_ups(scope, running)
    signals, documents = read_signals(scope), documents_of(scope)
    return {
        **frame(scope, "today", "sides"),
        "open": len(running),
        "signals": signals,
        "late_milestones": [
            named_fields(row, "baseline", "forecast") | {"days_over": row.days_over(scope.last_day)}
            for row in milestones
        ],
        "late_follow_ups": late,
        "difficult": answers_to(Question.DIFFICULT, scope),
        "figures": [
            figure("signals", [], value=sum(row[WATCH] + row[RISK] for row in signals)),
            figure(
                "milestones-overdue",
                [record_ref("milestone", row, documents, last_day(row.forecast)) for row in milestones],
            ),
            figure("follow-ups-late", [], value=late),
        ],
    }


def read_signals(scope: Scope) -> list[Plain]:
    """How many active pairings have a signal of each kind, by its level; in the order of the kinds."""
    active = [pairing for pairing in scope.pairings if pairing.status == PairingStatus.ACTIVE]
    found: list[Signal] = collect("signals", pairings=active, today=scope.last_day) if active else []
    numbers = Counter((one.kind, one.level) for one in found)
    kinds = sorted({one.kind for one in found})
    return [{"kind": kind, **{level: numbers[kind, level] for level in (WATCH, RISK)}} for kind in kinds]


def _late_milestones(scope: Scope, running: Sequence[Pairing]) -> list[Milestone]:
    """The overdue ones with their pairings as they are known here: the journey is read by all."""
    rows = Milestone.objects.overdue(scope.last_day).filter(pairing__in=running)
    by_id = {pairing.pk: pairing for pairing in running}
    found = list(rows.order_by("pairing__code", "forecast_last_day", "pk"))
    for row in found:
        row.pairing = by_id[row.pairing_id]
    return found


def _late_follow_ups(scope: Scope, running: Sequence[Pairing]) -> int:
    return int(FollowUp.objects.late(scope.last_day).filter(pairing__in=running).count())
