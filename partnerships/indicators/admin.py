"""The indicators of programmes in the administration; targets and values to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin, VersionedAdmin
from core.admin_forms import RecordForm
from core.errors import DomainError
from core.formats import format_counted, format_number
from partnerships.enums import BuiltIn
from partnerships.indicators.models import TAKEN
from partnerships.indicators.selectors import unit_of
from partnerships.models import Indicator, Measurement, Target


def shown_value(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column with a value and what it counts."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def shown(_self: Any, row: Any) -> str:
        value, figure = getattr(row, name), row.indicator or BuiltIn(row.built_in)
        return "" if value is None else format_counted(format_number(value), unit_of(figure))

    return shown


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

    list_display = ["figure", "strand", "pairing", "baseline", "target", "due_on"]
    search_fields = ["indicator__name_en", "indicator__name_ko", "pairing__search_text"]
    related = ("strand", "indicator", "pairing__eu__partner", "pairing__counterpart__partner")
    baseline_shown = shown_value("baseline", _("baseline value"))
    target_shown = shown_value("target", _("target value"))

    @admin.display(description=_("indicator"))
    def figure(self, row: Target) -> str:
        """The indicator, or the programme's own count."""
        return str(row)


@admin.register(Measurement)
class MeasurementAdmin(ReadOnlyAdmin):
    """The values that were entered, with what was withdrawn."""

    list_display = ["indicator", "strand", "pairing", "on", "value", "by_label", "withdrawn_at"]
    search_fields = ["source", "indicator__code"]
    value_shown = shown_value("value", _("value"))
