"""The triple helix: how many organisations of each sector take part in projects, and which sector is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from core.pictures.shares import Shares, shares
from partnerships.enums import Sector
from partnerships.models import Organisation, Project, ProjectOrganisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from partnerships.models import Pairing

# Government, research and business make the helix, civil society the fourth strand of it; "other" is never missed.
MISSING = {
    Sector.GOVERNMENT: _("No government partner"),
    Sector.RESEARCH: _("No research partner"),
    Sector.BUSINESS: _("No business partner"),
    Sector.CIVIL_SOCIETY: _("No civil society partner"),
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
    def missing_words(self) -> list[Any]:
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
