"""The indicators of programmes in the administration; targets and values to be looked at."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ReadOnlyAdmin
from core.admin.records import EditedAdmin
from core.formats import format_counted, format_number
from partnerships.enums import BuiltIn
from partnerships.indicators.actions import EditIndicator
from partnerships.indicators.selectors import unit_of
from partnerships.models import Indicator, Measurement, Target


def shown_value(name: str, label: Any) -> Callable[[Any, Any], str]:
    """A column with a value and what it counts."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def shown(_self: Any, row: Any) -> str:
        value, figure = getattr(row, name), row.indicator or BuiltIn(row.built_in)
        return "" if value is None else format_counted(format_number(value), unit_of(figure))

    return shown


@admin.register(Indicator)
class IndicatorAdmin(EditedAdmin):
    """What is measured."""

    edit = EditIndicator
    list_display = ["name", "programme", "level", "direction", "ended_on", "code"]
    words: dict[str, str] = {"strand": "programme__strands__code", "indicator": "code"}

    def view_on_site(self, obj: Indicator) -> str | None:
        """Its page in the programme's newest strand."""
        strand = obj.programme.strands.newest_first().first()
        return strand.address_of("partnerships:indicator", indicator=obj.code) if strand else None


def figures_of(row: Target | Measurement) -> str:
    """The figures among which it stands."""
    return row.get_log_name()[1]


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Baselines and targets; they are set on the portal's pages."""

    list_display = ["figure", "strand", "pairing", "baseline", "target", "due_on"]
    search_fields = ["indicator__name_en", "indicator__name_ko", "pairing__search_text"]
    related = ("strand", "indicator", "pairing__eu__partner", "pairing__counterpart__partner")
    view_on_site = staticmethod(figures_of)
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
    view_on_site = staticmethod(figures_of)
    value_shown = shown_value("value", _("value"))
