"""Closing days in the administration, to be looked at: each partner keeps them on its page."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from partnerships.models import ClosingDay


@admin.register(ClosingDay)
class ClosingDayAdmin(ReadOnlyAdmin):
    """When a partner's offices are closed beside its public holidays."""

    view_on_site = False
    list_display = ["participation", "starts_on", "ends_on", "name"]
    list_filter = ["participation__strand"]
    search_fields = ["name", "participation__partner__search_text"]
    related = ("participation__partner", "participation__strand")
    fields = ["participation", "starts_on", "ends_on", "name"]
