"""The strand's way in the administration: stages and the items of its milestone plan."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import VersionedAdmin
from core.admin_forms import RecordForm
from core.period_forms import with_periods
from partnerships.admin.shown import shown_period
from partnerships.models import PlanItem, Stage
from partnerships.services.pairings import check_of_strand

DATES = _("The current plan is set once here; later it is moved with a reason on the portal's pages.")


@with_periods(baseline=_("Baseline"), forecast=_("Forecast"))
class StageForm(RecordForm):
    """A stage with its two periods."""


@admin.register(Stage)
class StageAdmin(VersionedAdmin):
    """Parts of a strand's way."""

    form = StageForm
    list_display = ["position", "name_en", "name_ko", "strand", "forecast_shown", "code"]
    list_display_links = ["position", "name_en"]
    list_filter = ["strand"]
    search_fields = ["code", "name_en", "name_ko"]
    related = ("strand",)
    code_from = ("name_en",)
    fixed = ("strand", "code")
    fixed_periods = ("forecast",)
    autocomplete_fields = ["strand"]
    forecast_shown = shown_period("forecast", _("Forecast"))
    fieldsets = [
        (None, {"fields": ["strand", "position", "name_en", "name_ko", "code"]}),
        (
            _("Dates"),
            {
                "fields": [("baseline_start_text", "baseline_end_text"), ("forecast_start_text", "forecast_end_text")],
                "description": DATES,
            },
        ),
        (_("Origin"), {"fields": ["source"]}),
    ]


@with_periods(baseline=_("Baseline"), forecast=_("Forecast"))
class PlanItemForm(RecordForm):
    """An item of the plan, in a stage of its strand."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """The stage is one of the strand's."""
        check_of_strand(strand_id=self.value_of("strand").pk, records=[("stage", cleaned.get("stage"))])


@admin.register(PlanItem)
class PlanItemAdmin(VersionedAdmin):
    """Milestones as a strand plans them for every pairing."""

    form = PlanItemForm
    list_display = ["__str__", "strand", "stage", "responsible", "forecast_shown", "code"]
    list_filter = ["strand", "responsible"]
    search_fields = ["code", "title_en", "title_ko"]
    related = ("strand", "stage")
    code_from = ("title_en",)
    fixed = ("strand", "code")
    fixed_periods = ("forecast",)
    autocomplete_fields = ["strand", "stage"]
    forecast_shown = shown_period("forecast", _("Forecast"))
    fieldsets = [
        (None, {"fields": ["strand", "stage", "title_en", "title_ko", "code", "responsible", "confirmation"]}),
        (
            _("Dates"),
            {
                "fields": [("baseline_start_text", "baseline_end_text"), ("forecast_start_text", "forecast_end_text")],
                "description": DATES,
            },
        ),
        (_("Origin"), {"fields": ["source", "note"]}),
    ]
