"""What the words of an address stand for where something is reported: one record of each kind, of one pairing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from reports.models import CityUpdate, ProgressReport, PublicityItem, ReportingPeriod
from reports.tests.factories import (
    CityUpdateFactory,
    ProgressReportFactory,
    PublicityItemFactory,
    ReportingPeriodFactory,
)

if TYPE_CHECKING:
    from partnerships.models import Pairing


def words_of_reports(pairing: Pairing) -> dict[str, Any]:
    """A period of the pairing's strand, the counterpart's update for it, a draft of the strand's report, an item."""
    strand = pairing.strand
    period = ReportingPeriod.objects.filter(strand=strand).in_order().last() or ReportingPeriodFactory(
        strand=strand,
        code="interim-1",
        starts_on=dt.date(2026, 3, 2),
        ends_on=dt.date(2026, 9, 1),
        due_on=dt.date(2026, 10, 1),
    )
    if not CityUpdate.objects.filter(period=period, participation=pairing.counterpart).exists():
        CityUpdateFactory(period=period, participation=pairing.counterpart)
    draft = ProgressReport.objects.filter(period=period, pairing=None).first()
    draft = draft or ProgressReportFactory(period=period)
    item = PublicityItem.objects.filter(strand=strand).first()
    item = item or PublicityItemFactory(strand=strand, pairing=pairing, number=1)
    return {"period": period.code, "scope": "strand", "revision": draft.revision, "item": item.number}
