"""What a project's page tells: who takes part by sector, what it brings, which removed figures can come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.formats import format_number
from core.models import AuditEntry, of_actions
from partnerships.audit_actions.projects import RESULT_REMOVED
from partnerships.enums import ProjectLevel, ResultKind, Sector
from partnerships.models import Document, LevelChange, Project, ProjectOrganisation, ProjectResult
from partnerships.services.helix import MISSING, Helix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from core.access import Grants
    from partnerships.models import Pairing

MOST_REMOVED = 5  # figures that can come back


@dataclass(frozen=True, slots=True)
class Taking:
    """An organisation that takes part; `side` is the partner's whose city it is in, else nothing."""

    row: ProjectOrganisation
    side: str


@dataclass(frozen=True, slots=True)
class SectorRows:
    """The organisations of one sector in a project, in their order."""

    sector: str
    label: Any
    rows: Sequence[Taking]
    step: int  # of grey in the bar


@dataclass(frozen=True, slots=True)
class Figure:
    """A result as the page tells it."""

    row: ProjectResult
    expected: str
    achieved: str
    unit: str
    document: Document | None


def by_sector(project: Project) -> list[SectorRows]:
    """Those who take part by sector, missing ones with an empty list; "other" only where there is one. One query."""
    places = {place.city_id: side for side, partner in project.pairing.partners for place in partner.places.all()}
    rows = ProjectOrganisation.objects.filter(project=project).select_related("organisation__city").order_by("position")
    taking = [Taking(row, places.get(row.organisation.city_id or 0, "")) for row in rows]
    return [
        SectorRows(sector.value, sector.label, own, step)
        for step, sector in enumerate(Sector, start=1)
        if (own := [one for one in taking if one.row.organisation.sector == sector]) or sector in MISSING
    ]


def helix_of_sectors(sectors: Iterable[SectorRows]) -> Helix:
    """The project's own helix, out of what is read already."""
    return Helix({one.sector: len(one.rows) for one in sectors})


def missing_words(project: Project, sectors: Iterable[SectorRows]) -> list[tuple[str, Any]]:
    """The sectors of which nobody takes part, with the words for it; nothing to miss in what is not pursued."""
    if project.level == ProjectLevel.NOT_PURSUED:
        return []
    return [(one.sector, MISSING[Sector(one.sector)]) for one in sectors if not one.rows]


def changes_of(project: Project) -> list[LevelChange]:
    """The moves of a project, newest first."""
    rows = list(LevelChange.objects.filter(project=project).select_related("by").order_by("-on", "-id"))
    for row in rows:
        row.project = project
    return rows


def figures_of(project: Project) -> list[ProjectResult]:
    """The figures of a project in the order of their kinds."""
    kinds = ResultKind.values
    rows = list(ProjectResult.objects.filter(project=project).order_by("pk"))
    for row in rows:
        row.project = project
    return sorted(rows, key=lambda row: (kinds.index(row.kind), row.unit, row.funder))


def readable(grants: Grants, pairing: Pairing, rows: Iterable[LevelChange | ProjectResult]) -> dict[int, Document]:
    """The documents among the evidence that the reader may see, by key; one query."""
    keys = {row.document_id for row in rows if row.document_id}
    found = Document.objects.visible_to(grants).in_bulk(keys) if keys else {}
    for document in found.values():
        document.pairing = pairing
    return found


def told(rows: Iterable[ProjectResult], documents: dict[int, Document]) -> list[Figure]:
    """Results in words."""
    return [
        Figure(
            row,
            expected=_number(row.expected),
            achieved=_number(row.achieved),
            unit=str(row.get_unit_display()),
            document=documents.get(row.document_id or 0),
        )
        for row in rows
    ]


def removed_results(project: Project, present: Iterable[ProjectResult]) -> list[AuditEntry]:
    """The newest removals of figures that are not there again; one query."""
    there = {(row.kind, row.unit, row.funder) for row in present}
    rows = AuditEntry.objects.filter(
        of_actions(RESULT_REMOVED), object_type=project._meta.label_lower, object_id=project.pk
    ).select_related("actor")
    found, seen = [], set()
    for row in rows.order_by("-at", "-id")[: MOST_REMOVED * 4]:
        key = tuple(row.parameters.get(name, "") for name in ("kind", "unit", "funder"))
        if key not in there and key not in seen:
            seen.add(key)
            found.append(row)
    return found[:MOST_REMOVED]


def _number(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)
