"""The strand's way in the administration: stages and the items of its milestone plan."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.records import ThroughServices
from core.admin_forms import RecordForm
from core.date_fields import with_periods
from partnerships.admin.shown import SideForm, by_day, shown_period, shown_side
from partnerships.models import PlanItem, Stage
from partnerships.plan.actions import AddPlanItem, AddStage, EditPlanItem, EditStage

DATES = _("The current plan is set once here; later it is moved with a reason on the portal's pages.")
MOVED = _("The current plan is moved with a reason on the portal's pages.")


@with_periods(baseline=_("Baseline"), forecast=_("Forecast"))
class StageForm(RecordForm):
    """A stage with its two periods."""


@admin.register(Stage)
class StageAdmin(ThroughServices):
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
    once = (DATES, MOVED)
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
        (_("Sources"), {"fields": ["source"]}),
    ]

    def add(self, row: Stage, *, values: dict[str, Any], **facts: Any) -> Stage:
        """Add the stage at its place; those behind it move up."""
        return AddStage.do(values.pop("strand"), **facts, values={**values, "forecast": row.forecast})

    def edit(self, row: Stage, **facts: Any) -> None:
        """Edit it; in another place the others make room."""
        EditStage.do(row, **facts)


@with_periods(baseline=_("Baseline"), forecast=_("Forecast"))
class PlanItemForm(SideForm):
    """An item of the plan, in a stage of its strand."""

    side_field = "responsible"


@admin.register(PlanItem)
class PlanItemAdmin(ThroughServices):
    """Milestones as a strand plans them for every pairing."""

    form = PlanItemForm
    list_display = ["__str__", "strand", "stage", "responsible_shown", "forecast_shown", "code"]
    list_filter = ["strand", "responsible"]
    ordering = ("strand", "stage__position", by_day("forecast_start"), "forecast_last_day", "pk")
    responsible_shown = shown_side(_("responsible"), "strand", name="responsible")
    search_fields = ["code", "title_en", "title_ko"]
    related = ("strand", "stage")
    code_from = ("title_en",)
    fixed = ("strand", "code")
    fixed_periods = ("forecast",)
    once = (DATES, MOVED)
    autocomplete_fields = ["strand", "stage"]
    forecast_shown = shown_period("forecast", _("Forecast"))
    fieldsets = [
        (None, {"fields": ["strand", "stage", "title_en", "title_ko", "code"]}),
        (_("Responsible"), {"fields": ["responsible", "confirmation", "confirmed_text"]}),
        (
            _("Dates"),
            {
                "fields": [("baseline_start_text", "baseline_end_text"), ("forecast_start_text", "forecast_end_text")],
                "description": DATES,
            },
        ),
        (_("Origin"), {"fields": ["source", "note"]}),
    ]

    def add(self, row: PlanItem, *, values: dict[str, Any], **facts: Any) -> PlanItem:
        """Add the item, and its milestone to every pairing that is open."""
        return AddPlanItem.do(values.pop("strand"), **facts, values={**values, "forecast": row.forecast})

    def edit(self, row: PlanItem, **facts: Any) -> None:
        """Edit it; the milestones that still equal it follow."""
        EditPlanItem.do(row, **facts)
