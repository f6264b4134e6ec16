"""Periods and terms of reporting in the administration, saved through the services of the portal's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.records import ThroughServices
from core.admin_forms import RecordForm
from reports.enums import Section
from reports.models import ReportingPeriod, ReportingTerms
from reports.periods.actions import AddPeriod, EditPeriod, EditTerms
from reports.periods.models import FIXED_ONCE_ISSUED
from reports.periods.selectors import check_days, check_sections, has_issued_report


class PeriodAdminForm(RecordForm):
    """A period whose days are in order."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """In the service's words."""
        check_days(*(self.value_of(name) for name in ("starts_on", "ends_on", "due_on")))
        del cleaned


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ThroughServices):
    """The calendar of reports; a period is skipped and taken up on the portal's pages."""

    form = PeriodAdminForm
    list_display = ["__str__", "strand", "starts_on", "ends_on", "due_on", "skipped_at"]
    list_filter = ["kind", "strand"]
    search_fields = ["code", "name_en", "name_ko"]
    related = ("strand",)
    fixed = ("strand",)
    autocomplete_fields = ["strand"]
    readonly_fields = ["code", "skipped_at", "skipped_reason"]
    fieldsets = [
        (None, {"fields": ["strand", "kind", "starts_on", "ends_on", "due_on", "languages", "name_en", "name_ko"]}),
        (None, {"fields": ["code", "skipped_at", "skipped_reason"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What issued reports say of a period is shown, not asked."""
        fixed = sorted(FIXED_ONCE_ISSUED) if obj is not None and has_issued_report(obj) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def add(self, row: ReportingPeriod, *, values: dict[str, Any], **facts: Any) -> ReportingPeriod:
        """Add it with the code that its kind and number give."""
        del values
        names = ("kind", "starts_on", "ends_on", "due_on", "languages", "name_en", "name_ko")
        given = {name: getattr(row, name) for name in names}
        added: ReportingPeriod = AddPeriod.do(row, **facts, values=given)
        return added

    def edit(self, row: ReportingPeriod, **facts: Any) -> None:
        """Edit it."""
        EditPeriod.do(row, **facts)


class TermsAdminForm(RecordForm):
    """Terms with the sections of a report ticked; those that stay keep the order that staff gave them."""

    sections = forms.MultipleChoiceField(
        label=_("Sections of a report"),
        choices=Section.choices,
        initial=list(Section.values),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Staff put them in order on the strand's own page."),
    )

    def clean_sections(self) -> list[str]:
        """In the order that they had, new ones behind."""
        chosen = self.cleaned_data["sections"]
        kept = [section for section in self.instance.sections if section in chosen]
        return kept + [section for section in chosen if section not in kept]

    def check(self, cleaned: dict[str, Any]) -> None:
        """A list of sections, each once."""
        check_sections(cleaned.get("sections") or [])


@admin.register(ReportingTerms)
class ReportingTermsAdmin(ThroughServices):
    """Contract, implementer and the template of reports of each strand."""

    form = TermsAdminForm
    list_display = ["strand", "contract_number", "implementer"]
    list_filter = ["strand"]
    search_fields = ["contract_number", "strand__name_en", "strand__name_ko"]
    related = ("strand", "implementer")
    fixed = ("strand",)
    autocomplete_fields = ["strand", "implementer"]
    fieldsets = [(None, {"fields": ["strand", "contract_number", "implementer", "sections"]})]

    @admin.display(description=_("sections of a report"))
    def sections_shown(self, row: ReportingTerms) -> str:
        """By their names, in order."""
        names = dict(Section.choices)
        return ", ".join(str(names.get(section, section)) for section in row.sections)

    def add(self, row: ReportingTerms, *, values: dict[str, Any], **facts: Any) -> ReportingTerms:
        """Set them for the first time."""
        values.pop("strand", None)
        terms: ReportingTerms = EditTerms.do(row, **facts, changes=values)
        return terms

    def edit(self, row: ReportingTerms, **facts: Any) -> None:
        """Change them."""
        EditTerms.do(row, **facts)
