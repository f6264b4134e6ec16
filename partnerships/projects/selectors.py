"""What stands behind a level, a result or a value: a web address, and a document that both sides see."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.formats import format_number
from core.models import AuditEntry, of_actions
from core.pictures.shares import Shares, shares
from partnerships.enums import Audience, ProjectLevel, ResultKind, Sector
from partnerships.models import Document, LevelChange, Organisation, Project, ProjectOrganisation, ProjectResult
from partnerships.projects.models import LONGEST_LINK, WEB
from partnerships.rules.together import may_view_document
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Pairing


def check_link(link: str) -> None:
    """Refuse what is no web address. Raises DomainError on `evidence_url`; no link at all is none to check."""
    if not link:
        return
    try:
        WEB(link)
    except ValidationError:
        message = _("Give a web address that begins with https:// or http://.")
        raise DomainError(message, field="evidence_url") from None
    check_length("evidence_url", link, LONGEST_LINK)


def check_document(*, grants: Grants, pairing: Pairing | None, document: Document | None) -> None:
    """Refuse a document that is not the pairing's, that one side alone sees, or that was withdrawn.

    The record of a whole strand has no pairing, hence no document. Raises DomainError on `document`.
    """
    if document is None:
        return
    # Held, so that its side does not make it its own meanwhile.
    document = Document.objects.select_for_update(no_key=True).order_by("pk").get(pk=document.pk)
    if pairing is None or document.pairing_id != pairing.pk or not may_view_document(grants, document):
        raise DomainError(_("Choose a document of this pairing."), field="document")
    if document.audience == Audience.OWN_SIDE:
        raise DomainError(
            _("One side alone sees this document. Let the pairing see it before it serves as evidence."),
            field="document",
        )
    if document.withdrawn_at is not None:
        raise DomainError(_("This document was withdrawn."), field="document")


# The triple helix: how many organisations of each sector take part in projects, and which sector is missing.

# Government, research and business make the helix, civil society the fourth strand of it; "other" is never missed.
MISSING = {
    Sector.GOVERNMENT: gettext_lazy("No government partner"),
    Sector.RESEARCH: gettext_lazy("No research partner"),
    Sector.BUSINESS: gettext_lazy("No business partner"),
    Sector.CIVIL_SOCIETY: gettext_lazy("No civil society partner"),
}


@dataclass(frozen=True, slots=True)
class HelixRow:
    """One sector: how many organisations, what share of all in per cent, and the step of grey that draws it."""

    sector: str
    label: Any
    count: int
    percent: int
    step: int


@dataclass(frozen=True, slots=True)
class Helix:
    """The distinct organisations of some projects by sector; one that takes part in three counts once."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def sectors(self) -> list[HelixRow]:
        """All five sectors in their order, for a table with a column of each."""
        total = self.total or 1
        return [
            HelixRow(sector.value, sector.label, number, round(100 * number / total), step)
            for step, sector in enumerate(Sector, start=1)
            for number in (self.counts.get(sector, 0),)
        ]

    @property
    def rows(self) -> list[HelixRow]:
        """The sectors in their order; "other" only where there is one."""
        return [row for row in self.sectors if row.count or row.sector in MISSING]

    @property
    def missing(self) -> list[str]:
        """The sectors of which nobody takes part."""
        return [sector.value for sector in MISSING if not self.counts.get(sector, 0)]

    @property
    def missing_sectors(self) -> list[Any]:
        """The same as words: "No research partner"."""
        return [MISSING[Sector(sector)] for sector in self.missing]

    @property
    def picture(self) -> Shares:
        """The bar."""
        return shares([row.count for row in self.sectors], [str(row.label) for row in self.sectors])


def helix_of(projects: QuerySet[Project]) -> Helix:
    """The helix of these projects together, in one query; those not pursued are left out."""
    rows = Organisation.objects.in_projects(projects).order_by().values("sector")
    return Helix({row["sector"]: row["number"] for row in rows.annotate(number=Count("pk"))})


def helixes(*, pairings: Iterable[Pairing], projects: QuerySet[Project] | None = None) -> dict[int, Helix]:
    """The helix of each pairing by key, in one query; projects that are not pursued are left out."""
    keys = [pairing.pk for pairing in pairings]
    among: Any = (Project.objects.all() if projects is None else projects).filter(pairing__in=keys)
    rows = (
        ProjectOrganisation.objects.filter(project__in=among.pursued().order_by().values("pk"))
        .order_by()
        .values_list("project__pairing", "organisation__sector")
        .annotate(number=Count("organisation", distinct=True))
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for key, sector, number in rows:
        counts[key][sector] = number
    return {key: Helix(counts[key]) for key in keys}


# What a project's page tells: who takes part by sector, what it brings, which removed figures can come back.

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


def missing_sectors(project: Project, sectors: Iterable[SectorRows]) -> list[tuple[str, Any]]:
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


def shown_figures(rows: Iterable[ProjectResult], documents: dict[int, Document]) -> list[Figure]:
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


def _removals(project: Project) -> QuerySet[AuditEntry]:
    """What the log keeps of the figures that were removed from a project."""
    of_project = {"object_type": project._meta.label_lower, "object_id": project.pk}
    return AuditEntry.objects.filter(of_actions("result-remove"), **of_project)


def removed_result(project: Project, number: str) -> dict[str, Any]:
    """What the form of a result proposes of a removed one, by the number of its entry; nothing where there is none."""
    known = number.isdecimal() and len(number) <= 12
    entry = _removals(project).filter(pk=int(number)).first() if known else None
    if entry is None:
        return {}
    kept = {name: text for name, text in entry.parameters.items() if text not in (None, "")}
    counted, as_of = f"{kept.get('kind')}:{kept.get('unit')}", parse_date(kept.get("as_of", ""))
    figures = {name: _decimal(kept[name]) for name in ("expected", "achieved") if name in kept}
    texts = {name: kept[name] for name in ("funder", "evidence", "evidence_url", "document") if name in kept}
    return {"counted": counted, "as_of": as_of, **figures, **texts}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def removed_results(project: Project, present: Iterable[ProjectResult]) -> list[AuditEntry]:
    """The newest removals of figures that are not there again; one query."""
    there = {(row.kind, row.unit, row.funder) for row in present}
    found, seen = [], set()
    for row in _removals(project).select_related("actor").order_by("-at", "-id")[: MOST_REMOVED * 4]:
        key = tuple(row.parameters.get(name, "") for name in ("kind", "unit", "funder"))
        if key not in there and key not in seen:
            seen.add(key)
            found.append(row)
    return found[:MOST_REMOVED]


def _number(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)
