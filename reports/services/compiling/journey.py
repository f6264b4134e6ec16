"""The journey of a strand or a pairing: first plan, plan now, what happened, and why it differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from partnerships.enums import BuiltIn, ConfirmationBy
from partnerships.services.counts import read_counts, reading_of
from partnerships.services.delays import ALIKE, DELAYED, ON_TIME, UNTOLD, with_delays
from partnerships.services.journeys import Journey, Progress, read_journeys
from reports.services.compiling.deviations import (
    LEFT,
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
from reports.services.compiling.placing import as_they_stood
from reports.services.compiling.plain import Plain, both, figure, iso, ref, remark, span

if TYPE_CHECKING:
    from partnerships.confirmations.selectors import Standing
    from partnerships.models import Milestone, Stage
    from partnerships.services.counts import Number
    from reports.services.compiling.scope import Scope

_COUNTED = (BuiltIn.MILESTONES_ON_TIME, BuiltIn.DAYS_OF_DELAY)


class _Against(NamedTuple):
    """How a milestone stands against its first plan; `counted_as` is the first of those that pairings share."""

    punctuality: str
    late_by: dt.timedelta | None
    counted_as: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What is read beside the journeys; `against` holds each milestone against its first plan, by its number."""

    changes: Changes
    acts: Mapping[int, str]
    documents: Documents
    against: Mapping[int, _Against]

    def once(self, row: Milestone) -> bool:
        """Whether it is the first, or only one, of those that several pairings share."""
        return self.against[row.pk].counted_as == _named(row)

    def days(self, row: Milestone) -> int | None:
        """Its days of delay; None where nothing is due or told."""
        word, late_by, _counted_as = self.against[row.pk]
        return late_by.days if late_by is not None else 0 if word == ON_TIME else None


def compile_journey(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    journeys = read_journeys(scope.pairings, scope.last_day)
    rows = [row for journey in journeys for row in journey.milestones]
    as_they_stood(rows, scope)
    changes = read_changes(scope)
    found = _Found(by_milestone(changes), acts_with_reasons(scope, rows), documents_of(scope), _against(scope, rows))
    counts = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.last_day, only=_COUNTED)
    return {
        "today": iso(scope.last_day),
        "period": {"start": iso(scope.first_day), "end": iso(scope.last_day)},
        "of_pairing": scope.pairing is not None,
        "sides": sides_of(scope.strand),
        "stages": [_stage(part.stage) for part in journeys[0].stages] if journeys else [],
        "pairings": [
            {**told, **_standing(journey, counts)} for told, journey in zip(pairings_of(scope), journeys, strict=True)
        ],
        "progress": asdict(Progress.of(rows, scope.last_day)),
        "milestones": [
            _milestone(row, journey.standings.get(row.pk), scope, found)
            for journey in journeys
            for row in journey.milestones
        ],
        "moves": moves_of(scope, changes, journeys),
        "figures": _figures(rows, scope, found, counts),
    }


def _against(scope: Scope, rows: Sequence[Milestone]) -> dict[int, _Against]:
    """The milestones of the scope against their first plan; one query."""
    found = with_delays(scope.last_day).filter(pairing__in=scope.pairings)
    read = {pk: rest for pk, *rest in found.values_list("pk", "punctuality", "late_by", *ALIKE)}
    first: dict[tuple[Any, ...], str] = {}
    return {
        row.pk: _Against(word, late_by, first.setdefault(tuple(alike), _named(row)))
        for row in rows
        for word, late_by, *alike in (read[row.pk],)
    }


def _named(row: Milestone) -> str:
    return f"{row.pairing.code}/{row.code}"


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
        "days_over": row.days_over(scope.last_day),
        "days_of_delay": found.days(row),
        "days_early": days_early(row),
        "deviation": deviation_of(row),
        "left": found.against[row.pk].counted_as if deviation_of(row) in LEFT else "",
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

    def of(word: str) -> list[Milestone]:
        return [row for row in rows if found.against[row.pk].punctuality == word]

    def counted(key: str, slug: BuiltIn, known: Iterable[Plain]) -> Plain:
        return figure(key, known) | {"value": _value(counts, None, slug)}

    late = [row for row in of(DELAYED) if found.once(row)]
    going_on = [row for row in rows if row.pairing.is_open]
    return [
        figure("milestones-done", of_status("done")),
        figure("milestones-open", of_status("planned")),
        figure("milestones-overdue", refs(row for row in going_on if row.is_overdue(scope.last_day))),
        figure("milestones-not-reported", of_status("unknown")),
        figure("milestones-cancelled", of_status("cancelled")),
        figure("milestones-deviating", refs(row for row in rows if found.once(row) and deviation_of(row) in LEFT)),
        counted("milestones-on-time", BuiltIn.MILESTONES_ON_TIME, refs(of(ON_TIME))),
        counted(
            "days-of-delay",
            BuiltIn.DAYS_OF_DELAY,
            (one | {"amount": found.days(row)} for one, row in zip(refs(late), late, strict=True)),
        ),
        figure("milestones-undated", refs(of(UNTOLD))),
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
