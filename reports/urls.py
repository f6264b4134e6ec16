"""All addresses of this app, noun by noun."""

from typing import Any

from django.urls import path

from core.action_views import action_at, action_path
from partnerships.programmes.pages import PAIRING, STRAND
from reports.exports import views as export_views
from reports.exports.actions import AskExportAgain, MakeArchive
from reports.imports import views as import_views
from reports.imports.actions import MendImport, StoreImport, UndoImport
from reports.overview import views as overview_views
from reports.periods import actions as period_actions, views as period_views
from reports.progress import actions as report_actions, views as report_views
from reports.public import actions as public_actions, views as public_views
from reports.updates import views as update_views
from reports.updates.actions import STEPS as UPDATE_STEPS, AcceptUpdates, RemindUpdates, WriteUpdate

app_name = "reports"

EXPORT = "exports/<slug:export>"
IMPORTS = "programme/import"
IMPORT = f"{IMPORTS}/<slug:import>"
PUBLICITY = f"{STRAND}/publicity"
RESULTS = "results/<slug:strand>"
PAIRING_RESULTS = f"{RESULTS}/<slug:pairing>"
OWN_RESULTS = f"{PAIRING}/results"
REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"
REPORT = f"{PERIOD}/<slug:scope>/<int:revision>"
REPORT_FILE = f"{REPORT}/files/<slug:paper_language>/<slug:file_format>"

# What has a fixed word in its address comes before what has a code there.
urlpatterns: list[Any] = [
    # Exports: long work and its files.
    path("exports/", export_views.ExportList.as_view(), name="exports"),
    path(f"{EXPORT}/", export_views.ExportPage.as_view(), name="export"),
    path(f"{EXPORT}/state/", export_views.ExportProgress.as_view(), name="export-state"),
    path(f"{EXPORT}/file/", export_views.ExportFile.as_view(), name="export-file"),
    action_path(EXPORT, AskExportAgain),
    action_at(f"{STRAND}/archive/", MakeArchive),
    # Imports.
    path(f"{IMPORTS}/", import_views.ImportList.as_view(), name="imports"),
    path(f"{IMPORTS}/template/<slug:sheet>/", import_views.ImportTemplate.as_view(), name="import-template"),
    path(f"{IMPORT}/", import_views.ImportPage.as_view(), name="import"),
    path(f"{IMPORT}/state/", import_views.ImportProgress.as_view(), name="import-state"),
    *(action_path(IMPORT, action) for action in (MendImport, StoreImport, UndoImport)),
    # Overview: a pairing's one-page brief, the dashboards and the rows behind their numbers.
    path(f"{PAIRING}/brief/", overview_views.BriefPage.as_view(), name="brief"),
    path(
        f"{PAIRING}/brief.<slug:paper_language>.<slug:file_format>",
        overview_views.BriefFile.as_view(),
        name="brief-file",
    ),
    path("programme/dashboard/", overview_views.ProgrammeDashboard.as_view(), name="programme-dashboard"),
    path(f"{STRAND}/dashboard/", overview_views.DashboardPage.as_view(), name="dashboard"),
    path(f"{STRAND}/dashboard/<slug:figure>/", overview_views.DashboardRows.as_view(), name="dashboard-rows"),
    # Publicity; public results, for everybody, and as the two sides write and release them.
    path(f"{PUBLICITY}/", public_views.PublicityList.as_view(), name="publicity"),
    action_path(PUBLICITY, public_actions.AddPublicity),
    *(action_path(f"{PUBLICITY}/<int:publicity>", action) for action in public_actions.STEPS),
    path("results/", public_views.AllResults.as_view(), name="all-results"),
    path(f"{RESULTS}/", public_views.StrandResults.as_view(), name="results"),
    path(f"{RESULTS}.csv", public_views.ResultsCsv.as_view(), name="results-csv"),
    path(f"{RESULTS}.json", public_views.ResultsJson.as_view(), name="results-json"),
    path(f"{PAIRING_RESULTS}/", public_views.PairingResults.as_view(), name="results-pairing"),
    path(f"{PAIRING_RESULTS}.csv", public_views.ResultsCsv.as_view(), name="results-pairing-csv"),
    path(f"{PAIRING_RESULTS}.json", public_views.ResultsJson.as_view(), name="results-pairing-json"),
    action_at(f"{OWN_RESULTS}/", public_actions.EditResults),
    path(f"{OWN_RESULTS}/preview/", public_views.ResultsPreview.as_view(), name="results-preview"),
    action_path(OWN_RESULTS, public_actions.ReleaseResults),
    action_path(OWN_RESULTS, public_actions.WithdrawResults),
    # Reporting periods, the contract and the template of reports.
    path(f"{REPORTS}/", period_views.Calendar.as_view(), name="calendar"),
    action_at(f"{REPORTS}/terms/", period_actions.EditTerms),
    action_path(f"{REPORTS}/periods", period_actions.AddPeriod),
    path(f"{PERIOD}/", period_views.PeriodPage.as_view(), name="period"),
    *(action_path(PERIOD, action) for action in period_actions.STEPS),
    path(f"{PAIRING}/reports/", period_views.PairingReports.as_view(), name="pairing-reports"),
    # City updates.
    action_at(f"{UPDATES}/accept/", AcceptUpdates, update_views.AcceptPage),
    action_path(UPDATES, RemindUpdates),
    path(f"{UPDATE}/", update_views.UpdatePage.as_view(), name="update"),
    action_at(f"{UPDATE}/write/", WriteUpdate, update_views.WritePage),
    path(f"{UPDATE}/save/", update_views.UpdateSave.as_view(), name="update-save"),
    *(action_path(UPDATE, action) for action in UPDATE_STEPS if action is not WriteUpdate),
    # Progress reports.
    action_at(f"{PERIOD}/draft/", report_actions.AddReport),
    path(f"{REPORT}/", report_views.ReportPage.as_view(), name="report"),
    path(f"{REPORT}/preview/", report_views.ReportPreview.as_view(), name="report-preview"),
    path(f"{REPORT}/figures/<slug:figure>/", report_views.ReportFigure.as_view(), name="report-figure"),
    *(action_path(REPORT, action) for action in report_actions.STEPS),
    path(f"{REPORT}/changes/", report_views.ReportChanges.as_view(), name="report-changes"),
    path(f"{REPORT}/evidence/", report_views.ReportEvidence.as_view(), name="report-evidence"),
    path(f"{REPORT_FILE}/", report_views.ReportFile.as_view(), name="report-file"),
    path(f"{REPORT_FILE}/anew/", report_views.ReportRebuilt.as_view(), name="report-rebuilt"),
]
