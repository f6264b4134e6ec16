"""The cooperation projects, the organisations that take part in them, and the agreements of two sides."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import F, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import translation

from core.formats import bracketed
from core.periods import Period
from core.texts import LANGUAGES
from partnerships.enums import LEVELS, NAMED, UNSIGNED_AGREEMENT, AgreementStatus, BuiltIn, ProjectLevel, Sector
from partnerships.indicators.selectors import counts, reading_of, rows_of
from partnerships.models import Agreement, LevelChange, Organisation, Project, ProjectOrganisation, ProjectResult
from partnerships.organisations.selectors import acting_in, sources_of
from partnerships.projects.selectors import Helix, helixes
from reports.progress.compiling.scope import Plain, Scope, both, fields, figure, free, iso, plain_number, ref, remark

# What results come to, in the unit that each is counted in.
SUMS = (BuiltIn.FIRMS, BuiltIn.JOBS, BuiltIn.FUNDING_EUR, BuiltIn.FUNDING_KRW, BuiltIn.CO2, BuiltIn.PEOPLE)
_BY_PAIRING = F("project__pairing__code").asc(nulls_last=True)
PILOTS = (ProjectLevel.PILOTING, ProjectLevel.RUNNING)


def compile_projects(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings and projects there are."""
    rows = _projects(scope)
    # All moves of the projects until the last day reported, the newest first.
    moves = LevelChange.objects.filter(scope.of_projects("project__"), on__lte=scope.last_day, at__lte=scope.as_of)
    changes = list(moves.select_related("project__strand", "project__pairing__strand").order_by("-on", "-pk"))
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
        **scope.frame("today"),
        "levels": [{"level": level, "count": sum(row.level == level for row in rows)} for level in ProjectLevel.values],
        "projects": [_project(row, first.get(row.pk), dropped.get(row.pk), row.pk in new, scope) for row in rows],
        "moves": [
            _proved(change, scope)
            | fields(change, "old", "new", "on")
            | {"reason": free(change.reason, change.reason_other)}
            for change in moved
        ],
        "results": [_result(row, scope) for row in _results(scope)],
        "figures": [*_figures(rows, new, scope), _moved(rows, moved, scope), *_sums(scope)],
    }


def _projects(scope: Scope) -> list[Project]:
    """Those of the last day reported, each as it stood then: by pairing, the furthest first, the not pursued last."""
    rows = Project.objects.on_day(scope.last_day).filter(scope.of_projects()).with_names()
    named = rows.prefetch_related("further_partners__participation__partner", "parts__organisation")
    found = list(named.order_by("pairing__code", "search_text", "pk"))
    for row in found:
        row.level = row.level_then
    pursued = {level: number for number, level in enumerate(reversed(LEVELS))}
    found.sort(key=lambda row: (row.pairing is None, _code(row), pursued.get(ProjectLevel(row.level), len(LEVELS))))
    return found


def _code(project: Project) -> str:
    """That of its pairing; empty outside of one."""
    return project.pairing.code if project.pairing else ""


def _is_new(row: Project, first: LevelChange | None, scope: Scope) -> bool:
    """First reported in the period; where nobody said when, added in it."""
    if row.first_reported_date is not None:
        return scope.holds(Period(row.first_reported_date))
    return first is not None and scope.covers(first.on)


def _project(row: Project, first: LevelChange | None, dropped: LevelChange | None, is_new: bool, scope: Scope) -> Plain:
    return {
        **fields(row, "code", "title", "summary", "url", "level", "level_since", "lead", "from_sources", "source"),
        "pairing": _code(row),
        "topic": both(row.topic, "name") if row.topic else {},
        "further": [both(one.participation.partner, "name") for one in row.further_partners.all()],
        "organisations": [fields(part.organisation, "code", "name", "sector") for part in row.parts.all()],
        "first_reported": iso(row.first_reported_date),
        "added_on": iso(first.on) if first else None,
        "is_new": is_new,
        "reason": free(dropped.reason, dropped.reason_other) if dropped and row.level == dropped.new else {},
        "remark": remark(row),
        "documents": scope.documents_on(row),
    }


def _proved(row: LevelChange | ProjectResult, scope: Scope) -> Plain:
    return {
        "project": row.project.code,
        "pairing": _code(row.project),
        **fields(row.project, "title", "url"),
        "evidence": free(row.evidence, row.evidence_other),
        "evidence_url": row.evidence_url,
        "document": scope.document(row.document_id),
    }


def _results(scope: Scope) -> list[ProjectResult]:
    """What was achieved later is not told yet."""
    rows = ProjectResult.objects.filter(scope.of_projects("project__"))
    named = rows.select_related("project__strand", "project__pairing__strand")
    found = list(named.order_by(_BY_PAIRING, "project__search_text", "project", "kind", "pk"))
    for row in found:
        if row.as_of and row.as_of > scope.last_day:
            row.achieved, row.as_of, row.evidence, row.evidence_url, row.document = None, None, "", "", None
    return [row for row in found if (row.expected, row.achieved) != (None, None)]


def _result(row: ProjectResult, scope: Scope) -> Plain:
    return {
        **_proved(row, scope),
        **fields(row, "kind", "unit", "as_of"),
        "expected": plain_number(row.expected),
        "achieved": plain_number(row.achieved),
        "funder": free(row.funder),
    }


def _figures(rows: Sequence[Project], new: set[int], scope: Scope) -> list[Plain]:
    def of(key: str, holds: Callable[[Project], bool]) -> Plain:
        return figure(key, [_ref(row, scope) for row in rows if holds(row)])

    return [
        *(
            of(f"projects-{level}", lambda row, level=level: row.level == level)  # type: ignore[misc]
            for level in ProjectLevel.values
        ),
        of("projects-named", lambda row: row.level in NAMED),
        of("pilots", lambda row: row.level in PILOTS),
        of("projects-new", lambda row: row.pk in new),
    ]


def _moved(rows: Sequence[Project], moves: Sequence[LevelChange], scope: Scope) -> Plain:
    """The projects that moved in the period, each once, with the documents that prove its moves."""
    proofs: dict[int, list[str]] = defaultdict(list)
    for move in moves:
        proofs[move.project_id].append(scope.document(move.document_id))
    moved = (row for row in rows if row.pk in proofs)
    refs = [
        _ref(row, scope, list(dict.fromkeys(filter(None, (*proofs[row.pk], *scope.documents_on(row))))))
        for row in moved
    ]
    return figure("projects-moved", refs)


def _sums(scope: Scope) -> list[Plain]:
    """What results add up to, with the projects behind it; null where nothing was reported."""
    found = []
    for slug in SUMS:
        rows = rows_of(counts()[slug], strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        named = rows.select_related("project__strand", "project__pairing__strand").order_by(
            _BY_PAIRING, "project__code", "pk"
        )
        refs = [_ref(row.project, scope, scope.proof(row)) | {"amount": plain_number(row.achieved)} for row in named]
        value = plain_number(reading_of(scope.counts, None, slug).value)
        found.append({**figure(f"result-{slug}", refs), "value": value})
    return found


def _ref(row: Project, scope: Scope, codes: Sequence[str] | None = None) -> Plain:
    found = scope.ref_to("project", row, iso(row.level_since or row.first_reported_date))
    return found if codes is None else found | {"documents": list(codes)}


def compile_helix(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings and organisations there are."""
    projects = Project.objects.on_day(scope.last_day).filter(scope.of_projects())
    organisations = list(
        Organisation.objects.in_projects(projects).order_by("search_text", "pk").prefetch_related("entries")
    )
    parts, acting = _parts(projects), _acting(scope)
    each = helixes(pairings=scope.pairings, projects=projects, whole=projects)
    shared = scope.frame("today")
    return {
        **shared,
        "whole": _helix(each[0]),
        "pairings": [
            {**told, **_helix(each[pairing.pk])}
            for told, pairing in zip(shared["pairings"], scope.pairings, strict=True)
        ],
        "organisations": [
            {
                **fields(row, "code", "sector"),
                "name": {**both(row, "name"), **acting.get(row.code, {})},
                "url": _address(scope, row),
                "pairings": list(dict.fromkeys(pairing for pairing, _project in parts[row.pk] if pairing)),
                "projects": len(parts[row.pk]),
                "source": sources_of(row, scope.strand),
            }
            for row in organisations
        ],
        "figures": [
            figure("organisations", [_organisation_ref(scope, row) for row in organisations]),
            *(
                figure(
                    f"organisations-{sector}",
                    [_organisation_ref(scope, row) for row in organisations if row.sector == sector],
                )
                for sector in Sector.values
            ),
        ],
    }


def _parts(projects: QuerySet[Project]) -> dict[int, list[tuple[str, str]]]:
    """The projects that each organisation takes part in, with their pairings, or None; but those not pursued."""
    pursued: Any = projects.pursued()  # type: ignore[attr-defined]
    rows = ProjectOrganisation.objects.filter(project__in=pursued.order_by().values("pk"))
    rows = rows.order_by(_BY_PAIRING, "project__code")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, pairing, project in rows.values_list("organisation", "project__pairing__code", "project__code"):
        found[number].append((pairing, project))
    return found


def _helix(helix: Helix) -> Plain:
    return {
        "total": helix.total,
        "sectors": [{name: row[name] for name in ("sector", "count", "percent")} for row in helix.sectors],
        "missing": list(helix.missing),
    }


def _acting(scope: Scope) -> dict[str, dict[str, str]]:
    """Of organisations with a part in the strand their names by code, the part in brackets; one query."""
    found: dict[str, dict[str, str]] = {}
    for part, code, *names in acting_in(scope.strand):
        for language, name in zip(LANGUAGES, names, strict=True):
            with translation.override(language):
                written = found.setdefault(code, {})
                if name:
                    written[language] = bracketed(written.get(language, name), str(part.label), language)
    return found


def _address(scope: Scope, row: Organisation) -> str:
    return reverse("partnerships:organisation", args=[scope.strand.code, row.code])


def _organisation_ref(scope: Scope, row: Organisation) -> Plain:
    return ref("organisation", row.code, both(row, "name"), _address(scope, row))


def compile_agreements(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    rows = scope.read(read_agreements)
    prefetch_related_objects(rows, "signatories__organisation", "projects")
    signed = {row.pk for row in rows if row.is_signed and not row.signed_before_strand}
    return {
        **scope.frame("today"),
        "agreements": [_agreement(row, scope) for row in rows],
        "figures": [
            _of_agreements("agreements-signed", (row for row in rows if row.pk in signed), scope),
            _of_agreements(
                "agreements-signed-in-period",
                (row for row in rows if row.pk in signed and _when(row, scope) == "in-period"),
                scope,
            ),
            _of_agreements(
                "agreements-earlier", (row for row in rows if row.is_signed and row.pk not in signed), scope
            ),
            *(
                _of_agreements(f"agreements-{status}", (row for row in rows if row.status == status), scope)
                for status in (*UNSIGNED_AGREEMENT, AgreementStatus.LAPSED)
            ),
        ],
    }


def read_agreements(scope: Scope) -> list[Agreement]:
    """Those that there were on the last day reported, each with the status of that day; four queries.

    Of one that was signed, or lapsed, later the step is not told yet.
    """
    rows = Agreement.objects.filter(pairing__in=scope.pairings)
    signed = set(rows.ever_signed(scope.last_day).values_list("pk", flat=True))
    moments = {"history_date__gt": scope.until, "history_date__lte": scope.as_of}
    added = Agreement.history.filter(history_type="+", from_sources=False, pairing__in=scope.pairings, **moments)
    later = set(added.values_list("id", flat=True)) - signed
    found = list(rows.exclude(pk__in=later).with_names().order_by("pairing__code", "search_text", "pk"))
    versions = Agreement.history.filter(id__in=rows.values("pk"), status__in=UNSIGNED_AGREEMENT)
    before = dict(versions.order_by("history_date").values_list("id", "status"))
    for row in found:
        lapsed_later = row.lapsed_on is not None and row.lapsed_on > scope.last_day
        if row.pk in signed:
            row.status = AgreementStatus.SIGNED if lapsed_later else row.status
        elif row.status == AgreementStatus.SIGNED or lapsed_later:
            row.status = before.get(row.pk, AgreementStatus.DISCUSSED)
    return found


def signed_in_period(scope: Scope) -> int:
    """How many were signed in the period; one query."""
    rows = Agreement.objects.signed(scope.last_day).filter(pairing__in=scope.pairings).with_names()
    return sum(_when(row, scope) == "in-period" for row in rows)


def _agreement(row: Agreement, scope: Scope) -> Plain:
    named = [both(party.organisation, "name") for party in row.signatories.all()]
    return {
        **fields(row, "code", "title", "url", "kind", "status", "lapsed_on", "from_sources", "source"),
        "pairing": row.pairing.code,
        "parties": named or [both(partner, "name") for _side, partner in row.pairing.partners],
        "signed_on": iso(row.signed_on_date),
        "signed": _when(row, scope),
        "projects": [
            fields(project, "code", "title") for project in sorted(row.projects.all(), key=lambda one: one.code)
        ],
        "remark": remark(row),
        "documents": scope.documents_on(row),
    }


def _when(row: Agreement, scope: Scope) -> str:
    """Signed `earlier` than the strand began, `in-period`, `before` or `after` it; nothing where nobody knows when."""
    if row.signed_before_strand:
        return "earlier"
    signed = Period(row.signed_on_date)
    day = scope.end_of(signed)
    if day is None:
        return ""
    if scope.holds(signed):
        return "in-period"
    return "before" if day < scope.first_day else "after"


def _of_agreements(key: str, rows: Iterable[Agreement], scope: Scope) -> Plain:
    days = ((row, iso(row.signed_on_date or row.lapsed_on)) for row in rows)
    return figure(key, [scope.ref_to("agreement", row, day) for row, day in days])
