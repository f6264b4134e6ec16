"""The lists of cooperation projects: of a strand and of a pairing, as a board by level and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.folding import ByName
from partnerships.columns.projects import PROJECT_COLUMNS, PROJECT_FILTERS, days_on_level, with_cells
from partnerships.models import Project
from partnerships.pairings.pages import InPairing
from partnerships.rules import may_edit_pairing
from partnerships.services.project_board import levels_of, reached
from partnerships.views.lists import ListPage
from partnerships.views.match_rows import matches_part
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand

# The columns that the page has no room for: they stand in small in other cells, and in the files.
IN_SMALL = frozenset({"since", "lead", "first", "code", "source", "further"})


class ProjectList(ListPage):
    """The projects of a strand. The board stands above the table until a level or a page is chosen."""

    template_name = "partnerships/project_list.html"
    name = "projects"
    title = gettext_lazy("Cooperation projects")
    columns = PROJECT_COLUMNS
    filters = PROJECT_FILTERS
    section = "projects"
    own_address = "project-list"

    def get_projects(self, strand: Strand) -> QuerySet[Project]:
        """Those that the list is about."""
        return Project.objects.visible_to(self.grants).filter(strand=strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By name."""
        return with_cells(self.get_projects(strand)).order_by(ByName(), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with their level, and the board of the same projects whatever their level."""
        strand = kwargs["strand"]
        chosen = {one["key"]: one["value"] for one in kwargs["filters"] if one["value"]}
        if kwargs["query"]:
            chosen["q"] = kwargs["query"]
        shows_board = kwargs["page"].number == 1 and "level" not in chosen
        others = [one for one in kwargs["filters"] if one["key"] != "level"]
        url = reverse(f"partnerships:{self.own_address}", args=self.get_place(strand))
        levels = (
            levels_of(self._chosen(self.get_projects(strand), others), list_url=url, chosen=chosen, cards=True)
            if shows_board
            else None
        )
        columns = zip(kwargs["heads"], self.columns, strict=True)
        kwargs["heads"] = [head for head, column in columns if column.key not in IN_SMALL and self.shows(column.key)]
        return super().get_context_data(
            levels=levels,
            lines=[(row, reached(row.level), days_on_level(row)) for row in kwargs["page"]],
            country=strand.side_letters("counterpart"),
            shows_pairing=self.shows("pairing"),
            **kwargs,
        )

    def get_place(self, strand: Strand) -> list[str]:
        """The codes in the list's own address."""
        return [strand.code]

    def shows(self, column: str) -> bool:
        """Whether the page shows a column."""
        del column
        return True


class PairingProjects(InPairing, ProjectList):
    """The projects of a pairing: its tab."""

    template_name = "partnerships/pairing_projects.html"
    own_address = "pairing-projects"
    section = "strand"

    def get_projects(self, strand: Strand) -> QuerySet[Project]:
        """Those of the pairing."""
        return super().get_projects(strand).filter(pairing=self.pairing)

    def get_place(self, strand: Strand) -> list[str]:
        """Below the pairing."""
        return [strand.code, self.pairing.code]

    def shows(self, column: str) -> bool:
        """All rows are of one pairing."""
        return column != "pairing"

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        return crumbs(strand, (self.pairing.name, self.pairing.get_absolute_url()), (_("Projects"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to add one."""
        pairing = self.pairing
        works = pairing.is_open and may_edit_pairing(self.grants, pairing)
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "projects", self.grants),
            matches=matches_part(self.grants, pairing),
            add_url=reverse("partnerships:project-add", args=self.get_place(pairing.strand)) if works else "",
            **kwargs,
        )
