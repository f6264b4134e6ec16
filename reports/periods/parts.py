"""What the calendar adds to the pages further left: ways to it, a tab, a panel, histories, mails by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from core.parts import Panel
from partnerships.actions import OFFICE
from partnerships.history.services import RecordKind
from partnerships.translations.services import TextPage
from reports.models import ReportingPeriod
from reports.periods.actions import AddPeriod, EditPeriod
from reports.periods.selectors import next_due

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand

KIND = RecordKind(
    "reporting-period",
    ReportingPeriod,
    EditPeriod.do,
    lambda grants, period: bool(OFFICE & period.actors(grants)),
    ("strand",),
    above=lambda period: period.get_crumbs()[1:2],
)
TEXT_PAGE = TextPage(ReportingPeriod, "reports:period-edit")
KIND_OF_ACT = (
    "progress-reports",
    pgettext_lazy("kind of act", "Reports and publicity"),
    Q(actions__contains=" report-") | Q(actions__contains=" update-") | Q(actions__contains=" publicity-"),
)


def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The report that is owed or comes next; nothing where there is none, but for staff the way to the first."""
    period = next_due(strand, today)
    add = AddPeriod.button_on(ReportingPeriod(strand=strand), grants)
    if period or add:
        all_url = strand.address_of("reports:calendar")
        context = {"next": period, "add_url": add.url if add else "", "all_url": all_url}
        yield Panel("reports/panels/next_report.html", context, "aside")
