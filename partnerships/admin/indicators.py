"""The indicators of programmes in the administration; targets and values to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, VersionedAdmin
from core.admin_forms import RecordForm
from core.errors import DomainError
from partnerships.models import Indicator, Measurement, Target
from partnerships.services.indicators import TAKEN


class IndicatorRecordForm(RecordForm):
    """An indicator, whose code stands in addresses beside those of the counts."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """The counts of the programme have their words for themselves."""
        if self.value_of("code") in TAKEN:
            raise DomainError(_("One of the programme's own counts has this code. Choose another one."), field="code")


@admin.register(Indicator)
class IndicatorAdmin(VersionedAdmin):
    """What a programme measures; staff keep it on the portal's pages too."""

    form = IndicatorRecordForm
    list_display = ["name_en", "name_ko", "programme", "level", "direction", "ended_on", "code"]
    list_filter = ["programme", "level"]
    search_fields = ["code", "name_en", "name_ko"]
    related = ("programme",)
    code_from = ("name_en",)
    fixed = ("programme", "code")
    autocomplete_fields = ["programme"]
    fieldsets = [
        (None, {"fields": ["programme", "name_en", "name_ko", "code"]}),
        (_("What it measures"), {"fields": ["unit_en", "unit_ko", "direction", "level"]}),
        (_("Definition"), {"fields": ["definition_en", "definition_ko", "verification_en", "verification_ko"]}),
    ]


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Baselines and targets; they are set on the portal's pages."""

    list_display = ["__str__", "strand", "pairing", "baseline", "target", "due_on"]
    list_filter = ["strand"]
    search_fields = ["indicator__name_en", "indicator__name_ko", "pairing__search_text"]
    related = ("strand", "indicator", "pairing__eu__partner", "pairing__counterpart__partner")
    fields = ["strand", "pairing", "indicator", "built_in", "baseline", "baseline_on", "target", "due_on"]


@admin.register(Measurement)
class MeasurementAdmin(ReadOnlyAdmin):
    """The values that were entered, with what was withdrawn."""

    list_display = ["indicator", "strand", "pairing", "on", "value", "by_label", "withdrawn_at"]
    list_filter = ["strand"]
    search_fields = ["source", "indicator__code"]
    related = ("strand", "indicator", "pairing__eu__partner", "pairing__counterpart__partner")
    fields = [
        "indicator",
        "strand",
        "pairing",
        "on",
        "value",
        "source",
        "document",
        "by_label",
        "at",
        "withdrawn_at",
        "withdrawn_reason",
    ]
