"""Lists that can be filtered, sorted, paged and taken along as CSV or XLSX."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import batched
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.columns import CHUNK, Column, Filter, csv_lines, table_rows, xlsx_file
from core.folding import matching
from core.kept import Kept
from core.sent_files import CSV, MOST_ROWS, XLSX, leave_to_worker, mark_as_file, send_stored
from partnerships.history.services import log_export
from partnerships.models import Pairing, Strand
from partnerships.programmes.pages import InStrand

FORMATS = ("csv", "xlsx")


def list_file(
    columns: Sequence[Column], rows: Iterable[Any], *, form: str, name: str, sheet: str
) -> StreamingHttpResponse:
    """The rows in a form of FORMATS, named without its ending: a CSV is made while it is sent, a workbook before.

    Whoever sends it logs it before it leaves, as `logged_file` does.
    """
    file_name = f"{name}.{form}"
    if form == "csv":
        sent = StreamingHttpResponse(csv_lines(columns, rows), content_type=CSV)
        mark_as_file(sent, name=file_name)
        return sent
    book, _count = xlsx_file(columns, rows, sheet=sheet)
    return send_stored(book, name=file_name, media_type=XLSX)


def logged_file(
    page: Any, place: Strand | Pairing, key: str, columns: Sequence[Column], rows: Any, count: int, **names: str
) -> StreamingHttpResponse:
    """The file that a page is asked for, with the list of a place, as `list_file` makes it; its export is logged."""
    form = page.request.GET["format"]
    sent = list_file(columns, rows, form=form, **names)
    log_export(by=page.request.user, grants=page.grants, place=place, name=key, form=form, rows=count)
    return sent


ROWS = 50
OPTIONS = 50  # of a filter; nobody finds one among more, and they would be most of the page


def page_of(rows: Any, number: str | None) -> Page[Any]:
    """A page of rows; they are counted only where it does not hold them all."""
    paginator = Paginator(rows, ROWS)
    if number:
        page = paginator.get_page(number)
        page.object_list = list(page.object_list)
        return page
    first = list(rows[: ROWS + 1])
    if len(first) <= ROWS:
        paginator.count = len(first)
    return Page(first[:ROWS], 1, paginator)


def sorting(key: str, asked: QueryDict, now: str) -> dict[str, str]:
    """Where the head of a column leads: sorted by it, backwards where it is so `now`; and in which direction it is."""
    query = asked.copy()
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"url": f"?{query.urlencode()}", "direction": direction}


class ListPage(Kept, InStrand, TemplateView):
    """One list of a strand. The file holds rows and columns of all its pages, and the columns that are for files alone.

    `name` is its word in files and in the log of exports.
    """

    template_name = "partnerships/list_page.html"
    name: str
    title: Any
    columns: list[Column]
    filters: list[Filter] = []
    search_field = "search_text"
    section = ""

    @cached_property
    def pairing(self) -> Pairing | None:
        """The pairing in which the list lies; None for a list of the strand."""
        return None

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The rows the reader may see, in the list's own order."""
        raise NotImplementedError

    def name_rows(self, strand: Strand, rows: Sequence[Any]) -> None:
        """Give the rows what their columns name, read once for all of the page, or of a part of a file."""

    def get_logged(self, rows: QuerySet[Any]) -> int:
        """How many rows the log tells of, to whoever reads it."""
        return rows.count()

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing or the strand in which it lies."""
        return [*(self.pairing or strand).get_crumbs(), (str(self.title), "")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        strand = self.get_strand()
        rows = self.get_rows(strand)
        choices = self._choices(self.pairing or strand)
        rows = self._chosen(rows, choices)
        if request.GET.get("format") in FORMATS:
            return self._file(strand, rows)
        page = self.get_page(rows, choices)
        self.name_rows(strand, list(page))
        columns = [column for column in self.columns if not column.in_files_alone]
        query, sort = request.GET.get("q", ""), request.GET.get("sort", "")
        return self.render_to_response(
            self.get_context_data(
                strand=strand,
                title=self.title,
                section=self.section,
                crumbs=self.get_crumbs(strand),
                heads=[self._head(column) for column in columns],
                page=page,
                table=partial(table_rows, columns, page),
                filters=choices,
                query=query,
                sort=sort,
                filtered=bool(query) or any(choice["value"] for choice in choices),
                # As it is sorted now, with all its rows.
                unfiltered_url=f"?{urlencode({'sort': sort})}" if sort else "?",
                searchable=bool(self.search_field),
            )
        )

    def get_page(self, rows: QuerySet[Any], choices: list[dict[str, Any]]) -> Page[Any]:
        """The rows of the page that is asked for, out of those that were chosen."""
        del choices
        return page_of(rows, self.request.GET.get("page"))

    def _choices(self, scope: Pairing | Strand) -> list[dict[str, Any]]:
        """The filters as the page draws them, each with its options and the value chosen, if it is one of them.

        Of very many options only the chosen one is offered, to which links lead.
        """
        found = []
        for one in self.filters:
            options = [(value, label) for value, label in one.choices(scope) if value]
            asked = self.request.GET.get(one.key, "")
            value = asked if asked in dict(options) else ""
            if len(options) > OPTIONS:
                options = [option for option in options if option[0] == value]
            found.append({"filter": one, "label": one.label, "key": one.key, "options": options, "value": value})
        return found

    def _chosen(self, rows: QuerySet[Any], choices: list[dict[str, Any]]) -> QuerySet[Any]:
        for choice in choices:
            if choice["value"]:
                rows = choice["filter"].narrow(rows, choice["value"])
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
        head = {"key": column.key, "label": column.title, "number": column.number}
        return head | sorting(column.key, self.request.GET, self.request.GET.get("sort", "")) if column.order else head

    def _file(self, strand: Strand, rows: QuerySet[Any]) -> StreamingHttpResponse:
        """Log the export before it leaves; a worker makes a long one."""
        place = self.pairing or strand
        leave_to_worker(
            self.request,
            strand=strand,
            name=lambda: f"{place}: {self.title}, {self.request.GET['format'].upper()}",
            is_long=lambda: rows.count() > MOST_ROWS,
        )
        file_name = "-".join([strand.code, *([self.pairing.code] if self.pairing else []), self.name, "list"])
        # Read in one go from where the database holds the answer: what is saved meanwhile does not shift the rows.
        read = self._named(strand, rows.iterator(chunk_size=CHUNK))
        names = {"name": file_name, "sheet": str(self.title)}
        return logged_file(self, place, self.name, self.columns, read, self.get_logged(rows), **names)

    def _named(self, strand: Strand, rows: Iterable[Any]) -> Iterator[Any]:
        for some in batched(rows, CHUNK):
            self.name_rows(strand, some)
            yield from some
