"""What the calendar adds to the pages further left: ways to it, a tab, a panel, histories, mails by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from core.parts import Panel, StrandLink
from partnerships.history.services import Kind
from partnerships.translations.services import TextPage
from reports.models import ReportingPeriod
from reports.periods.pages import reports_place
from reports.periods.selectors import next_due
from reports.periods.services import edit_period
from reports.rules import may_edit_calendar, may_edit_period

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand

KIND = Kind(
    "reporting-period",
    ReportingPeriod,
    "period",
    edit_period,
    may_edit_period,
    ("strand",),
    above=lambda period: [reports_place(period.strand)],
)
TEXT_PAGE = TextPage(
    ReportingPeriod, lambda strand, period, _field: reverse("reports:period-edit", args=[strand, period.code])
)
KIND_OF_ACT = (
    "progress-reports",
    pgettext_lazy("kind of act", "Reports and publicity"),
    Q(actions__contains=" report-") | Q(actions__contains=" update-") | Q(actions__contains=" publicity-"),
)


def to_reports(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's reports in its main navigation."""
    yield StrandLink("reports", pgettext("navigation", "Reports"), reverse("reports:calendar", args=[strand.code]))


def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The report that is owed or comes next; nothing where there is none, but for staff the way to the first."""
    standing = next_due(strand, today)
    add_url = reverse("reports:period-add", args=[strand.code]) if may_edit_calendar(grants, strand) else ""
    if standing or add_url:
        context = {"next": standing, "add_url": add_url, "all_url": reports_place(strand)[1]}
        yield Panel("reports/panels/next_report.html", context, "aside")
