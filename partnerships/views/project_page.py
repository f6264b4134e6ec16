"""The page of one cooperation project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core.message_text import message_text
from partnerships.agreements.selectors import agreements_of
from partnerships.confirmations.cards import confirm_card
from partnerships.models import Project
from partnerships.rules import may_edit_project
from partnerships.services.attached import attached
from partnerships.services.history import timeline
from partnerships.services.project_board import reached, stairs
from partnerships.services.project_sheets import (
    by_sector,
    changes_of,
    figures_of,
    helix_of_sectors,
    missing_words,
    readable,
    removed_results,
    told,
)
from partnerships.services.record_kinds import kept_from
from partnerships.services.streams import stream
from partnerships.views.follow_ups import follow_ups_from
from partnerships.views.projects import OfProject

if TYPE_CHECKING:
    from partnerships.services.project_board import Stairs

RECENT = 8  # acts of the history that the page shows
NEWEST = 10  # contacts and comments


class ProjectPage(OfProject, TemplateView):
    """One project: how far it has come and by what evidence, who takes part, what it brings, what both sides say."""

    template_name = "partnerships/project.html"

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
            standing=_standing_words(steps),
            moves=[(change, reached(change.new), documents.get(change.document_id or 0)) for change in changes],
            sectors=sectors,
            helix=helix_of_sectors(sectors),
            missing=missing_words(project, sectors),
            figures=told(figures, documents),
            removed=[(entry, f"{self.address('result-add')}?again={entry.pk}") for entry in removed],
            milestones=milestones,
            attached=attached(self.grants, [project])[Project, project.pk],
            stream=stream(self.grants, pairing, project=project, limit=NEWEST),
            stream_url=self._stream_url(),
            card=confirm_card(project, self.grants),
            agreements=agreements_of(self.grants, project),
            next_follow_up=next((one for one in follow_ups.get("follow_ups", []) if one.row.state == "open"), None),
            message=message_text(
                [f"{pairing.name} · {project.title}", _standing_words(steps)], project.get_absolute_url()
            ),
            entries=timeline(project, limit=RECENT, without=kept),
            versions_url=reverse("partnerships:record-history", args=[pairing.strand.code, "project", project.pk]),
            **follow_ups,
            **kwargs,
        )

    def _stream_url(self) -> str:
        pairing = self.project.pairing
        return reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])


def _standing_words(steps: Stairs) -> str:
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
