"""Publicity in the administration."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin
from core.templatetags.portal import written
from reports.models import PublicityItem
from reports.public.actions.publicity import EditPublicity


@admin.register(PublicityItem)
class PublicityItemAdmin(EditedAdmin):
    """What was published."""

    edit = EditPublicity
    list_display = ["title", "outlet", "published_on", "language", "strand", "pairing", "withdrawn_at"]

    @admin.display(description=_("title"), ordering="search_text")
    def title_shown(self, row: PublicityItem) -> Any:
        """The title as printed, marked where it is in the other language."""
        return written(row.title)

    @admin.display(description=_("language"), ordering="language")
    def language_shown(self, row: PublicityItem) -> str:
        """In words."""
        return row.language_label
