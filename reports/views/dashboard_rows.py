"""The rows behind a number of a dashboard, as a list with its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from partnerships.views.lists import ListPage
from partnerships.views.strands import crumbs
from reports.services.dashboard_kinds import KINDS, RowKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.columns import Column, Filter
    from partnerships.models import Strand


class DashboardRows(ListPage):
    """The rows behind a number of a strand's dashboard."""

    template_name = "reports/dashboard_rows.html"
    search_field = ""
    section = "strand"

    @cached_property
    def kind(self) -> RowKind:
        """What is listed; else 404."""
        found = KINDS.get(self.kwargs["figure"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    @property
    def name(self) -> str:  # type: ignore[override]
        """Its word in files and in the log."""
        return f"dashboard-{self.kind.key}"

    @property
    def title(self) -> str:
        """What is listed."""
        return str(self.kind.title)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Those of what is listed."""
        return self.kind.columns

    @property
    def filters(self) -> list[Filter]:  # type: ignore[override]
        """By which the numbers of the dashboard are told apart."""
        return self.kind.filters(self.strand)

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those that the reader may see."""
        rows = self.kind.rows(strand)
        if self.kind.dealings:
            rows = rows.visible_to(self.grants)  # type: ignore[attr-defined]
        return rows.select_related(*self.kind.named).order_by(*self.kind.order)

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the dashboard."""
        dashboard = (_("Dashboard"), reverse("reports:dashboard", args=[strand.code]))
        return crumbs(strand, dashboard, (self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many of the rows are not the reader's to read."""
        hidden = 0
        if self.kind.dealings:
            every = self._chosen(self.kind.rows(self.strand).order_by(), kwargs["filters"])
            hidden = every.count() - kwargs["page"].paginator.count
        return super().get_context_data(hidden=hidden, **kwargs)
