"""The calendar of a strand's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from core import clock
from partnerships.views.lists import ListPage
from reports.columns.calendar import CALENDAR_COLUMNS, CALENDAR_FILTERS, with_figures
from reports.models import ReportingPeriod
from reports.rules import may_edit_calendar, may_take_archive
from reports.services.calendar_lines import calendar_lines, next_due
from reports.services.terms import terms_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Strand

# The columns of the page; the files have all.
SHOWN = ("period", "due", "state", "updates", "revision")


class Calendar(ListPage):
    """The reporting periods of a strand as they come due, each with its state and who has handed over."""

    template_name = "reports/calendar.html"
    name = "reports"
    title = gettext_lazy("Reports")
    columns = CALENDAR_COLUMNS
    filters = CALENDAR_FILTERS
    search_field = ""
    section = "reports"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """As they come due."""
        rows = ReportingPeriod.objects.visible_to(self.grants).filter(strand=strand)
        return with_figures(rows.in_order().select_related("strand"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as lines, what is due next, the contract, and what staff may do."""
        strand, today = kwargs["strand"], clock.today()
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        edits = may_edit_calendar(self.grants, strand)
        return super().get_context_data(
            lines=calendar_lines(strand, list(kwargs["page"]), today),
            next=next_due(strand, today),
            terms=terms_of(strand),
            add_url=reverse("reports:period-add", args=[strand.code]) if edits else "",
            terms_url=reverse("reports:terms-edit", args=[strand.code]) if edits else "",
            archive_url=reverse("reports:archive", args=[strand.code]) if may_take_archive(self.grants, strand) else "",
            **kwargs,
        )
