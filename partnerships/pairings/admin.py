"""Pairings in the administration."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import VersionedAdmin
from core.admin_forms import RecordForm
from partnerships.admin.shown import OrderedInline, ThemesFormSet
from partnerships.models import Pairing, PairingTheme
from partnerships.pairings.services import check_pairing

NEW = _("The name comes from the two partners. The status is set once here; later it is changed on the portal's pages.")
LATER = _("The name comes from the two partners. Status and dates are set by acts on the portal's pages.")


class PairingForm(RecordForm):
    """Two partners of one strand, one of each side."""

    def check(self, cleaned: dict[str, Any]) -> None:
        check_pairing(
            strand=self.value_of("strand"),
            eu=self.value_of("eu"),
            counterpart=self.value_of("counterpart"),
            status=self.value_of("status"),
            pairing=self.instance if self.instance.pk else None,
        )


class PairingThemes(OrderedInline):
    """A pairing's themes."""

    model = PairingTheme
    formset = ThemesFormSet
    fields = ["position", "theme"]
    autocomplete_fields = ["theme"]


@admin.register(Pairing)
class PairingAdmin(VersionedAdmin):
    """Who travels together."""

    form = PairingForm
    list_display = ["__str__", "strand", "status", "themes_shown", "code"]
    list_filter = ["strand", "status"]
    search_fields = ["search_text", "eu__partner__search_text", "counterpart__partner__search_text"]
    related = ("strand", "eu__partner", "eu__strand", "counterpart__partner", "counterpart__strand")
    listed = ("chosen_themes__theme",)
    fixed = ("strand", "code", "eu", "counterpart", "status")
    once = (NEW, LATER)
    autocomplete_fields = ["strand", "eu", "counterpart"]
    inlines = [PairingThemes]
    fieldsets = [
        (None, {"fields": ["strand", "eu", "counterpart", "code", "status"], "description": NEW}),
        (_("Summary"), {"fields": ["summary_en", "summary_ko"]}),
        (_("Origin"), {"fields": ["source", "note"]}),
    ]

    @admin.display(description=_("themes"))
    def themes_shown(self, row: Pairing) -> str:
        """By their names, in order."""
        return ", ".join(str(chosen.theme) for chosen in row.chosen_themes.all())
