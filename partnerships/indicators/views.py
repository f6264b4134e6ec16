"""The pages of figures: of a strand, of a pairing, and of one indicator with its values."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext
from django.views.generic import TemplateView

from core import clock
from core.actions import buttons_on
from core.columns import Column
from core.formats import join_names
from core.kept import Kept
from core.sent_files import leave_to_worker
from partnerships.documents.selectors import show_documents
from partnerships.enums import BuiltIn
from partnerships.indicators import selectors
from partnerships.indicators.actions import AddIndicator, EditIndicator, EndIndicator, ResumeIndicator
from partnerships.indicators.models import actors_in_scope, figures_url
from partnerships.indicators.tables import FIGURE_COLUMNS, row_columns, row_order
from partnerships.lists import FORMATS, ListPage, logged_file
from partnerships.models import Indicator, Measurement, Pairing, Strand
from partnerships.pairings.pages import tabs
from partnerships.programmes.pages import InStrand
from partnerships.rules import may_see_dealings, may_see_some_dealings

# The rows behind a count of the programme, and what the pages of figures have alike.


class OfFigures(InStrand):
    """A page about figures of a strand, or of the pairing that `?pairing=` names."""

    @cached_property
    def scope(self) -> Pairing | None:
        """The pairing that is asked for, else 404; None for the strand as a whole."""
        code = self.request.GET.get("pairing", "")
        found = selectors.find_pairing(self.grants, self.strand, code) if code else None
        if code and found is None:
            raise Http404
        return found

    @property
    def works(self) -> bool:
        """Whether the reader sets targets and enters values here now."""
        goes_on = self.scope is None or self.scope.is_open
        return goes_on and bool(actors_in_scope(self.grants, self.strand, self.scope))

    @property
    def scope_name(self) -> str:
        """What the figures are of."""
        return self.scope.name if self.scope else str(self.strand)

    def places(self, name: str) -> list[tuple[str, str]]:
        """Where a page of that name lies: below the scope's figures."""
        figures = (_("Indicators"), figures_url(self.strand, self.scope))
        return [*(self.scope or self.strand).get_crumbs(), figures, (name, "")]


class FigureRows(OfFigures, ListPage):
    """The rows behind a count: as many as the figure says, or what they add up to."""

    template_name = "partnerships/indicators/figure_rows.html"
    name = "figure-rows"
    search_field = ""
    section = "indicators"

    @cached_property
    def count(self) -> selectors.BuiltInCount:
        """The count of the address, else 404."""
        found = selectors.find_count(self.kwargs["count"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def pairing(self) -> Pairing | None:
        """The scope, in which the list lies."""
        return self.scope

    @property
    def title(self) -> str:
        return str(self.count.slug.label)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Those of the rows that it counts."""
        return row_columns(self.count, unit=selectors.unit_label(self.count.slug))

    @cached_property
    def all_rows(self) -> QuerySet[Any]:
        """The rows that the figure counts, whoever reads them."""
        return selectors.rows_of(self.count, strand=self.strand, pairing=self.scope, today=clock.today())

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of them that the reader may see."""
        del strand
        rows = self.all_rows
        source = self.count.source
        if source.dealings:
            # Not by their numbers from a query of its own: with many contacts that one is asked row by row.
            rows = rows.visible_to(self.grants)  # type: ignore[attr-defined]
        return rows.select_related(*source.named).order_by(*row_order(self.count))

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the figures that it is one of."""
        del strand
        return self.places(self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the figure itself, and how many of its rows are not the reader's to read."""
        slug = self.count.slug
        groups = selectors.read_counts(strand=self.strand, pairing=self.scope, today=clock.today(), only=(slug,))
        key = self.scope.pk if self.scope else None
        reading = selectors.reading_of(groups, key, slug)
        listed = kwargs["page"].paginator.count
        hidden = self.all_rows.count() - listed if self.count.source.dealings else 0
        return super().get_context_data(
            scope=self.scope,
            scope_name=self.scope_name,
            whole_url=selectors.figure_url("figure-rows", self.strand, slug.value) if self.scope else "",
            definition=selectors.definition_of(slug),
            value=selectors.shown(reading.value),
            amount="" if reading.value is None else selectors.value_label(slug, reading.value),
            summed=bool(self.count.summed),
            listed=listed,
            hidden=hidden,
            beside=beside_label(self.count, reading.unreported, strand=self.strand, pairing=self.scope),
            columns_before_total=len(self.columns) - 1,
            **kwargs,
        )


MOST_PAIRINGS = 50  # whose figures are written into a file at once
PAIRINGS = 50  # of an indicator's page
VALUES = 200  # of one scope that a page lists, the newest


class IndicatorList(Kept, OfFigures, TemplateView):
    """A table of counts and one of entered indicators, of the strand as a whole or of one pairing; both as a file."""

    template_name = "partnerships/indicators/indicator_list.html"

    @cached_property
    def scope(self) -> Pairing | None:
        """The pairing of the address, else 404; None for the strand as a whole."""
        if "pairing" not in self.kwargs:
            return None
        rows = Pairing.objects.visible_to(self.grants).for_page()
        return self.get_or_404(rows, strand=self.strand, code=self.kwargs["pairing"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        form = request.GET.get("format")
        return self._file(form) if form in FORMATS else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = selectors.read_lines(strand=self.strand, pairing=self.scope, today=clock.today())
        counted = [line for line in lines if line.is_count]
        meanings = groupby(counted, key=lambda line: line.definition)
        return super().get_context_data(
            pairing=self.scope,
            section="strand" if self.scope else "indicators",
            title=_("Indicators"),
            tabs=tabs(self.scope, "indicators", self.grants) if self.scope else (),
            crumbs=[*(self.scope or self.strand).get_crumbs(), (_("Indicators"), "")],
            counts=[self._count_row(line) for line in counted],
            meanings=[(join_names(line.name for line in alike), definition) for definition, alike in meanings],
            entered=[(line, "", False) for line in lines if not line.is_count],
            works=self.works,
            keeps_library=AddIndicator.button_on(self.strand, self.grants) is not None,
            **kwargs,
        )

    def _count_row(self, line: selectors.Line) -> tuple[selectors.Line, str, bool]:
        """A count, what is to be said beside it, and whether any of the rows behind it may be the reader's to read."""
        count = selectors.counts()[BuiltIn(line.slug)]
        if count.source.dealings and not (
            may_see_dealings(self.grants, self.scope) if self.scope else may_see_some_dealings(self.grants, self.strand)
        ):
            return line, _("The contacts themselves are read by the two sides, staff and the authority."), False
        return line, beside_label(count, line.unreported, strand=self.strand, pairing=self.scope), True

    def _file(self, form: str) -> StreamingHttpResponse:
        """The figures of the page; of a strand also those of its pairings, some twenty lines each."""
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=self.strand).with_names().order_by("code")
        leave_to_worker(
            self.request,
            strand=self.strand,
            name=lambda: f"{self.scope or self.strand}: {_('Indicators')}, {form.upper()}",
            is_long=lambda: self.scope is None and pairings.count() > MOST_PAIRINGS,
        )
        if self.scope:
            lines = selectors.read_lines(strand=self.strand, pairing=self.scope, today=clock.today())
        else:
            lines = list(selectors.read_all_lines(strand=self.strand, pairings=list(pairings), today=clock.today()))
        place = self.scope or self.strand
        file_name = "-".join([self.strand.code, *([self.scope.code] if self.scope else []), "indicators"])
        names = {"name": file_name, "sheet": _("Indicators")}
        return logged_file(self, place, "indicators", FIGURE_COLUMNS, lines, len(lines), **names)


class IndicatorPage(Kept, OfFigures, TemplateView):
    """What an indicator says of itself, where it stands in strand and pairings, and the values of one of them."""

    template_name = "partnerships/indicators/indicator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The indicator among those of the strand's programme, else 404."""
        strand, library = self.strand, Indicator.objects.visible_to(self.grants)
        words = {"programme": strand.programme_record_id, "code": self.kwargs["indicator"]}
        indicator = self.get_or_404(library.select_related("programme"), **words)
        indicator.strand = strand
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names().order_by("code")
        page = Paginator(pairings, PAIRINGS).get_page(self.request.GET.get("page"))
        lines = selectors.lines_of_indicator(strand=strand, indicator=indicator, pairings=list(page))
        found = Measurement.objects.filter(indicator=indicator, strand=strand, pairing=self.scope).select_related("by")
        values = list(found.order_by("-on", "-pk")[:VALUES])
        for row in values:
            row.indicator, row.strand, row.pairing = indicator, strand, self.scope
        if self.scope is not None:
            show_documents(self.grants, self.scope, values)
        return super().get_context_data(
            section="indicators",
            indicator=indicator,
            scope=self.scope,
            scope_name=self.scope_name,
            page=page,
            scopes=[(line, "", False) for line in lines],
            buttons=buttons_on(indicator, (EditIndicator, ResumeIndicator, EndIndicator), self.grants),
            works=self.works,
            values=values,
            crumbs=self.places(indicator.name),
            **kwargs,
        )


def beside_label(count: selectors.BuiltInCount, unreported: int, *, strand: Strand, pairing: Pairing | None) -> str:
    """What is to be said beside a count: how many milestones stand apart, or what its number does not tell."""
    if not unreported:
        return selectors.remark_on(count, strand=strand, pairing=pairing, today=clock.today())
    text = ngettext("%(count)s milestone not reported", "%(count)s milestones not reported", unreported)
    return text % {"count": unreported}
