"""The columns and filters of a strand's directory of organisations; the list gives each row its `strand_code`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column, Filter
from core.folding import ByName
from core.texts import reader_language
from partnerships.enums import Sector
from partnerships.models import City, Pairing, Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Organisation, Strand

NO_CITY = "none"
IN_PROJECTS = "with"


def _other_name(row: Organisation) -> str:
    """The name in the language that the page does not speak."""
    return row.name_en if reader_language() == "ko" and row.name_ko else row.name_ko


ORGANISATION_COLUMNS = [
    Column(
        "name",
        _("Organisation"),
        lambda row: row.name,
        order=(ByName(), "pk"),
        link=lambda row: reverse("partnerships:organisation", args=[row.strand_code, row.code]),
    ),
    Column("other_name", _("Name in the other language"), _other_name),
    Column("sector", _("Sector"), lambda row: row.get_sector_display(), order=("sector", ByName(), "pk")),
    Column(
        "city",
        _("City"),
        lambda row: row.city.name if row.city else "",
        order=("city_name", ByName(), "pk"),
    ),
    Column(
        "projects",
        _("Projects"),
        lambda row: row.project_count,
        order=("project_count", ByName(), "pk"),
        number=True,
    ),
    Column("code", _("Code"), lambda row: row.code, order=("code",), in_files_alone=True),
]


def _cities(strand: Strand) -> list[tuple[str, str]]:
    """The cities in which the directory's organisations sit."""
    rows = City.objects.filter(organisation__strands=strand).distinct().order_by(ByName(), "pk")
    return [
        *((city.code, city.name) for city in rows),
        (NO_CITY, str(pgettext_lazy("filter of a city", "Without a city"))),
    ]


def _pairings(strand: Strand) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in Pairing.objects.filter(strand=strand).with_names().order_by("code")]


def _in_city(rows: QuerySet[Organisation], city: str) -> QuerySet[Organisation]:
    return rows.filter(city=None) if city == NO_CITY else rows.filter(city__code=city)


def organisation_filters(strand: Strand) -> list[Filter]:
    """Sector, city, taking part in projects, and in those of one pairing; projects not pursued count for nothing."""
    projects = Project.objects.filter(strand=strand)

    def taking_part(rows: QuerySet[Organisation], choice: str) -> QuerySet[Organisation]:
        found = rows.in_projects(projects)  # type: ignore[attr-defined]
        return found if choice == IN_PROJECTS else rows.exclude(pk__in=found.order_by().values("pk"))

    return [
        Filter("sector", _("Sector"), lambda _strand: Sector.choices, lambda rows, sector: rows.filter(sector=sector)),
        Filter("city", _("City"), _cities, _in_city),
        Filter(
            "projects",
            _("Projects"),
            lambda _strand: [(IN_PROJECTS, _("Takes part in projects")), ("without", _("In no project"))],
            taking_part,
        ),
        Filter(
            "pairing",
            _("Pairing"),
            _pairings,
            lambda rows, code: rows.in_projects(projects.filter(pairing__code=code)),
        ),
    ]


def filter_by_project(project: Project) -> Filter:
    """The choice that a project's figures lead to; no list offers it, since a strand may have thousands."""
    return Filter(
        "project",
        _("Project"),
        lambda _strand: [(project.code, project.title)],
        lambda rows, code: rows.in_projects(Project.objects.filter(pk=project.pk, code=code)),
    )
