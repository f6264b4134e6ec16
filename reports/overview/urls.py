"""The addresses of a pairing's one-page brief and its files, of the dashboards and of the rows behind their numbers."""

from django.urls import URLPattern, path

from partnerships.programmes.pages import PAIRING, STRAND
from reports.overview.views import BriefFile, BriefPage, DashboardPage, DashboardRows, ProgrammeDashboard

urlpatterns: list[URLPattern] = [
    path(f"{PAIRING}/brief/", BriefPage.as_view(), name="brief"),
    path(f"{PAIRING}/brief.<slug:paper_language>.<slug:file_format>", BriefFile.as_view(), name="brief-file"),
    path("programme/dashboard/", ProgrammeDashboard.as_view(), name="programme-dashboard"),
    path(f"{STRAND}/dashboard/", DashboardPage.as_view(), name="dashboard"),
    path(f"{STRAND}/dashboard/<slug:figure>/", DashboardRows.as_view(), name="dashboard-rows"),
]
