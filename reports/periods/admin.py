"""Periods and terms of reporting in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, WithHistory
from reports.enums import Section
from reports.models import ReportingPeriod, ReportingTerms
from reports.periods.actions import EditPeriod, EditTerms

admin.site.register(
    ReportingPeriod,
    EditedAdmin,
    edit=EditPeriod,
    list_display=["__str__", "strand", "starts_on", "ends_on", "due_on", "skipped_at"],
)


@admin.register(ReportingTerms)
class ReportingTermsAdmin(WithHistory, EditedAdmin):
    """Contract, implementer and the template of reports of each strand, whose history no other page has."""

    edit = EditTerms
    list_display = ["strand", "contract_number", "implementer"]

    def view_on_site(self, obj: ReportingTerms) -> str:
        """The strand's calendar of reports, beside which they stand."""
        return obj.strand.address_of("reports:calendar")

    @admin.display(description=_("sections of a report"))
    def sections_shown(self, row: ReportingTerms) -> str:
        """By their names, in order."""
        names = dict(Section.choices)
        return ", ".join(str(names.get(section, section)) for section in row.sections)
