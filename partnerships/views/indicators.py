"""The pages of figures: of a strand, of a pairing, and of one indicator with its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.formats import short_date
from core.long_work import leave_to_worker
from core.pictures.series import series
from partnerships.columns.indicators import FIGURE_COLUMNS
from partnerships.models import Document, Indicator, Measurement, Pairing
from partnerships.rules import may_edit_library, may_measure
from partnerships.services.exports import log_export
from partnerships.services.figures import lines_of_indicator, read_all_lines, read_lines
from partnerships.services.indicators import find_target
from partnerships.views.figure_cells import FigureRow, figure_row, figure_url, meanings, shown
from partnerships.views.figure_rows import OfFigures
from partnerships.views.list_files import FORMATS, list_file
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from partnerships.services.figures import Line

MOST_PAIRINGS = 50  # whose figures are written into a file at once
PAIRINGS = 50  # of an indicator's page
VALUES = 200  # of one scope that a page lists, the newest


class _Figures(OfFigures, TemplateView):
    """A table of counts and one of entered indicators, and both as a file."""

    template_name = "partnerships/indicator_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        form = request.GET.get("format")
        if form in FORMATS:
            return self._file(form)
        return super().get(request, *args, **kwargs)

    def get_lines(self) -> Iterable[Line]:
        """What the file holds: the figures of the page."""
        return read_lines(strand=self.strand, pairing=self.scope, today=clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures as rows."""
        lines = read_lines(strand=self.strand, pairing=self.scope, today=clock.today())
        rows = [figure_row(line, strand=self.strand, grants=self.grants) for line in lines]
        works = may_measure(self.grants, self.scope, self.strand) and (self.scope is None or self.scope.is_open)
        counts = [row for row in rows if row.line.is_count]
        return super().get_context_data(
            strand=self.strand,
            counts=counts,
            meanings=meanings(counts),
            entered=[row for row in rows if not row.line.is_count],
            works=works,
            keeps_library=may_edit_library(self.grants, self.strand),
            **kwargs,
        )

    def is_long(self) -> bool:
        """Whether a worker makes the file: that of a pairing is short."""
        return False

    def _file(self, form: str) -> StreamingHttpResponse:
        leave_to_worker(
            self.request,
            strand=self.strand,
            name=lambda: f"{self.scope or self.strand}: {_('Indicators')}, {form.upper()}",
            is_long=self.is_long,
        )
        lines = list(self.get_lines())
        log_export(
            by=self.request.user,
            grants=self.grants,
            strand=self.strand,
            pairing=self.scope,
            name="indicators",
            form=form,
            rows=len(lines),
        )
        name = "-".join([self.strand.code, *([self.scope.code] if self.scope else []), "indicators"])
        return list_file(FIGURE_COLUMNS, lines, form=form, name=name, sheet=_("Indicators"))


class IndicatorList(_Figures):
    """The figures of the strand as a whole; the file has those of its pairings too."""

    @cached_property
    def scope(self) -> None:
        """The strand as a whole."""
        return

    def get_lines(self) -> Iterable[Line]:
        """Those of the strand, then those of each pairing."""
        pairings = list(
            Pairing.objects.visible_to(self.grants).filter(strand=self.strand).with_names().order_by("code")
        )
        return read_all_lines(strand=self.strand, pairings=pairings, today=clock.today())

    def is_long(self) -> bool:
        """Each pairing has some twenty lines."""
        return Pairing.objects.visible_to(self.grants).filter(strand=self.strand).count() > MOST_PAIRINGS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it lies."""
        return super().get_context_data(
            section="indicators",
            title=_("Indicators"),
            crumbs=crumbs(self.strand, (_("Indicators"), "")),
            add_url=reverse("partnerships:indicator-add", args=[self.strand.code]),
            **kwargs,
        )


class PairingIndicators(_Figures):
    """The figures of one pairing."""

    @cached_property
    def scope(self) -> Pairing:
        """The pairing of the address, else 404."""
        rows = Pairing.objects.visible_to(self.grants).for_page()
        return self.get_or_404(rows, strand=self.strand, code=self.kwargs["pairing"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the pairing."""
        pairing = self.scope
        return super().get_context_data(
            section="strand",
            title=_("Indicators"),
            pairing=pairing,
            tabs=tabs(pairing, "indicators", self.grants),
            crumbs=crumbs(self.strand, (pairing.name, pairing.get_absolute_url()), (_("Indicators"), "")),
            **kwargs,
        )


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the list of an indicator's page."""

    row: Measurement
    number: str
    document_url: str = ""
    document_hidden: bool = False
    withdraw_url: str = ""


class IndicatorPage(OfFigures, TemplateView):
    """What an indicator says of itself, where it stands in strand and pairings, and the values of one of them."""

    template_name = "partnerships/indicator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The indicator among those of the strand's programme, else 404."""
        strand = self.strand
        indicator = find_indicator(self)
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=strand).with_names().order_by("code")
        page = Paginator(pairings, PAIRINGS).get_page(self.request.GET.get("page"))
        lines = lines_of_indicator(strand=strand, indicator=indicator, pairings=list(page))
        works = may_measure(self.grants, self.scope, strand) and (self.scope is None or self.scope.is_open)
        return super().get_context_data(
            strand=strand,
            section="indicators",
            indicator=indicator,
            scope=self.scope,
            scope_name=self.scope_name,
            page=page,
            scopes=[self._scope_row(line) for line in lines],
            keeps_library=may_edit_library(self.grants, strand),
            value_url=self.address("measurement-add", indicator.code) if works and not indicator.ended_on else "",
            target_url=self.address("target-set", indicator.code) if works else "",
            crumbs=self.places((indicator.name, "")),
            history_url=reverse("partnerships:record-history", args=[strand.code, "indicator", indicator.pk]),
            **self._values(indicator, works=works),
            **kwargs,
        )

    def _scope_row(self, line: Line) -> FigureRow:
        return figure_row(line, strand=self.strand, grants=self.grants)

    def _values(self, indicator: Indicator, *, works: bool) -> dict[str, Any]:
        """The values of the scope, the newest first, and those that stand as a line."""
        found = Measurement.objects.filter(indicator=indicator, strand=self.strand, pairing=self.scope)
        rows = list(found.select_related("document", "by").order_by("-on", "-pk")[:VALUES])
        wanted = [row.document_id for row in rows if row.document_id]
        readable = Document.objects.visible_to(self.grants).filter(pk__in=wanted).values_list("pk", flat=True)
        seen = set(readable) if wanted else set()
        target = find_target(strand=self.strand, pairing=self.scope, figure=indicator)
        standing = [(row.on, float(row.value)) for row in rows if row.withdrawn_at is None]
        return {
            "values": [self._value(indicator, row, seen=seen, works=works) for row in rows],
            "target": target,
            "target_text": shown(target.target) if target else "",
            "picture": series(
                standing,
                target=float(target.target) if target and target.target is not None else None,
                number_label=shown,
                day_label=_day_label(standing),
            ),
        }

    def _value(self, indicator: Indicator, row: Measurement, *, seen: set[int], works: bool) -> Value:
        url = ""
        if row.document is not None and self.scope is not None and row.document_id in seen:
            url = reverse("partnerships:document", args=[self.strand.code, self.scope.code, row.document.code])
        withdraw = works and row.withdrawn_at is None
        return Value(
            row=row,
            number=shown(row.value),
            document_url=url,
            document_hidden=row.document_id is not None and not url,
            withdraw_url=figure_url("measurement-withdraw", self.strand, indicator.code, row.pk) if withdraw else "",
        )


def _day_label(values: list[tuple[Any, float]]) -> Any:
    """Days as the axis names them: with their year where there are several."""
    one_year = len({day.year for day, _value in values}) == 1
    return short_date if one_year else (lambda day: f"{day:%Y-%m}")


def find_indicator(page: OfFigures) -> Indicator:
    """The indicator of the address among those of the strand's programme, else 404."""
    rows = Indicator.objects.visible_to(page.grants).select_related("programme")
    return page.get_or_404(rows, programme=page.strand.programme_record_id, code=page.kwargs["indicator"])
