"""What each strand itself says of the shared records in its directory, in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import VersionedAdmin
from partnerships.models import DirectoryCity, DirectoryOrganisation, DirectoryPartner

KEPT = _("Sources are web addresses, separated by “ ; ”.")


class EntryAdmin(VersionedAdmin):
    """Sources and note of one strand; what its directory holds is chosen at the strand."""

    list_filter = ["strand"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It comes with the strand's directory."""
        return False


@admin.register(DirectoryCity)
class DirectoryCityAdmin(EntryAdmin):
    """Of cities."""

    list_display = ["city", "strand", "source", "note"]
    search_fields = ["city__search_text"]
    related = fixed = ("city", "strand")
    fieldsets = [(None, {"fields": ["city", "strand", "source", "note"], "description": KEPT})]


@admin.register(DirectoryPartner)
class DirectoryPartnerAdmin(EntryAdmin):
    """Of partners."""

    list_display = ["partner", "strand", "source", "note"]
    search_fields = ["partner__search_text"]
    related = fixed = ("partner", "strand")
    fieldsets = [(None, {"fields": ["partner", "strand", "source", "note"], "description": KEPT})]


@admin.register(DirectoryOrganisation)
class DirectoryOrganisationAdmin(EntryAdmin):
    """Of organisations."""

    list_display = ["organisation", "strand", "source", "note"]
    search_fields = ["organisation__search_text"]
    related = fixed = ("organisation", "strand")
    fieldsets = [(None, {"fields": ["organisation", "strand", "source", "note"], "description": KEPT})]
