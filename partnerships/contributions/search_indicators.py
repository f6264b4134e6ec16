"""What the library of indicators adds to search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.contributions import MOST_RESULTS, SearchGroup, SearchResult, provides
from partnerships.models import Indicator, Strand

if TYPE_CHECKING:
    from core.access import Grants


@provides("search")
def indicators_found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Indicators by their names, each in the newest strand of its programme that the reader reads; two queries."""
    condition = Q()
    for word in query.split():
        condition &= Q(name_en__icontains=word) | Q(name_ko__icontains=word)
    # A programme without a strand has no page to show its indicators on.
    known = Indicator.objects.visible_to(grants).filter(condition, programme__strands__isnull=False).distinct()
    rows = list(known.order_by("code", "pk")[: MOST_RESULTS + 1])
    found = Strand.objects.visible_to(grants).filter(programme_record__in={row.programme_id for row in rows})
    in_time = found.order_by(F("starts_on").asc(nulls_first=True), "pk")
    strands = {strand.programme_record_id: strand for strand in in_time} if rows else {}
    results = []
    for row in rows:
        name, language = type(row).name.pick(row)
        strand = strands[row.programme_id]
        url = reverse("partnerships:indicator", args=[strand.code, row.code])
        results.append(SearchResult(name=name, language=language, url=url, note=str(strand)))
    yield SearchGroup.of(_("Indicators"), results)
