"""The rows behind a count of the programme, and what the pages of figures have alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import clock
from partnerships.columns.indicators import row_columns, row_order
from partnerships.models import Pairing, Strand
from partnerships.services.counts import BuiltInCount, Reading, find_count, read_counts, reading_of, rows_of
from partnerships.services.figures import WORDS, unit_words, value_words
from partnerships.views.figure_cells import beside_words, figure_url, figures_url, shown
from partnerships.views.lists import ListPage
from partnerships.views.strands import InStrand, crumbs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.columns import Column

_CODE = re.compile(r"[-a-zA-Z0-9_]{1,80}", re.ASCII)


class OfFigures(InStrand):
    """A page about figures of a strand, or of the pairing that `?pairing=` names."""

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    @cached_property
    def scope(self) -> Pairing | None:
        """The pairing that is asked for, else 404; None for the strand as a whole."""
        code = self.request.GET.get("pairing", "")
        if not code:
            return None
        if not _CODE.fullmatch(code):
            raise Http404
        return self.get_or_404(Pairing.objects.visible_to(self.grants).with_names(), strand=self.strand, code=code)

    def address(self, name: str, *more: object) -> str:
        """An address of the strand's figures in the scope of this page."""
        return figure_url(name, self.strand, *more, pairing=self.scope)

    @property
    def scope_name(self) -> str:
        """What the figures are of."""
        return self.scope.name if self.scope else str(self.strand)

    @property
    def home(self) -> tuple[str, str]:
        """Where the scope's figures stand, for the way back."""
        return _("Indicators"), figures_url(self.strand, self.scope)

    def places(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Where a page lies: below the scope's figures."""
        above = [(self.scope.name, self.scope.get_absolute_url())] if self.scope else []
        return crumbs(self.strand, *above, self.home, *below)


class FigureRows(OfFigures, ListPage):
    """The rows behind a count: as many as the figure says, or what they add up to."""

    template_name = "partnerships/figure_rows.html"
    name = "figure-rows"
    search_field = ""
    section = "indicators"

    @cached_property
    def count(self) -> BuiltInCount:
        """The count of the address, else 404."""
        found = find_count(self.kwargs["count"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def pairing(self) -> Pairing | None:
        """The scope, in which the list lies."""
        return self.scope

    @property
    def title(self) -> str:
        """The count's name."""
        return str(self.count.slug.label)

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Those of the rows that it counts."""
        return row_columns(self.count, unit=unit_words(self.count.slug))

    @cached_property
    def all_rows(self) -> QuerySet[Any]:
        """The rows that the figure counts, whoever reads them."""
        return rows_of(self.count, strand=self.strand, pairing=self.scope, today=clock.today())

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
        return self.places((self.title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the figure itself, and how many of its rows are not the reader's to read."""
        slug = self.count.slug
        groups = read_counts(strand=self.strand, pairing=self.scope, today=clock.today(), only=(slug,))
        key = self.scope.pk if self.scope else None
        reading: Reading = reading_of(groups, key, slug)
        listed = kwargs["page"].paginator.count
        hidden = self.all_rows.count() - listed if self.count.source.dealings else 0
        return super().get_context_data(
            scope=self.scope,
            scope_name=self.scope_name,
            whole_url=figure_url("figure-rows", self.strand, slug.value) if self.scope else "",
            words=WORDS[slug],
            value=shown(reading.value),
            amount="" if reading.value is None else value_words(slug, reading.value),
            summed=bool(self.count.summed),
            listed=listed,
            hidden=hidden,
            beside=beside_words(self.count, reading.unreported, strand=self.strand, pairing=self.scope),
            columns_before_total=len(self.columns) - 1,
            **kwargs,
        )

    def _cell(self, column: Column, row: Any) -> dict[str, Any]:
        cell = super()._cell(column, row)
        if column.key == "amount":
            cell["text"], cell["number"] = shown(self.count.amount(row)), True
        return cell
