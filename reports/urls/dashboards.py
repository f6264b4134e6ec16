"""The addresses of the dashboards and of the rows behind their numbers."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import STRAND
from reports.views.dashboard_rows import DashboardRows
from reports.views.dashboards import DashboardPage, ProgrammeDashboard

urlpatterns: list[URLPattern] = [
    path("programme/dashboard/", ProgrammeDashboard.as_view(), name="programme-dashboard"),
    path(f"{STRAND}/dashboard/", DashboardPage.as_view(), name="dashboard"),
    path(f"{STRAND}/dashboard/<slug:figure>/", DashboardRows.as_view(), name="dashboard-rows"),
]
