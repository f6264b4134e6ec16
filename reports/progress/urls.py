"""The addresses of progress reports."""

from django.urls import URLPattern, path

from core.action_views import ActionView, action_path
from partnerships.programmes.pages import STRAND
from reports.progress import views
from reports.progress.actions import STEPS, AddReport

# What the addresses of reporting begin with.
REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"

_REPORT = f"{PERIOD}/<slug:scope>/<int:revision>"
_FILE = f"{_REPORT}/files/<slug:paper_language>/<slug:file_format>"

urlpatterns: list[URLPattern] = [
    path(f"{PERIOD}/draft/", ActionView.of(AddReport), name=AddReport.key),
    path(f"{_REPORT}/", views.ReportPage.as_view(), name="report"),
    path(f"{_REPORT}/preview/", views.ReportPreview.as_view(), name="report-preview"),
    path(f"{_REPORT}/figures/<slug:figure>/", views.ReportFigure.as_view(), name="report-figure"),
    *(action_path(_REPORT, action) for action in STEPS),
    path(f"{_REPORT}/changes/", views.ReportChanges.as_view(), name="report-changes"),
    path(f"{_REPORT}/compare/", views.ReportCompare.as_view(), name="report-compare"),
    path(f"{_REPORT}/evidence/", views.ReportEvidence.as_view(), name="report-evidence"),
    path(f"{_FILE}/", views.ReportFile.as_view(), name="report-file"),
    path(f"{_FILE}/anew/", views.ReportRebuilt.as_view(), name="report-rebuilt"),
]
