"""Figures of a strand: the way to them from its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.contributions import Panel, StrandLink, provides

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand


@provides("strand-links")
def to_dashboard(*, strand: Strand) -> Iterable[StrandLink]:
    """Beside the other pages for which the main navigation has no room."""
    yield StrandLink("dashboard", _("Dashboard"), reverse("reports:dashboard", args=[strand.code]), "more")


@provides("programme")
def to_programme_dashboard(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """The way from the programme's page to its figures."""
    del grants, today
    yield Panel("reports/panels/programme_dashboard.html", {})
