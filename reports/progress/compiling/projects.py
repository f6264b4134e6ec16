"""The cooperation projects: how far each has come, what moved in the period and on what evidence, what they bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.periods import Period
from partnerships.enums import LEVELS, NAMED, BuiltIn, ProjectLevel
from partnerships.indicators.counts import counts, read_counts, reading_of, rows_of
from partnerships.models import LevelChange, Project, ProjectResult
from partnerships.projects.tables import with_cells
from reports.progress.compiling.documents import Documents, documents_of, record_ref
from reports.progress.compiling.plain import Plain, both, fields, figure, free, iso, plain_number, remark
from reports.progress.compiling.scope import frame, lies_in

if TYPE_CHECKING:
    from reports.progress.compiling.scope import Scope

# What results come to, in the unit that each is counted in.
SUMS = (BuiltIn.FIRMS, BuiltIn.JOBS, BuiltIn.FUNDING_EUR, BuiltIn.FUNDING_KRW, BuiltIn.CO2, BuiltIn.PEOPLE)
PILOTS = (ProjectLevel.PILOTING, ProjectLevel.RUNNING)


def compile_projects(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings and projects there are."""
    documents = documents_of(scope)
    rows = _projects(scope)
    changes = _changes(scope)
    newest = {change.project_id: change.on for change in reversed(changes)}
    for row in rows:
        row.level_since = newest.get(row.pk, row.level_since)
        if row.level_since and row.level_since > scope.last_day:
            row.level_since = None
    first = {change.project_id: change for change in reversed(changes) if not change.old}
    dropped = {change.project_id: change for change in reversed(changes) if change.new == ProjectLevel.NOT_PURSUED}
    new = {row.pk for row in rows if _is_new(row, first.get(row.pk), scope)}
    moved = [change for change in reversed(changes) if change.old and scope.covers(change.on)]
    return {
        **frame(scope, "today"),
        "levels": [{"level": level, "count": sum(row.level == level for row in rows)} for level in ProjectLevel.values],
        "topics": _topics(rows),
        "projects": [_project(row, first.get(row.pk), dropped.get(row.pk), row.pk in new, documents) for row in rows],
        "moves": [_move(change, documents) for change in moved],
        "results": [_result(row, documents) for row in _results(scope)],
        "figures": [
            *_figures(rows, new, documents),
            _moved(rows, moved, documents),
            *_sums(scope, documents),
        ],
    }


def _projects(scope: Scope) -> list[Project]:
    """Those of the last day reported, each as it stood then: by pairing, the furthest first, the not pursued last."""
    rows = with_cells(Project.objects.on_day(scope.last_day).filter(pairing__in=scope.pairings))
    found = list(rows.order_by("pairing__code", "search_text", "pk"))
    for row in found:
        row.level = row.level_then  # type: ignore[attr-defined]
    pursued = {level: number for number, level in enumerate(reversed(LEVELS))}
    found.sort(key=lambda row: (row.pairing.code, pursued.get(ProjectLevel(row.level), len(LEVELS))))
    return found


def _changes(scope: Scope) -> list[LevelChange]:
    """All moves of the projects until the last day reported, the newest first."""
    rows = LevelChange.objects.filter(project__pairing__in=scope.pairings, on__lte=scope.last_day, at__lte=scope.as_of)
    return list(rows.select_related("project__pairing__strand").order_by("-on", "-pk"))


def _is_new(row: Project, first: LevelChange | None, scope: Scope) -> bool:
    """First reported in the period; where nobody said when, added in it."""
    if row.first_reported_date is not None:
        return lies_in(Period(row.first_reported_date), scope)
    return first is not None and scope.covers(first.on)


def _topics(rows: Sequence[Project]) -> list[Plain]:
    """How many pursued projects each topic has, the most first; those without a topic last."""
    found: dict[str, Plain] = {}
    for row in rows:
        if row.level == ProjectLevel.NOT_PURSUED:
            continue
        code = row.topic.code if row.topic else ""
        name = both(row.topic, "name") if row.topic else {}
        url = row.topic.get_absolute_url() if row.topic else ""
        found.setdefault(code, {"code": code, "name": name, "url": url, "count": 0})["count"] += 1
    return sorted(found.values(), key=lambda topic: (not topic["code"], -topic["count"], topic["code"]))


def _project(
    row: Project, first: LevelChange | None, dropped: LevelChange | None, is_new: bool, documents: Documents
) -> Plain:
    return {
        **fields(row, "code", "title", "summary", "url", "level", "level_since", "lead", "from_sources", "source"),
        "pairing": row.pairing.code,
        "topic": both(row.topic, "name") if row.topic else {},
        "further": [both(one.participation.partner, "name") for one in row.further_partners.all()],
        "organisations": [fields(part.organisation, "code", "name", "sector") for part in row.parts.all()],
        "first_reported": iso(row.first_reported_date),
        "added_on": iso(first.on) if first else None,
        "is_new": is_new,
        "reason": free(dropped.reason) if dropped and row.level == dropped.new else {},
        "remark": remark(row),
        "documents": documents.on(row),
    }


def _move(change: LevelChange, documents: Documents) -> Plain:
    return _proved(change, documents) | fields(change, "old", "new", "on") | {"reason": free(change.reason)}


def _proved(row: LevelChange | ProjectResult, documents: Documents) -> Plain:
    return {
        "project": row.project.code,
        "pairing": row.project.pairing.code,
        **fields(row.project, "title", "url"),
        "evidence": free(row.evidence),
        "evidence_url": row.evidence_url,
        "document": documents.code(row.document_id),
    }


def _results(scope: Scope) -> list[ProjectResult]:
    """What was achieved later is not told yet."""
    rows = ProjectResult.objects.filter(project__pairing__in=scope.pairings)
    named = rows.select_related("project__pairing__strand")
    found = list(named.order_by("project__pairing__code", "project__search_text", "project", "kind", "pk"))
    for row in found:
        if row.as_of and row.as_of > scope.last_day:
            row.achieved, row.as_of, row.evidence, row.evidence_url, row.document = None, None, "", "", None
    return [row for row in found if (row.expected, row.achieved) != (None, None)]


def _result(row: ProjectResult, documents: Documents) -> Plain:
    return {
        **_proved(row, documents),
        **fields(row, "kind", "unit", "as_of"),
        "expected": plain_number(row.expected),
        "achieved": plain_number(row.achieved),
        "funder": free(row.funder),
    }


def _figures(rows: Sequence[Project], new: set[int], documents: Documents) -> list[Plain]:
    def of(key: str, holds: Callable[[Project], bool]) -> Plain:
        return figure(key, [_ref(row, documents) for row in rows if holds(row)])

    return [
        *(
            of(f"projects-{level}", lambda row, level=level: row.level == level)  # type: ignore[misc]
            for level in ProjectLevel.values
        ),
        of("projects-named", lambda row: row.level in NAMED),
        of("pilots", lambda row: row.level in PILOTS),
        of("projects-new", lambda row: row.pk in new),
    ]


def _moved(rows: Sequence[Project], moves: Sequence[LevelChange], documents: Documents) -> Plain:
    """The projects that moved in the period, each once, with the documents that prove its moves."""
    proofs: dict[int, list[str]] = {}
    for move in moves:
        code = documents.code(move.document_id)
        proofs.setdefault(move.project_id, []).extend([code] if code else [])
    refs = [
        _ref(row, documents, list(dict.fromkeys([*proofs[row.pk], *documents.on(row)])))
        for row in rows
        if row.pk in proofs
    ]
    return figure("projects-moved", refs)


def _sums(scope: Scope, documents: Documents) -> list[Plain]:
    """What results add up to, with the projects behind it; null where nothing was reported."""
    groups = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.last_day, only=SUMS)
    found = []
    for slug in SUMS:
        rows = rows_of(counts()[slug], strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        named = rows.select_related("project__pairing__strand").order_by(
            "project__pairing__code", "project__code", "pk"
        )
        refs = [
            _ref(row.project, documents, [code for code in [documents.code(row.document_id)] if code])
            | {"amount": plain_number(row.achieved)}
            for row in named
        ]
        value = plain_number(reading_of(groups, None, slug).value)
        found.append({**figure(f"result-{slug}", refs), "value": value})
    return found


def _ref(row: Project, documents: Documents, codes: Sequence[str] | None = None) -> Plain:
    found = record_ref("project", row, documents, iso(row.level_since or row.first_reported_date))
    return found if codes is None else found | {"documents": list(codes)}
