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


for model in (DirectoryCity, DirectoryPartner, DirectoryOrganisation):
    named = (model.SHARED, "strand")
    shown = [*named, "source", "note"]
    admin.site.register(
        model,
        EntryAdmin,
        list_display=shown,
        search_fields=[f"{model.SHARED}__search_text"],
        related=named,
        fixed=named,
        fieldsets=[(None, {"fields": shown, "description": KEPT})],
    )
