"""Contacts and comments in the administration; a contact is edited as on its own page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.formats import format_zone
from core.templatetags.portal import text
from partnerships.admin.shown import shown_side
from partnerships.contacts.actions import EditContact
from partnerships.models import Comment, Contact

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


@admin.register(Contact)
class ContactAdmin(EditedAdmin):
    """What passed between two sides."""

    edit = EditContact
    asked_too = ("side_shown", "on", "starts_at", "zone_shown")
    list_display = ["what", "pairing", "kind", "on", "side_shown", "author_label"]
    list_filter = ["kind", "side", "pairing__strand"]
    side_shown = shown_side(_("side that got in touch"), "pairing.strand")
    search_fields = ["search_text", "pairing__search_text"]
    related = _PAIRING
    fields = [
        "pairing",
        "code",
        "kind",
        "side_shown",
        "on",
        "starts_at",
        "minutes",
        "zone_shown",
        "who",
        "what_en",
        "what_ko",
        "project",
        "author_label",
        "withdrawn_at",
        "withdrawn_reason",
    ]

    @admin.display(description=_("what was said"), ordering="search_text")
    def what(self, row: Contact) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row, "what")

    @admin.display(description=_("time zone"))
    def zone_shown(self, row: Contact) -> str:
        """By its city."""
        return format_zone(row.time_zone) if row.time_zone else ""


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """What somebody remarked on a pairing or a project."""

    list_display = ["author_label", "pairing", "side_shown", "at", "withdrawn_at"]
    list_filter = ["side", "pairing__strand"]
    side_shown = shown_side(_("side"), "pairing.strand")
    search_fields = ["author_label", "pairing__search_text"]
    related = _PAIRING
    fields = ["pairing", "author_label", "side_shown", "at", "text", "withdrawn_at"]
