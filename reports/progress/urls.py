"""The addresses of progress reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import STRAND
from reports.progress import acts
from reports.progress import files_views as files
from reports.progress.views import ReportFigure, ReportPage, ReportPreview

# What the addresses of reporting begin with.
REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"

_REPORT = f"{PERIOD}/<slug:scope>/<int:revision>"
_FILE = f"{_REPORT}/files/<slug:paper_language>/<slug:file_format>"

urlpatterns: list[URLPattern] = [
    path(f"{PERIOD}/draft/", acts.ReportAdd.as_view(), name="report-add"),
    path(f"{_REPORT}/", ReportPage.as_view(), name="report"),
    path(f"{_REPORT}/preview/", ReportPreview.as_view(), name="report-preview"),
    path(f"{_REPORT}/figures/<slug:figure>/", ReportFigure.as_view(), name="report-figure"),
    path(f"{_REPORT}/write/", acts.ReportWrite.as_view(), name="report-write"),
    path(f"{_REPORT}/sections/", acts.ReportSections.as_view(), name="report-sections"),
    path(f"{_REPORT}/freeze/", acts.ReportFreeze.as_view(), name="report-freeze"),
    path(f"{_REPORT}/issue/", acts.ReportIssue.as_view(), name="report-issue"),
    path(f"{_REPORT}/revise/", acts.ReportRevise.as_view(), name="report-revise"),
    path(f"{_REPORT}/discard/", acts.ReportDiscard.as_view(), name="report-discard"),
    path(f"{_REPORT}/accept/", acts.ReportAccept.as_view(), name="report-accept"),
    path(f"{_REPORT}/return/", acts.ReportReturn.as_view(), name="report-return"),
    path(f"{_REPORT}/changes/", files.ReportChanges.as_view(), name="report-changes"),
    path(f"{_REPORT}/compare/", files.ReportCompare.as_view(), name="report-compare"),
    path(f"{_REPORT}/evidence/", files.ReportEvidence.as_view(), name="report-evidence"),
    path(f"{_FILE}/", files.ReportFile.as_view(), name="report-file"),
    path(f"{_FILE}/anew/", files.ReportRebuilt.as_view(), name="report-rebuilt"),
]
