"""The triple helix: which organisations of each sector take part in the projects, and which sector is missing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from partnerships.enums import Sector
from partnerships.models import Organisation, Project, ProjectOrganisation
from partnerships.organisations.selectors import sources_of
from partnerships.projects.selectors import Helix, helix_of, helixes
from reports.progress.compiling.plain import Plain, both, fields, figure, ref
from reports.progress.compiling.scope import frame

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reports.progress.compiling.scope import Scope


def compile_helix(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings and organisations there are."""
    projects = Project.objects.on_day(scope.last_day).filter(pairing__in=scope.pairings)
    organisations = list(
        Organisation.objects.in_projects(projects).order_by("search_text", "pk").prefetch_related("entries")
    )
    parts = _parts(projects)
    each = helixes(pairings=scope.pairings, projects=projects)
    shared = frame(scope, "today")
    return {
        **shared,
        "whole": _helix(helix_of(projects)),
        "pairings": [
            {**told, **_helix(each[pairing.pk])}
            for told, pairing in zip(shared["pairings"], scope.pairings, strict=True)
        ],
        "organisations": [
            {
                **fields(row, "code", "name", "sector"),
                "url": _address(scope, row),
                "pairings": list(dict.fromkeys(pairing for pairing, _project in parts[row.pk])),
                "projects": len(parts[row.pk]),
                "source": sources_of(row, scope.strand),
            }
            for row in organisations
        ],
        "figures": [
            figure("organisations", [_ref(scope, row) for row in organisations]),
            *(
                figure(f"organisations-{sector}", [_ref(scope, row) for row in organisations if row.sector == sector])
                for sector in Sector.values
            ),
        ],
    }


def _parts(projects: QuerySet[Project]) -> dict[int, list[tuple[str, str]]]:
    """The projects that each organisation takes part in, with their pairings; those not pursued are left out."""
    pursued: Any = projects.pursued()  # type: ignore[attr-defined]
    rows = ProjectOrganisation.objects.filter(project__in=pursued.order_by().values("pk"))
    rows = rows.order_by("project__pairing__code", "project__code")
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


def _address(scope: Scope, row: Organisation) -> str:
    return reverse("partnerships:organisation", args=[scope.strand.code, row.code])


def _ref(scope: Scope, row: Organisation) -> Plain:
    return ref("organisation", row.code, both(row, "name"), _address(scope, row))
