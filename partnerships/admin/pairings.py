"""Pairings, their milestones and the moves of dates in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, VersionedAdmin
from core.admin_forms import RecordForm
from core.period_forms import with_periods
from partnerships.admin.ordered import OrderedInline, ThemesFormSet
from partnerships.admin.shown import shown_period
from partnerships.models import DateChange, Milestone, Pairing, PairingTheme
from partnerships.services.pairings import check_of_strand, check_pairing

ACTS = _("What is shown without a field is set by acts on the portal's pages.")


class PairingForm(RecordForm):
    """Two partners of one strand, one of each side."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """Ask the service."""
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
    list_display = ["__str__", "strand", "status", "theme_codes", "code"]
    list_filter = ["strand", "status"]
    search_fields = ["search_text", "eu__partner__search_text", "counterpart__partner__search_text"]
    related = ("strand", "eu__partner", "eu__strand", "counterpart__partner", "counterpart__strand")
    fixed = ("strand", "code", "eu", "counterpart", "status")
    autocomplete_fields = ["strand", "eu", "counterpart"]
    inlines = [PairingThemes]
    fieldsets = [
        (
            None,
            {
                "fields": ["strand", "eu", "counterpart", "code", "status"],
                "description": _(
                    "The name comes from the two partners. Status and dates are set by acts on the portal's pages."
                ),
            },
        ),
        (_("Summary"), {"fields": ["summary_en", "summary_ko"]}),
        (_("Origin"), {"fields": ["source", "note"]}),
    ]

    def places(self, obj: Pairing) -> dict[str, Any]:
        """The pairing itself."""
        return {"strand_id": obj.strand_id, "pairing_id": obj.pk}


@with_periods(baseline=_("Baseline"), forecast=_("Forecast"), actual=_("Actual"))
class MilestoneForm(RecordForm):
    """A milestone in a stage, and of a plan item, of its pairing's strand."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """Ask the service."""
        check_of_strand(
            strand_id=self.value_of("pairing").strand_id,
            records=[("stage", self.value_of("stage")), ("plan_item", self.value_of("plan_item"))],
        )


@admin.register(Milestone)
class MilestoneAdmin(VersionedAdmin):
    """Checkpoints; their status and dates move on the portal's pages."""

    form = MilestoneForm
    list_display = ["__str__", "pairing", "status", "forecast_shown", "actual_shown"]
    list_filter = ["pairing__strand", "status", "responsible", "from_sources"]
    search_fields = ["code", "title_en", "title_ko", "pairing__search_text"]
    related = ("pairing__eu__partner", "pairing__counterpart__partner", "stage")
    code_from = ("title_en",)
    readonly_fields = ["from_sources"]
    fixed = ("pairing", "code", "status", "reason")
    fixed_periods = ("forecast", "actual")
    autocomplete_fields = ["pairing", "stage", "plan_item"]
    forecast_shown = shown_period("forecast", _("Forecast"))
    actual_shown = shown_period("actual", _("Actual"))
    fieldsets = [
        (
            None,
            {
                "fields": ["pairing", "stage", "plan_item", "title_en", "title_ko", "code"],
                "description": ACTS,
            },
        ),
        (_("Responsible"), {"fields": ["responsible", "confirmation"]}),
        (
            _("Dates"),
            {
                "fields": [
                    "status",
                    ("baseline_start_text", "baseline_end_text"),
                    ("forecast_start_text", "forecast_end_text"),
                    ("actual_start_text", "actual_end_text"),
                    "reason",
                ]
            },
        ),
        (_("Origin"), {"fields": ["from_sources", "source", "note"]}),
    ]

    def places(self, obj: Milestone) -> dict[str, Any]:
        """The pairing's."""
        return {"strand_id": obj.pairing.strand_id, "pairing_id": obj.pairing_id}


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    """Every move of a date, with its reason."""

    list_display = ["at", "moved", "old_shown", "new_shown", "reason", "by_label"]
    list_filter = ["at"]
    search_fields = ["reason", "by_label", "milestone__code"]
    related = ("milestone", "plan_item", "stage")
    fields = ["at", "moved", "old_shown", "new_shown", "reason", "by_label"]
    old_shown = shown_period("old", _("Before"))
    new_shown = shown_period("new", _("After"))

    @admin.display(description=_("what moved"))
    def moved(self, change: DateChange) -> str:
        """The record whose date moved."""
        return str(change.milestone or change.plan_item or change.stage)
