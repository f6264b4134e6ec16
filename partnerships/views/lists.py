"""Lists that can be filtered, sorted, paged and taken along as CSV or XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.columns import CHUNK, Column, csv_lines, xlsx_file
from core.folding import matching
from core.periods import PartialDate, Period
from partnerships.columns import MILESTONE_COLUMNS, ORGANISATION_COLUMNS, PARTNER_COLUMNS
from partnerships.models import Milestone, Organisation, Participation, Strand
from partnerships.views.pairings import InPairing
from partnerships.views.strands import InStrand, crumbs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListPage(InStrand, TemplateView):
    """One list of a strand. The file holds the rows and columns of the page, all its pages."""

    template_name = "partnerships/list_page.html"
    title: Any
    columns: list[Column]
    search_field = "search_text"
    section = ""

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The rows the reader may see, in the list's own order."""
        raise NotImplementedError

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Where the list lies."""
        return crumbs(strand, (str(self.title), ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file where one is asked for."""
        strand = self.get_strand()
        rows = self._chosen(self.get_rows(strand))
        form = request.GET.get("format")
        if form in ("csv", "xlsx"):
            return self._file(form, strand, rows)
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        return self.render_to_response(
            self.get_context_data(
                strand=strand,
                title=self.title,
                section=self.section,
                crumbs=self.get_crumbs(strand),
                heads=[self._head(column) for column in self.columns],
                page=page,
                rows=[[self._cell(column, row) for column in self.columns] for row in page],
                query=request.GET.get("q", ""),
                searchable=bool(self.search_field),
            )
        )

    def _chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        query = self.request.GET.get("q", "")[:100]
        if query and self.search_field:
            rows = rows.filter(matching(query, field=self.search_field))
        key = self.request.GET.get("sort", "")
        for column in self.columns:
            if column.order and column.key == key.removeprefix("-"):
                rows = rows.order_by(*column.order)
                return rows.reverse() if key.startswith("-") else rows
        return rows

    def _head(self, column: Column) -> dict[str, Any]:
        if not column.order:
            return {"label": column.title}
        now = self.request.GET.get("sort", "")
        query = self.request.GET.copy()
        query["sort"] = f"-{column.key}" if now == column.key else column.key
        query.pop("page", None)
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "")
        return {"label": column.title, "url": f"?{query.urlencode()}", "direction": direction}

    def _cell(self, column: Column, row: Any) -> dict[str, Any]:
        return {
            "label": str(column.title),
            "text": column.text(row),
            "whole": isinstance(column.value(row), Period | PartialDate),
            "url": column.link(row) if column.link else "",
        }

    def _file(self, form: str, strand: Strand, rows: QuerySet[Any]) -> StreamingHttpResponse:
        name = "-".join([strand.code, *self.file_words(), f"list.{form}"])
        read = rows.iterator(chunk_size=CHUNK)
        if form == "csv":
            lines = StreamingHttpResponse(csv_lines(self.columns, read), content_type="text/csv; charset=utf-8")
            lines["Content-Disposition"] = f'attachment; filename="{name}"'
            return lines
        book, _rows = xlsx_file(self.columns, read, sheet=str(self.title))
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)

    def file_words(self) -> list[str]:
        """What the file's name says beside the strand."""
        return []


class PartnerList(ListPage):
    """Who takes part in a strand."""

    title = gettext_lazy("Partners")
    columns = PARTNER_COLUMNS
    search_field = "partner__search_text"
    section = "partners"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By side, then by name."""
        rows = Participation.objects.visible_to(self.grants).filter(strand=strand).for_page()
        return rows.order_by("-side", "partner__search_text", "pk")

    def file_words(self) -> list[str]:
        """The list's own word."""
        return ["partners"]


class OrganisationList(ListPage):
    """The strand's directory of organisations."""

    title = gettext_lazy("Organisations")
    columns = ORGANISATION_COLUMNS
    section = "organisations"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """By name."""
        rows = Organisation.objects.visible_to(self.grants).filter(strands=strand)
        return rows.select_related("city").order_by("search_text", "pk")

    def file_words(self) -> list[str]:
        """The list's own word."""
        return ["organisations"]


class MilestoneList(InPairing, ListPage):
    """The milestones of a pairing as a plain table."""

    title = gettext_lazy("Milestones")
    columns = MILESTONE_COLUMNS

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """In the journey's order."""
        del strand
        self.pairing = self.get_pairing()
        rows = Milestone.objects.visible_to(self.grants).filter(pairing=self.pairing)
        return rows.in_order().select_related("stage", "pairing__strand")

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = (self.pairing.name, self.pairing.get_absolute_url())
        return crumbs(strand, pairing, (_("Milestones"), ""))

    def file_words(self) -> list[str]:
        """The pairing's code."""
        return [self.pairing.code, "milestones"]
