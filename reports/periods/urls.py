"""Reporting periods, the contract and the template of reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import PAIRING
from reports.periods import views as acts
from reports.periods.pairing_views import PairingReports
from reports.periods.views import Calendar, PeriodPage
from reports.progress.urls import PERIOD, REPORTS

urlpatterns: list[URLPattern] = [
    path(f"{REPORTS}/", Calendar.as_view(), name="calendar"),
    path(f"{REPORTS}/terms/", acts.TermsEdit.as_view(), name="terms-edit"),
    path(f"{REPORTS}/periods/add/", acts.PeriodAdd.as_view(), name="period-add"),
    path(f"{PERIOD}/", PeriodPage.as_view(), name="period"),
    path(f"{PERIOD}/edit/", acts.PeriodEdit.as_view(), name="period-edit"),
    path(f"{PERIOD}/skip/", acts.PeriodSkip.as_view(), name="period-skip"),
    path(f"{PERIOD}/take-up/", acts.PeriodTakeUp.as_view(), name="period-take-up"),
    path(f"{PAIRING}/reports/", PairingReports.as_view(), name="pairing-reports"),
]
