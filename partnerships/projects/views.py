"""The pages on which cooperation projects are read: the lists of a strand and of a pairing, and one project."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import TemplateView

from core.actions import buttons_on
from core.folding import ByName
from core.kept import Kept
from core.plain_text import message_text
from partnerships.agreements.selectors import agreements_of
from partnerships.confirmations.cards import confirm_card, take_main
from partnerships.contacts.cards import comments_of, stream
from partnerships.documents.selectors import attached, attached_in_strand, show_documents
from partnerships.follow_ups.selectors import follow_ups_from
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.matching.cards import matches_part
from partnerships.models import Pairing, Project, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand
from partnerships.projects import actions, selectors
from partnerships.projects.tables import PAIRING_PROJECT_COLUMNS, PROJECT_COLUMNS, PROJECT_FILTERS, name_projects


class ProjectList(ListPage):
    """The projects of a strand. The board stands above the table until a level or a page is chosen."""

    template_name = "partnerships/projects/project_list.html"
    name = "projects"
    title = gettext_lazy("Cooperation projects")
    columns = PROJECT_COLUMNS
    filters = PROJECT_FILTERS
    section = "projects"

    def get_projects(self, strand: Strand) -> QuerySet[Project]:
        """Those that the list is about."""
        return Project.objects.visible_to(self.grants).filter(strand=strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        return self.get_projects(strand).order_by(ByName(), "pk")

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        name_projects(strand, rows)

    def get_place(self, strand: Strand) -> Pairing | None:
        """The pairing in which the reader starts a project: the first open one of the own partners."""
        own = self.grants.participations
        rows = Pairing.objects.open().filter(Q(eu__in=own) | Q(counterpart__in=own), strand=strand).with_names()
        return rows.order_by("pk").first() if own else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with their level, and the board of the same projects whatever their level."""
        strand = kwargs["strand"]
        place = self.get_place(strand)
        add = actions.AddProject.button_on(place, self.grants) if place else None
        chosen = {one["key"]: one["value"] for one in kwargs["filters"] if one["value"]}
        if kwargs["query"]:
            chosen["q"] = kwargs["query"]
        shows_board = kwargs["page"].number == 1 and "level" not in chosen
        others = [one for one in kwargs["filters"] if one["key"] != "level"]
        rows = self._chosen(self.get_projects(strand), others)
        return super().get_context_data(
            levels=selectors.levels_of(rows, list_url=self.request.path, chosen=chosen, cards_for=self.grants)
            if shows_board
            else None,
            add_url=add.url if add else "",
            **kwargs,
        )


class PairingProjects(InPairing, ProjectList):
    """The projects of a pairing: its tab."""

    template_name = "partnerships/pairings/pairing_projects.html"
    section = "strand"
    columns = PAIRING_PROJECT_COLUMNS

    def get_projects(self, strand: Strand) -> QuerySet[Project]:
        """Those of the pairing."""
        return super().get_projects(strand).filter(pairing=self.pairing)

    def get_place(self, strand: Strand) -> Pairing:
        del strand
        return self.pairing

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        return [*self.pairing.get_crumbs(), (_("Projects"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=tabs(self.pairing, "projects", self.grants),
            matches=matches_part(self.grants, self.pairing),
            helix=selectors.pairing_helix(self.pairing),
            **kwargs,
        )


# The page of one cooperation project.

NEWEST = 10  # contacts and comments


class ProjectPage(Kept, InStrand, TemplateView):
    """One project: how far it has come and by what evidence, who takes part, what it brings, what both sides say."""

    template_name = "partnerships/projects/project.html"

    @cached_property
    def project(self) -> Project:
        """The project of the address, else 404."""
        rows = Project.objects.visible_to(self.grants).with_names()
        row: Project = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["project"])
        prefetch_related_objects([row], "further_partners__participation__partner")
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        project, grants = self.project, self.grants
        strand = (project.pairing or project).strand
        further = [one.participation for one in project.further_partners.all()]
        for one in further:
            one.strand = strand
        moves = selectors.moves_of(project=project.pk)
        for move in moves:
            move.project = project
        figures, parts = selectors.figures_of(project), selectors.by_sector(project)
        show_documents(grants, project.pairing, [*moves, *figures])
        helix = selectors.Helix({sector: len(rows) for sector, rows in parts.items()})
        around = self._in_pairing() if project.pairing_id else self._outside()
        main = around.pop("main", [])
        steps = buttons_on(project, (actions.MoveProject, actions.EditProject), grants)
        if steps and not main:
            steps[0] = steps[0]._replace(kind="main")
        acts = (
            actions.AddResult,
            actions.SetProjectOrganisations,
            *([actions.LinkProjectMilestones] if project.pairing_id else ()),
        )
        level = _level_label(project)
        return super().get_context_data(
            strand=strand,
            pairing=project.pairing,
            project=project,
            section="projects",
            crumbs=project.get_crumbs(),
            further=further if project.pairing_id else [],
            buttons=[*main, *steps],
            add=[*around.pop("add", ()), *buttons_on(project, acts, grants)],
            more=[history_link(project, strand)],
            steps=selectors.steps_of(project, moves),
            dropped=selectors.drop_of(project, moves),
            level=level,
            moves=moves,
            sectors=[(row, parts[row["sector"]]) for row in helix.rows if row["sector"] in parts],
            helix=helix,
            missing={} if project.is_settled else helix.missing,
            figures=figures,
            message=message_text([f"{project.place_name} · {project.title}", level], project.get_absolute_url()),
            **around,
            **kwargs,
        )

    def _outside(self) -> dict[str, Any]:
        """What hangs on a project that lies in no pairing."""
        hanging = attached_in_strand(self.grants, self.project, self.project.strand)
        said = comments_of(self.grants, self.project)
        return {
            "attached": hanging,
            "stream": said,
            "add": [(_("Add a comment"), "#stream" if said.get("comment_url") else ""), *hanging["add"]],
        }

    def _in_pairing(self) -> dict[str, Any]:
        """What hangs on a pairing: the agreed text, agreements, milestones, and what passes between its sides."""
        project, pairing, grants = self.project, self.project.pairing, self.grants
        milestones = list(project.milestones.in_order())
        for milestone in milestones:
            milestone.pairing = pairing
        follow_ups = follow_ups_from(grants, project)
        hanging, said = (
            attached(grants, [project])[Project, project.pk],
            stream(grants, pairing, project=project, limit=NEWEST),
        )
        card, agreements = confirm_card(project, grants), agreements_of(grants, project)
        main = take_main(card)
        has_text = card["standing"].asked or card["text"].is_written
        return {
            "lead_names": [partner.name for side, partner in pairing.partners if project.lead in (side, "both")],
            "main": main if has_text else [],
            "add": [
                (_("Record a contact"), said.get("contact_url")),
                (_("Add a comment"), "#stream" if said.get("comment_url") else ""),
                (_("Add a follow-up"), follow_ups.get("follow_up_add_url")),
                *hanging["add"],
                *(() if has_text else main),
                (_("Add an agreement"), agreements["add_url"]),
            ],
            "milestones": milestones,
            "attached": hanging,
            "stream": said,
            "stream_url": f"{pairing.address_of('partnerships:contact-list')}?project={project.code}",
            "card": card if has_text else None,
            "agreements": agreements["rows"],
            "next_follow_up": next(
                (one for one in follow_ups.get("follow_ups", []) if one["row"].state == "open"), None
            ),
            "follow_ups": follow_ups.get("follow_ups"),
        }


def _level_label(project: Project) -> str:
    """On which level a project is, and since how many days, in one line."""
    if project.is_settled:
        return _("Not pursued")
    level, days = project.get_level_display(), project.days_on_level
    if days is None:
        return _("%(level)s; since when is not known") % {"level": level}
    if days == 0:
        return _("%(level)s, since today") % {"level": level}
    number = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return _("%(level)s, for %(days)s") % {"level": level, "days": number}
