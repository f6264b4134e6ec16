"""Publicity in the administration, saved through the services of the portal's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.lists import FieldFilter
from core.admin.records import ThroughServices
from core.admin_forms import RecordForm
from core.templatetags.portal import written
from partnerships.admin.shown import shown_side
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.public.actions.publicity import FIELDS, AddPublicity, EditPublicity


class PublicityAdminForm(RecordForm):
    """An item in one of the languages that are named."""

    language = forms.ChoiceField(label=_("Language"), choices=PublicityLanguage.choices)


class PublicityLanguageFilter(FieldFilter):
    """The languages that an item can be in."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """In words."""
        return list(PublicityLanguage.choices)


@admin.register(PublicityItem)
class PublicityItemAdmin(ThroughServices):
    """What was published; an item is withdrawn and brought back on the portal's pages."""

    form = PublicityAdminForm
    list_display = ["printed", "outlet", "published_on", "language_shown", "strand", "pairing", "withdrawn_at"]
    list_filter = ["strand", PublicityLanguageFilter, "side"]
    search_fields = ["search_text", "pairing__search_text"]
    related = ("strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    fixed = ("strand",)
    autocomplete_fields = ["strand", "pairing"]
    side_shown = shown_side(_("side"), "strand")
    readonly_fields = ["number", "side_shown", "withdrawn_at", "withdrawn_reason"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "strand",
                    "pairing",
                    "published_on",
                    "outlet",
                    "title",
                    "language",
                    "link",
                    "published_by",
                ]
            },
        ),
        (None, {"fields": ["number", "side_shown", "withdrawn_at", "withdrawn_reason"]}),
    ]

    @admin.display(description=_("title"), ordering="search_text")
    def printed(self, row: PublicityItem) -> Any:
        """The title as printed, marked where it is in the other language."""
        return written(row.title)

    @admin.display(description=_("language"), ordering="language")
    def language_shown(self, row: PublicityItem) -> str:
        """In words."""
        return row.language_label

    def add(self, row: PublicityItem, *, values: dict[str, Any], **facts: Any) -> PublicityItem:
        """Add it to its strand."""
        del values
        given = {name: getattr(row, name) for name in FIELDS}
        added: PublicityItem = AddPublicity.do(row, **facts, values=given)
        return added

    def edit(self, row: PublicityItem, **facts: Any) -> None:
        """Edit it."""
        EditPublicity.do(row, **facts)
