"""The real strand of 2017-2018 as a scope of its final report."""

import datetime as dt

from core import clock
from core.pack.loading import load_pack
from partnerships.models import Pairing, Strand
from partnerships.tests.small_pack import REAL
from reports.models import ReportingPeriod
from reports.progress.compiling.scope import Scope
from reports.tests.factories import ReportingPeriodFactory

AS_OF = dt.datetime(2018, 5, 25, 12, tzinfo=clock.STRAND_ZONE)


def load_real() -> ReportingPeriod:
    """The real records with their final period, which covers the whole strand."""
    load_pack(REAL, by=None)
    return ReportingPeriodFactory(
        strand=Strand.objects.get(code="eu-korea-2017"),
        code="final",
        kind="final",
        starts_on=dt.date(2017, 1, 1),
        ends_on=dt.date(2018, 4, 20),
        due_on=dt.date(2018, 6, 20),
    )


def scope_of(period: ReportingPeriod, pairing: str = "", *, as_of: dt.datetime = AS_OF, **more: object) -> Scope:
    """The scope of a period: of all pairings of its strand, or of the one with that code."""
    rows = list(Pairing.objects.filter(strand=period.strand).with_names().order_by("code"))
    one = next((row for row in rows if row.code == pairing), None)
    return Scope(period.strand, period, (one,) if one else tuple(rows), as_of, pairing=one, **more)
