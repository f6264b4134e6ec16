"""What both sides do on the portal's pages, to be looked at: follow-ups and deputies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from core.templatetags.portal import text
from partnerships.admin.shown import shown_side
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.models import Deputy, FollowUp

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


@admin.register(FollowUp)
class FollowUpAdmin(EditedAdmin):
    """Promises; they are closed in the list of their pairing."""

    edit = EditFollowUp
    asked_too = ("side_shown",)
    list_display = ["promise", "pairing", "side_shown", "due_on", "state", "code"]
    list_filter = ["state", "side", "pairing__strand"]
    side_shown = shown_side(_("side"), "pairing.strand")
    search_fields = ["search_text", "code", "pairing__search_text"]
    related = (*_PAIRING, "owner")
    fields = ["pairing", "code", "what_en", "what_ko", "side_shown", "owner", "due_on", "state", "closed_on", "result"]

    @admin.display(description=_("follow-up"), ordering="search_text")
    def promise(self, row: FollowUp) -> Any:
        """In the reader's language, else marked as the other one."""
        return text(row, "what")


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom."""

    list_display = ["user", "coordinator", "starts_on", "ends_on"]
    list_filter = ["membership__participation__strand", "starts_on"]
    search_fields = ["user__search_text", "membership__user__search_text"]
    related = ("user", "membership__user", "membership__participation__partner", "membership__participation__strand")
    fields = ["user", "coordinator", "starts_on", "ends_on"]

    @admin.display(description=_("coordinator"))
    def coordinator(self, deputy: Deputy) -> Any:
        """For whom, with the partner; the person as the reader's language writes the name."""
        return f"{deputy.membership.user}: {deputy.membership.participation}"
