"""The addresses of progress reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from core.action_views import ActionView, action_path
from partnerships.url_prefixes import STRAND
from reports.progress import files_views as files
from reports.progress.actions import STEPS, AddReport
from reports.progress.views import ReportFigure, ReportPage, ReportPreview

# What the addresses of reporting begin with.
REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"

_REPORT = f"{PERIOD}/<slug:scope>/<int:revision>"
_FILE = f"{_REPORT}/files/<slug:paper_language>/<slug:file_format>"

urlpatterns: list[URLPattern] = [
    path(f"{PERIOD}/draft/", ActionView.of(AddReport), name=AddReport.key),
    path(f"{_REPORT}/", ReportPage.as_view(), name="report"),
    path(f"{_REPORT}/preview/", ReportPreview.as_view(), name="report-preview"),
    path(f"{_REPORT}/figures/<slug:figure>/", ReportFigure.as_view(), name="report-figure"),
    *(action_path(_REPORT, action) for action in STEPS),
    path(f"{_REPORT}/changes/", files.ReportChanges.as_view(), name="report-changes"),
    path(f"{_REPORT}/compare/", files.ReportCompare.as_view(), name="report-compare"),
    path(f"{_REPORT}/evidence/", files.ReportEvidence.as_view(), name="report-evidence"),
    path(f"{_FILE}/", files.ReportFile.as_view(), name="report-file"),
    path(f"{_FILE}/anew/", files.ReportRebuilt.as_view(), name="report-rebuilt"),
]
