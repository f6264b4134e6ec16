"""Reporting periods, the contract and the template of reports."""

from typing import Any

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.programmes.pages import PAIRING
from reports.periods.actions import STEPS, AddPeriod, EditTerms
from reports.periods.views import Calendar, PairingReports, PeriodPage
from reports.progress.urls import PERIOD, REPORTS

urlpatterns: list[Any] = [
    path(f"{REPORTS}/", Calendar.as_view(), name="calendar"),
    path(f"{REPORTS}/terms/", ActionView.of(EditTerms), name=EditTerms.key),
    action_path(f"{REPORTS}/periods", AddPeriod),
    path(f"{PERIOD}/", PeriodPage.as_view(), name="period"),
    *(action_path(PERIOD, action) for action in STEPS),
    path(f"{PAIRING}/reports/", PairingReports.as_view(), name="pairing-reports"),
]
