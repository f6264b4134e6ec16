"""Busan and Barcelona with a reporting period that ended on 31 October 2026, and the portal at 25 November 2026."""

import datetime as dt
from typing import Any

from django.urls import reverse

from core import clock
from partnerships.tests.pages import sign_in
from partnerships.tests.two_sides import TwoSides
from reports.models import ReportingPeriod
from reports.tests.factories import ProgressReportFactory, ReportingPeriodFactory

TODAY = dt.date(2026, 11, 25)
NOON = dt.datetime.combine(TODAY, dt.time(12), clock.STRAND_ZONE)
STARTS, ENDS, DUE = dt.date(2026, 5, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 28)
PLAN = {"kind": "interim", "starts_on": STARTS, "ends_on": ENDS, "due_on": DUE, "languages": "en;ko"}


def period_of(sides: TwoSides, **values: Any) -> ReportingPeriod:
    """An interim period of the two sides' strand, due on 28 November 2026."""
    given = {"code": "interim-1", "starts_on": STARTS, "ends_on": ENDS, "due_on": DUE}
    return ReportingPeriodFactory(strand=sides.pairing.strand, **given | values)


def issued(period: ReportingPeriod, **values: Any) -> Any:
    """An issued report of the whole strand on the period."""
    return ProgressReportFactory(period=period, issued={}, **values)


def address(name: str, period: ReportingPeriod, *more: object) -> str:
    """An address of this app below a period."""
    return reverse(f"reports:{name}", args=[period.strand.code, period.code, *more])


def of_strand(name: str, sides: TwoSides, *more: object) -> str:
    """An address of this app below the strand."""
    return reverse(f"reports:{name}", args=[sides.pairing.strand.code, *more])


def open_page(client: Any, sides: TwoSides, role: str, path: str) -> Any:
    """The answer to somebody in a role who opens a page."""
    sign_in(client, sides, role)
    return client.get(path)


def pairing_url(sides: TwoSides) -> str:
    """The tab of the pairing's reports."""
    return reverse("reports:pairing-reports", args=[sides.pairing.strand.code, sides.pairing.code])
