"""The journey of a strand or a pairing: first plan, plan now, what happened, and why it differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from partnerships.enums import BuiltIn, ConfirmationBy
from partnerships.services.counts import COUNTS, MILESTONES, UNREPORTED, read_counts, reading_of, rows_of
from partnerships.services.journeys import Journey, Progress, read_journeys
from reports.services.compiling.deviations import (
    Changes,
    acts_with_reasons,
    by_milestone,
    days_early,
    deviation_of,
    moves_of,
    read_changes,
    reason_of,
)
from reports.services.compiling.documents import Documents, documents_of
from reports.services.compiling.naming import pairings_of, sides_of
from reports.services.compiling.plain import Plain, both, figure, iso, ref, remark, span

if TYPE_CHECKING:
    from partnerships.models import Milestone, Stage
    from partnerships.services.counts import Number
    from partnerships.services.standings import Standing
    from reports.services.compiling.scope import Scope

_COUNTED = (BuiltIn.MILESTONES_ON_TIME, BuiltIn.DAYS_OF_DELAY)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is read beside the journeys; `late` has the days of delay, by milestone."""

    changes: Changes
    acts: Mapping[int, str]
    documents: Documents
    on_time: frozenset[int]
    late: Mapping[int, int]
    unreported: frozenset[int]


def compile_journey(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    journeys = read_journeys(scope.pairings, scope.today)
    rows = [row for journey in journeys for row in journey.milestones]
    changes = read_changes(scope)
    found = _Found(by_milestone(changes), acts_with_reasons(scope, rows), documents_of(scope), *_punctuality(scope))
    counts = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.today, only=_COUNTED)
    return {
        "today": iso(scope.today),
        "period": {"start": iso(scope.first_day), "end": iso(scope.last_day)},
        "of_pairing": scope.pairing is not None,
        "sides": sides_of(scope.strand),
        "stages": [_stage(part.stage) for part in journeys[0].stages] if journeys else [],
        "pairings": [
            {**told, **_standing(journey, counts)} for told, journey in zip(pairings_of(scope), journeys, strict=True)
        ],
        "progress": asdict(Progress.of(rows, scope.today)),
        "milestones": [
            _milestone(row, journey.standings.get(row.pk), scope, found)
            for journey in journeys
            for row in journey.milestones
        ],
        "moves": moves_of(scope, changes, journeys),
        "figures": _figures(rows, scope, found, counts),
    }


def _punctuality(scope: Scope) -> tuple[frozenset[int], dict[int, int], frozenset[int]]:
    """Which milestones were on time, which late by how many days, and of which nobody can say; three queries."""

    def rows(slug: BuiltIn) -> Any:
        found = rows_of(COUNTS[slug], strand=scope.strand, pairing=scope.pairing, today=scope.today)
        return found.filter(pairing__in=scope.pairings)

    on_time = frozenset(rows(BuiltIn.MILESTONES_ON_TIME).values_list("pk", flat=True))
    late = {pk: days.days for pk, days in rows(BuiltIn.DAYS_OF_DELAY).values_list("pk", "late_by")}
    unknown = MILESTONES.rows(scope.today).filter(UNREPORTED, pairing__in=scope.pairings)
    return on_time, late, frozenset(unknown.values_list("pk", flat=True))


def _stage(stage: Stage) -> Plain:
    return {
        "code": stage.code,
        "position": stage.position,
        "name": both(stage, "name"),
        "baseline": span(stage.baseline),
        "forecast": span(stage.forecast),
    }


def _standing(journey: Journey, counts: Mapping[int | None, Any]) -> Plain:
    """Where a pairing is on its way, and its counts; a count of which nothing was reported is null."""
    stage = journey.current_stage
    key = journey.pairing.pk
    return {
        "stage": stage.code if stage else None,
        "progress": asdict(journey.progress),
        "on_time": _value(counts, key, BuiltIn.MILESTONES_ON_TIME),
        "days_of_delay": _value(counts, key, BuiltIn.DAYS_OF_DELAY),
    }


def _value(counts: Mapping[int | None, Any], key: int | None, slug: BuiltIn) -> Number | None:
    return reading_of(dict(counts), key, slug).value


def _milestone(row: Milestone, standing: Standing | None, scope: Scope, found: _Found) -> Plain:
    return {
        "code": row.code,
        "pairing": row.pairing.code,
        "stage": row.stage.code,
        "title": both(row, "title"),
        "outcome": both(row, "outcome"),
        "url": row.get_absolute_url(),
        "responsible": row.responsible,
        "baseline": span(row.baseline),
        "forecast": span(row.forecast),
        "actual": span(row.actual),
        "status": row.status,
        "days_over": row.days_over(scope.today),
        "days_of_delay": found.late.get(row.pk, 0 if row.pk in found.on_time else None),
        "days_early": days_early(row),
        "deviation": deviation_of(row),
        "reason": reason_of(row, found.changes, found.acts),
        "remark": remark(row),
        "confirmation": _confirmation(row, standing),
        "confirmed": [side for side in ("eu", "counterpart") if standing and side in standing.confirmed],
        "reported_by": row.reported_side,
        "from_sources": row.from_sources,
        "source": row.source,
        "documents": found.documents.on(row),
    }


def _confirmation(row: Milestone, standing: Standing | None) -> str:
    """`both` sides, `one` or `none` of those asked; `sources` where it is told by them alone; else nobody is asked."""
    if row.confirmation == ConfirmationBy.BOTH:
        confirmed = len(standing.confirmed) if standing else 0
        if confirmed or not row.from_sources:
            return ("none", "one", "both")[confirmed]
    return "sources" if row.from_sources else "not-asked"


def _figures(rows: Sequence[Milestone], scope: Scope, found: _Found, counts: Mapping[int | None, Any]) -> list[Plain]:
    def refs(some: Iterable[Milestone]) -> list[Plain]:
        return [_ref(row, found.documents) for row in some]

    def of_status(status: str) -> list[Plain]:
        return refs(row for row in rows if row.status == status)

    def counted(key: str, slug: BuiltIn, numbers: Iterable[int]) -> Plain:
        among = set(numbers)
        known = figure(key, refs(row for row in rows if row.pk in among))
        return {**known, "value": _value(counts, None, slug)}

    late = counted("days-of-delay", BuiltIn.DAYS_OF_DELAY, found.late)
    behind = [row for row in rows if row.pk in found.late]
    return [
        figure("milestones-done", of_status("done")),
        figure("milestones-open", of_status("planned")),
        figure("milestones-overdue", refs(row for row in rows if row.is_overdue(scope.today))),
        figure("milestones-not-reported", of_status("unknown")),
        figure("milestones-cancelled", of_status("cancelled")),
        figure("milestones-deviating", refs(row for row in rows if deviation_of(row))),
        counted("milestones-on-time", BuiltIn.MILESTONES_ON_TIME, found.on_time),
        late | {"rows": [one | {"amount": found.late[row.pk]} for one, row in zip(late["rows"], behind, strict=True)]},
        figure("milestones-undated", refs(row for row in rows if row.pk in found.unreported)),
    ]


def _ref(row: Milestone, documents: Documents) -> Plain:
    shown = row.actual or row.forecast
    return ref(
        "milestone",
        row.code,
        both(row, "title"),
        row.get_absolute_url(),
        pairing=row.pairing.code,
        day=iso(shown.end or shown.start),
        documents=documents.on(row),
    )
