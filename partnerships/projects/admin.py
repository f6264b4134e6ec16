"""Cooperation projects in the administration, edited as on their own pages, where their level moves."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.templatetags.portal import text
from partnerships.admin.shown import shown_names, shown_side
from partnerships.models import LevelChange, Project, ProjectResult
from partnerships.projects.actions import EditProject, EditResult

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
_PROJECT = tuple(f"project__{name}" for name in _PAIRING)


@admin.register(Project)
class ProjectAdmin(EditedAdmin):
    """Projects with their level; what the two sides draft together is read on the project's page."""

    edit = EditProject
    asked_too = ("lead_shown", "partners_shown", "first_reported")
    list_display = ["shown_title", "pairing", "level", "level_since", "topic", "code"]
    list_filter = ["level", "strand"]
    search_fields = ["search_text", "code", "pairing__search_text"]
    related = (*_PAIRING, "topic__strand", "strand")
    lead_shown = shown_side(_("lead side"), "strand", name="lead")
    partners_shown = shown_names("partner_codes", _("further partners"))
    organisations_shown = shown_names("organisation_codes", _("organisations"))
    fields = [
        "pairing",
        "code",
        "title_en",
        "title_ko",
        "summary_en",
        "summary_ko",
        "topic",
        "lead_shown",
        "level",
        "level_since",
        "partners_shown",
        "organisations_shown",
        "first_reported",
        "source",
        "note",
        "from_sources",
    ]

    @admin.display(description=_("cooperation project"), ordering="search_text")
    def shown_title(self, row: Project) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row, "title")


@admin.register(LevelChange)
class LevelChangeAdmin(ReadOnlyAdmin):
    """Every move of a project, with its day and its grounds."""

    list_display = ["project", "old", "new", "on", "by_label"]
    list_filter = ["new", "project__strand"]
    search_fields = ["project__search_text", "by_label"]
    related = _PROJECT
    fields = ["project", "old", "new", "on", "evidence", "evidence_url", "document", "reason", "by_label", "at"]


@admin.register(ProjectResult)
class ProjectResultAdmin(EditedAdmin):
    """What projects are expected to bring, and what they brought."""

    edit = EditResult
    list_display = ["project", "kind", "unit", "expected", "achieved", "as_of"]
    list_filter = ["kind", "project__strand"]
    search_fields = ["project__search_text", "funder"]
    related = _PROJECT
    fields = [
        "project",
        "kind",
        "unit",
        "expected",
        "achieved",
        "as_of",
        "funder",
        "evidence",
        "evidence_url",
        "document",
    ]
