"""What the calendar adds to the pages further left: ways to it, a tab, a panel, histories, mails by the clock."""

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from partnerships.actions import OFFICE
from partnerships.history.services import RecordKind
from partnerships.translations.services import TextPage
from reports.models import ReportingPeriod
from reports.periods.actions import EditPeriod

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
