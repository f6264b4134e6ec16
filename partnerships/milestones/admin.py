"""Milestones and the moves of dates in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from partnerships.milestones.actions import EditMilestone
from partnerships.models import DateChange, Milestone

admin.site.register(
    Milestone,
    EditedAdmin,
    edit=EditMilestone,
    list_display=["title", "pairing", "status", "forecast", "actual", "code"],
    ordering=("pairing__strand", "stage__position", "forecast_last_day", "pk"),
)


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    """Every move of a date, with its reason."""

    list_display = ["at", "moved", "pairing", "old", "new", "reason", "by_label"]
    list_filter = ["milestone__pairing__strand", "at"]
    search_fields = ["reason", "by_label", "milestone__code"]
    related = ("milestone__pairing__eu__partner", "milestone__pairing__counterpart__partner", "plan_item", "stage")
    fields = ["at", "moved", "pairing", "old", "new", "reason", "by_label"]

    @admin.display(description=_("what moved"))
    def moved(self, change: DateChange) -> str:
        """The record whose date moved."""
        return str(change.milestone or change.plan_item or change.stage)

    @admin.display(description=_("pairing"))
    def pairing(self, change: DateChange) -> str:
        """Whose milestone moved: several pairings have those of the plan."""
        return str(change.milestone.pairing if change.milestone else self.get_empty_value_display())
