"""Figures of a strand: the way to them from its page."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Grants
from core.parts import Panel, StrandLink
from partnerships.models import Pairing, Strand
from partnerships.querysets import own_pairing
from reports.audit_actions import BRIEF_SENT


def to_dashboard(*, strand: Strand) -> Iterable[StrandLink]:
    """Beside the other pages for which the main navigation has no room."""
    yield StrandLink(_("Dashboard"), reverse("reports:dashboard", args=[strand.code]))


def to_programme_dashboard(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """The way from the programme's page to its figures."""
    del grants, today
    yield Panel("reports/panels/programme_dashboard.html", {})


def taken_along(grants: Grants) -> Q:
    """As lists that somebody took along: the two sides, staff, authority and administrators read it."""
    own = Pairing.objects.filter(own_pairing(grants)).order_by().values("pk")
    return Q(action=BRIEF_SENT) & ~Q(pairing_id__in=own)
