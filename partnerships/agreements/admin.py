"""Agreements in the administration: edited as on their own pages, where they are signed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin
from core.templatetags.portal import text
from partnerships.admin.shown import shown_names
from partnerships.agreements.actions import EditAgreement
from partnerships.agreements.models import Agreement


@admin.register(Agreement)
class AgreementAdmin(EditedAdmin):
    """What two sides agreed on, with its status and its days."""

    edit = EditAgreement
    asked_too = ("parties_shown",)
    list_display = ["name", "pairing", "kind", "status", "signed_on", "lapsed_on", "code"]
    list_filter = ["status", "kind", "pairing__strand"]
    search_fields = ["search_text", "code", "pairing__search_text"]
    parties_shown = shown_names("party_codes", _("parties"))
    related = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    fields = [
        "pairing",
        "code",
        "kind",
        "title_en",
        "title_ko",
        "text_en",
        "text_ko",
        "edition",
        "status",
        "signed_on",
        "lapsed_on",
        "parties_shown",
        "source",
        "note",
        "from_sources",
    ]

    @admin.display(description=_("agreement"), ordering="search_text")
    def name(self, row: Agreement) -> Any:
        return text(row, "title")
