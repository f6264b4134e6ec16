"""Milestones and the moves of dates in the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin
from partnerships.milestones.actions import EditMilestone
from partnerships.models import DateChange, Milestone, Strand

if TYPE_CHECKING:
    from django.http import HttpRequest

admin.site.register(
    Milestone,
    EditedAdmin,
    edit=EditMilestone,
    list_display=["title", "pairing", "status", "forecast", "actual", "code"],
    ordering=("pairing__strand", "stage__position", "forecast_last_day", "pk"),
)


class StrandFilter(admin.SimpleListFilter):
    """Moves by the strand of what moved."""

    title = _("strand")
    parameter_name = "strand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(strand.pk, str(strand)) for strand in Strand.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All moves, or those of a strand's stages, plan and milestones."""
        of_strand = Q()
        for path in ("milestone__pairing__strand", "plan_item__strand", "stage__strand"):
            of_strand |= Q(**{path: self.value()})
        offered = {str(key) for key, _name in self.lookup_choices}
        return queryset.filter(of_strand) if self.value() in offered else queryset


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    """Every move of a date, with its reason."""

    list_display = ["at", "moved", "pairing", "old", "new", "reason", "by_label"]
    list_filter = [StrandFilter, "at"]
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
