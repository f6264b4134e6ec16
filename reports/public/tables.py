"""The columns and filters of the list of publicity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core import clock
from core.columns import Column, Filter, choice_filter
from partnerships.models import Pairing
from partnerships.projects.tables import strand_of
from reports.enums import PublicityLanguage
from reports.models import PublicityItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

OF_STRAND, STANDING, WITHDRAWN = "strand", "standing", "withdrawn"


def _side(item: PublicityItem) -> str:
    return item.strand.side_name(item.side) if item.side else pgettext("publicity item", "the office")


PUBLICITY_COLUMNS = [
    Column("number", _("Number"), lambda row: row.number, order=("number",)),
    Column("published", _("Published"), lambda row: row.published_on, order=("published_on", "pk")),
    Column("title", _("Title"), lambda row: row.title, order=("search_text", "pk")),
    Column("outlet", _("Outlet"), lambda row: row.outlet, order=("outlet", "pk")),
    Column("language", _("Language"), lambda row: row.language_label, order=("language", "pk")),
    Column("by", _("Published by"), lambda row: row.published_by, order=("published_by", "pk")),
    Column(
        "pairing",
        _("Pairing"),
        lambda row: row.pairing_label,
        order=(F("pairing__search_text").asc(nulls_first=True), "pk"),
    ),
    Column("side", _("Entered by"), _side, order=("side", "pk")),
    Column("link", _("Link"), lambda row: row.link),
    Column("withdrawn", _("Withdrawn on"), lambda row: clock.day_of(row.withdrawn_at) if row.withdrawn_at else None),
    Column("reason", _("Reason"), lambda row: row.withdrawn_reason),
]


def _pairings(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Pairing.objects.filter(strand=strand_of(scope)).with_names().order_by("code")
    return [(OF_STRAND, pgettext("publicity item", "the strand as a whole")), *((row.code, row.name) for row in rows)]


def _of_pairing(rows: QuerySet[PublicityItem], code: str) -> QuerySet[PublicityItem]:
    return rows.filter(pairing=None) if code == OF_STRAND else rows.filter(pairing__code=code)


def _years(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = PublicityItem.objects.filter(strand=strand_of(scope)).order_by()
    years = sorted(rows.values_list(ExtractYear("published_on"), flat=True).distinct(), reverse=True)
    return [(str(year), str(year)) for year in years]


PUBLICITY_FILTERS = [
    Filter("pairing", _("Pairing"), _pairings, _of_pairing),
    choice_filter("language", _("Language"), PublicityLanguage),
    Filter("year", _("Year"), _years, lambda rows, year: rows.filter(published_on__year=int(year))),
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _scope: [
            (STANDING, pgettext_lazy("publicity item", "Stands")),
            (WITHDRAWN, pgettext_lazy("publicity item", "Withdrawn")),
        ],
        lambda rows, state: rows.filter(withdrawn_at__isnull=state == STANDING),
    ),
]
