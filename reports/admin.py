"""Periods, terms of reporting and publicity in the administration."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.records import EditedAdmin, WithHistory
from core.templatetags.portal import written
from reports.enums import Section
from reports.models import PublicityItem, ReportingPeriod, ReportingTerms
from reports.periods.actions import EditPeriod, EditTerms
from reports.public.actions import EditPublicity

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


@admin.register(PublicityItem)
class PublicityItemAdmin(EditedAdmin):
    """What was published."""

    edit = EditPublicity
    list_display = ["title", "outlet", "published_on", "language", "strand", "pairing", "withdrawn_at"]

    @admin.display(description=_("title"), ordering="search_text")
    def title_shown(self, row: PublicityItem) -> Any:
        """The title as printed, marked where it is in the other language."""
        return written(row.title)

    @admin.display(description=_("language"), ordering="language")
    def language_shown(self, row: PublicityItem) -> str:
        """In words."""
        return row.language_label
