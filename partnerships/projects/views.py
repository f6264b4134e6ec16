"""What the pages below a project have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from core.folding import ByName
from core.message_text import message_text
from partnerships.agreements.selectors import agreements_of
from partnerships.confirmations.cards import confirm_card
from partnerships.contacts.streams import stream
from partnerships.documents.selectors import attached
from partnerships.follow_ups.cards import follow_ups_from
from partnerships.history.selectors import timeline
from partnerships.history.services import kept_from
from partnerships.lists import ListPage
from partnerships.matching.cards import matches_part
from partnerships.models import Pairing, Project
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import InStrand, crumbs
from partnerships.projects.board import levels_of, reached, stairs
from partnerships.projects.selectors import (
    by_sector,
    changes_of,
    figures_of,
    helix_of_sectors,
    missing_sectors,
    readable,
    removed_results,
    shown_figures,
)
from partnerships.projects.tables import PROJECT_COLUMNS, PROJECT_FILTERS, days_on_level, with_cells
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.together import may_edit_project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand
    from partnerships.projects.board import Stairs


class OfProject(InStrand):
    """A page of a project: finds it among those the reader may see."""

    @cached_property
    def project(self) -> Project:
        """The project of the address with its pairing, else 404."""
        rows = Project.objects.visible_to(self.grants).in_pairings()
        rows = rows.select_related("strand", "topic__strand", "topic__parent")
        row: Project = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["project"])
        row.pairing = Pairing.objects.for_page().get(projects=row)
        return row

    def project_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the pairing's projects down to the page."""
        pairing = self.project.pairing
        place = [pairing.strand.code, pairing.code]
        return crumbs(
            pairing.strand,
            (pairing.name, pairing.get_absolute_url()),
            (_("Projects"), reverse("partnerships:pairing-projects", args=place)),
            *below,
        )

    def address(self, name: str, *more: Any) -> str:
        """An address below the project."""
        return reverse(f"partnerships:{name}", args=[self.project.strand.code, self.project.code, *more])


# The lists of cooperation projects: of a strand and of a pairing, as a board by level and as a table.

# The columns that the page has no room for: they stand in small in other cells, and in the files.
IN_SMALL = frozenset({"since", "lead", "first", "code", "source", "further"})


class ProjectList(ListPage):
    """The projects of a strand. The board stands above the table until a level or a page is chosen."""

    template_name = "partnerships/projects/project_list.html"
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

    template_name = "partnerships/pairings/pairing_projects.html"
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


# The page of one cooperation project.

RECENT = 8  # acts of the history that the page shows
NEWEST = 10  # contacts and comments


class ProjectPage(OfProject, TemplateView):
    """One project: how far it has come and by what evidence, who takes part, what it brings, what both sides say."""

    template_name = "partnerships/projects/project.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        project, pairing = self.project, self.project.pairing
        changes, figures, sectors = changes_of(project), figures_of(project), by_sector(project)
        documents = readable(self.grants, pairing, [*changes, *figures])
        works = pairing.is_open and may_edit_project(self.grants, project)
        steps = stairs(project, changes)
        milestones = list(project.milestones.in_order())
        for milestone in milestones:
            milestone.pairing = pairing
        removed = removed_results(project, figures) if works else []
        follow_ups = follow_ups_from(self.grants, project)
        kept = kept_from(self.grants, project)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            project=project,
            section="projects",
            crumbs=self.project_crumbs((project.title, "")),
            country=pairing.strand.side_letters("counterpart"),
            lead_names=[partner.name for side, partner in pairing.partners if project.lead in (side, "both")],
            further=_further(project),
            works=works,
            stairs=steps,
            project_reached=reached(project.level),
            standing=_level_label(steps),
            moves=[(change, reached(change.new), documents.get(change.document_id or 0)) for change in changes],
            sectors=sectors,
            helix=helix_of_sectors(sectors),
            missing=missing_sectors(project, sectors),
            figures=shown_figures(figures, documents),
            removed=[(entry, f"{self.address('result-add')}?again={entry.pk}") for entry in removed],
            milestones=milestones,
            attached=attached(self.grants, [project])[Project, project.pk],
            stream=stream(self.grants, pairing, project=project, limit=NEWEST),
            stream_url=self._stream_url(),
            card=confirm_card(project, self.grants),
            agreements=agreements_of(self.grants, project),
            next_follow_up=next((one for one in follow_ups.get("follow_ups", []) if one.row.state == "open"), None),
            message=message_text(
                [f"{pairing.name} · {project.title}", _level_label(steps)], project.get_absolute_url()
            ),
            entries=timeline(project, limit=RECENT, without=kept),
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "project", project.pk]),
            **follow_ups,
            **kwargs,
        )

    def _stream_url(self) -> str:
        pairing = self.project.pairing
        return reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])


def _level_label(steps: Stairs) -> str:
    """On which level a project stands, and since how many days, in one line."""
    if steps.is_dropped:
        return _("Not pursued")
    word = next((step.word for step in steps.steps if step.state == "now"), "")
    if steps.days is None:
        return _("%(level)s; since when is not known") % {"level": word}
    days = ngettext("%(days)s day", "%(days)s days", steps.days) % {"days": steps.days}
    return _("%(level)s, for %(days)s") % {"level": word, "days": days}


def _further(project: Project) -> list[Any]:
    rows = project.further_partners.select_related("participation__partner", "participation__strand")
    return [row.participation for row in rows.order_by("position")]
