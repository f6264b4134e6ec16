"""Milestones and the moves of dates in the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, VersionedAdmin
from core.date_fields import with_periods
from core.errors import DomainError
from partnerships.admin.shown import SideForm, by_day, shown_period, shown_side
from partnerships.milestones.actions import AddMilestone, EditMilestone
from partnerships.models import DateChange, Milestone, Strand

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTS = _("What is shown without a field is set by acts on the portal's pages.")


@with_periods(forecast=_("Forecast"))
class MilestoneForm(SideForm):
    """A milestone, and why it is changed."""

    side_field = "responsible"
    strand_path = "pairing.strand"

    act_reason = forms.CharField(
        label=_("Reason for this change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You act in place of a side. Both sides and the history show why."),
    )

    def check(self, cleaned: dict[str, Any]) -> None:
        """Whoever acts in place of a side says why; the rest the action says when it saves."""
        if set(self.changed_data) - {"seen_version", "act_reason"} and not cleaned["act_reason"].strip():
            raise DomainError(_("Give a reason."), field="act_reason")


@admin.register(Milestone)
class MilestoneAdmin(VersionedAdmin):
    """Checkpoints; their status and dates move on the portal's pages, and what is saved here goes the same way."""

    form = MilestoneForm
    list_display = ["__str__", "pairing", "status", "forecast_shown", "actual_shown"]
    list_filter = ["pairing__strand", "status", "responsible", "from_sources"]
    ordering = ("pairing__strand", "stage__position", by_day("forecast_start"), "forecast_last_day", "pk")
    search_fields = ["code", "title_en", "title_ko", "pairing__search_text"]
    related = ("pairing__eu__partner", "pairing__counterpart__partner", "stage")
    code_from = ("title_en",)
    readonly_fields = ["status", "reason", "from_sources", "baseline_shown", "actual_shown"]
    fixed = ("pairing", "code")
    fixed_periods = ("forecast",)
    autocomplete_fields = ["pairing", "stage", "plan_item"]
    baseline_shown = shown_period("baseline", _("Baseline"))
    forecast_shown = shown_period("forecast", _("Forecast"))
    actual_shown = shown_period("actual", _("Actual"))
    responsible_shown = shown_side(_("responsible"), "pairing.strand", name="responsible")
    fieldsets = [
        (
            None,
            {
                "fields": ["pairing", "stage", "plan_item", "title_en", "title_ko", "code"],
                "description": ACTS,
            },
        ),
        (_("Outcome"), {"fields": ["outcome_en", "outcome_ko"]}),
        (_("Responsible"), {"fields": ["responsible", "confirmation", "confirmed_text"]}),
        (
            _("Dates"),
            {
                "fields": [
                    "status",
                    "baseline_shown",
                    ("forecast_start_text", "forecast_end_text"),
                    "actual_shown",
                    "reason",
                ]
            },
        ),
        (_("Origin"), {"fields": ["from_sources", "source", "note"]}),
        (_("Why"), {"fields": ["act_reason"]}),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Through the actions, so that edition, confirmations and history follow; a refusal becomes a form error."""
        names = [name for name in self.changed_fields(form, formsets) if name not in {"act_reason", "forecast"}]
        values = {name: form.cleaned_data[name] for name in names}
        facts: dict[str, Any] = {"by": request.user, "grants": request.grants}  # type: ignore[attr-defined]
        reason, row = form.cleaned_data["act_reason"], form.instance
        if not change:
            pairing = values.pop("pairing")
            added = AddMilestone.do(pairing, **facts, reason=reason, values=values | {"forecast": row.forecast})
            row.pk, row.version = added.pk, added.version
        elif values:
            EditMilestone.do(row, **facts, version=form.cleaned_data["seen_version"], changes=values, reason=reason)


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
