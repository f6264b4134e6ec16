"""What the calendar adds to the pages further left: ways to it, a tab, a panel, histories, mails by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext, pgettext_lazy

from core.contributions import Panel, StrandLink, provides
from partnerships.services.named_records import Named, register_named
from partnerships.services.pairing_history import register_kind_of_act
from partnerships.services.record_kinds import Kind, register_kind
from partnerships.services.translations import TextPage, register_text_page
from partnerships.views.tabs import Tab, register_tab
from reports.models import ReportingPeriod
from reports.rules import may_edit_calendar, may_edit_period
from reports.services.calendar_lines import next_due
from reports.services.period_mails import mail_periods
from reports.services.periods import edit_period
from reports.views.places import reports_place

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand

register_kind(
    Kind(
        "reporting-period",
        ReportingPeriod,
        "period",
        edit_period,
        may_edit_period,
        ("name_en", "name_ko"),
        ("strand",),
        above=lambda period: [reports_place(period.strand)],
    )
)
register_text_page(
    TextPage(ReportingPeriod, lambda strand, period, _field: reverse("reports:period-edit", args=[strand, period.code]))
)
register_named(Named(ReportingPeriod, ("strand",)))
register_kind_of_act(
    "progress-reports",
    pgettext_lazy("kind of act", "Reports and publicity"),
    Q(actions__contains=" report-") | Q(actions__contains=" city-update-") | Q(actions__contains=" publicity-"),
)
register_tab(Tab("reports", pgettext_lazy("tab", "Reports"), "reports:pairing-reports", position_after="indicators"))


@provides("strand-links")
def to_reports(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's reports in its main navigation."""
    yield StrandLink("reports", pgettext("navigation", "Reports"), reverse("reports:calendar", args=[strand.code]))


@provides("strand")
def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The report that is owed or comes next; nothing where there is none, but for staff the way to the first."""
    standing = next_due(strand, today)
    add_url = reverse("reports:period-add", args=[strand.code]) if may_edit_calendar(grants, strand) else ""
    if standing or add_url:
        context = {"next": standing, "add_url": add_url, "all_url": reports_place(strand)[1]}
        yield Panel("reports/panels/next_report.html", context, "aside")


@provides("deadline-mails")
def mails(*, today: dt.date) -> Iterable[int]:
    """The mails of periods that have ended, are due soon or late; how many each makes."""
    yield from mail_periods(today)
