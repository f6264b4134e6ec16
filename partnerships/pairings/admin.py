"""Pairings, their milestones and the moves of dates in the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, VersionedAdmin
from core.admin_forms import RecordForm
from core.errors import DomainError
from core.period_forms import with_periods
from partnerships.admin.ordered import OrderedInline, ThemesFormSet
from partnerships.admin.shown import by_day, shown_period, shown_side
from partnerships.admin.sides import SideForm
from partnerships.milestones.services import add_milestone, edit_milestone
from partnerships.models import DateChange, Milestone, Pairing, PairingTheme, Strand
from partnerships.pairings.services import check_of_strand, check_pairing

if TYPE_CHECKING:
    from django.http import HttpRequest

ACTS = _("What is shown without a field is set by acts on the portal's pages.")
NEW = _("The name comes from the two partners. The status is set once here; later it is changed on the portal's pages.")
LATER = _("The name comes from the two partners. Status and dates are set by acts on the portal's pages.")


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

    def places(self, obj: Pairing) -> dict[str, Any]:
        """The pairing itself."""
        return {"strand_id": obj.strand_id, "pairing_id": obj.pk}


@with_periods(forecast=_("Forecast"))
class MilestoneForm(SideForm):
    """A milestone in a stage, and of a plan item, of its pairing's strand."""

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
        """Whoever acts in place of a side says why; the rest the service says when it saves."""
        check_of_strand(
            strand_id=self.value_of("pairing").strand_id,
            records=[("stage", self.value_of("stage")), ("plan_item", self.value_of("plan_item"))],
        )
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
        """Through the services, so that edition, confirmations and history follow; a refusal becomes a form error."""
        names = [name for name in self.changed_fields(form, formsets) if name not in {"act_reason", "forecast"}]
        values = {name: form.cleaned_data[name] for name in names}
        facts: dict[str, Any] = {"by": request.user, "grants": request.grants}  # type: ignore[attr-defined]
        reason, row = form.cleaned_data["act_reason"], form.instance
        if not change:
            pairing = values.pop("pairing")
            values |= {"forecast": row.forecast, "reason": reason}
            added = add_milestone(**facts, pairing=pairing, values=values)
            row.pk, row.version = added.pk, added.version
        elif values:
            edit_milestone(
                **facts, milestone=row, version=form.cleaned_data["seen_version"], changes=values, reason=reason
            )


class StrandFilter(admin.SimpleListFilter):
    """Moves by the strand of what moved."""

    title = _("strand")
    parameter_name = "strand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """All strands."""
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

    list_display = ["at", "moved", "pairing", "old_shown", "new_shown", "reason", "by_label"]
    list_filter = [StrandFilter, "at"]
    search_fields = ["reason", "by_label", "milestone__code"]
    related = ("milestone__pairing__eu__partner", "milestone__pairing__counterpart__partner", "plan_item", "stage")
    fields = ["at", "moved", "pairing", "old_shown", "new_shown", "reason", "by_label"]
    old_shown = shown_period("old", _("Before"))
    new_shown = shown_period("new", _("After"))

    @admin.display(description=_("what moved"))
    def moved(self, change: DateChange) -> str:
        """The record whose date moved."""
        return str(change.milestone or change.plan_item or change.stage)

    @admin.display(description=_("pairing"))
    def pairing(self, change: DateChange) -> str:
        """Whose milestone moved: several pairings have those of the plan."""
        return str(change.milestone.pairing if change.milestone else self.get_empty_value_display())
