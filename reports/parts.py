"""What the calendar, the figures of strands and imports add to the pages further left."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _, pgettext_lazy

from core.access import Grants
from core.parts import Panel, StrandLink
from partnerships.actions import OFFICE
from partnerships.history.services import RecordKind
from partnerships.models import Pairing, Strand
from partnerships.querysets import own_pairing
from partnerships.translations.services import TextPage
from reports.audit_actions import BRIEF_SENT
from reports.models import ReportingPeriod
from reports.periods.actions import EditPeriod
from reports.rules import may_import

PERIOD_KIND = RecordKind(
    "reporting-period",
    ReportingPeriod,
    EditPeriod.do,
    lambda grants, period: bool(OFFICE & period.actors(grants)),
    above=lambda period: period.get_crumbs()[1:2],
)
PERIOD_TEXT_PAGE = TextPage(ReportingPeriod, "reports:period-edit")
REPORT_ACTS = (
    "progress-reports",
    pgettext_lazy("kind of act", "Reports and publicity"),
    Q(actions__contains=" report-") | Q(actions__contains=" update-") | Q(actions__contains=" publicity-"),
)


def to_dashboard(*, strand: Strand) -> Iterable[StrandLink]:
    """Beside the other pages for which the main navigation has no room."""
    yield StrandLink(_("Dashboard"), reverse("reports:dashboard", args=[strand.code]))


def to_programme_dashboard(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """The way from the programme's page to its figures."""
    del grants, today
    yield Panel("reports/panels.html#programme_dashboard", {})


def taken_along(grants: Grants) -> Q:
    """As lists that somebody took along: the two sides, staff, authority and administrators read it."""
    own = Pairing.objects.filter(own_pairing(grants)).order_by().values("pk")
    return Q(action=BRIEF_SENT) & ~Q(pairing_id__in=own)


def way_to_import(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """For whoever looks after a strand, and administrators."""
    del today
    if may_import(grants):
        yield Panel("reports/panels.html#import", {})
