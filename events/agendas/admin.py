"""Agendas in the administration; an item is edited as on the portal's pages, where an agenda is released.

The contact on the day stands in no column: whoever edits the item reads it in the form.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.formats import join_names
from core.templatetags.portal import text
from events.agendas.actions import EditItem
from events.agendas.languages import language_names
from events.models import AgendaItem, AgendaRelease
from partnerships.admin.shown import shown_names
from partnerships.codes import codes_in


@admin.register(AgendaItem)
class AgendaItemAdmin(EditedAdmin):
    """One thing on an agenda."""

    edit = EditItem
    asked_too = ("on", "organisations_shown", "languages_shown")
    list_display = ["item", "event", "on", "starts_at", "kind", "answer", "removed_at"]
    list_filter = ["kind", "answer", "event__strand"]
    search_fields = ["title_en", "title_ko", "place", "event__search_text"]
    related = ("event__strand", "city", "topic", "host")
    organisations_shown = shown_names("organisation_codes", _("organisations"))
    fields = [
        "event",
        "position",
        "kind",
        "title_en",
        "title_ko",
        "on",
        "starts_at",
        "ends_at",
        "city",
        "place",
        "topic",
        "organisations_shown",
        "host",
        "answer",
        "answered_on",
        "languages_shown",
        "interpretation",
        "capacity",
        "source",
        "from_sources",
        "removed_at",
    ]

    @admin.display(description=_("agenda item"), ordering="title_en")
    def item(self, row: AgendaItem) -> Any:
        return text(row, "title")

    @admin.display(description=_("languages"))
    def languages_shown(self, row: AgendaItem) -> str:
        return join_names(language_names(codes_in(row.languages)))


@admin.register(AgendaRelease)
class AgendaReleaseAdmin(ReadOnlyAdmin):
    """The versions of agendas that were released."""

    list_display = ["event", "number", "at", "by_label"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text", "note"]
    related = ("event__strand",)
    fields = ["event", "number", "note", "by_label", "at", "count"]

    @admin.display(description=_("items"))
    def count(self, row: AgendaRelease) -> int:
        return len(row.items)
