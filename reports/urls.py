"""All addresses of this app, noun by noun."""

from django.urls import URLPattern, path

from core.action_views import action_at, action_path
from partnerships.programmes.pages import PAIRING, STRAND
from reports.exports import actions as export_actions, views as export_views
from reports.imports import actions as import_actions, views as import_views
from reports.overview import views as overview_views
from reports.periods import actions as period_actions, views as period_views
from reports.progress import actions as report_actions, views as report_views
from reports.public import actions as public_actions, views as public_views
from reports.updates import actions as update_actions, views as update_views

app_name = "reports"

REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"
REPORT = f"{PERIOD}/<slug:scope>/<int:revision>"
FILE = f"{REPORT}/files/<slug:paper_language>/<slug:file_format>"
BRIEF = f"{PAIRING}/brief"
PUBLICITY = f"{STRAND}/publicity"
RESULTS = "results/<slug:strand>"
RESULTS_OF_PAIRING = f"{RESULTS}/<slug:pairing>"
OWN_RESULTS = f"{PAIRING}/results"

# What has a fixed word in its address comes before what has a code there.
urlpatterns: list[URLPattern] = [
    # Long work and its files.
    path("exports/", export_views.ExportList.as_view(), name="exports"),
    path("exports/<slug:export>/", export_views.ExportPage.as_view(), name="export"),
    path("exports/<slug:export>/state/", export_views.ExportProgress.as_view(), name="export-state"),
    path("exports/<slug:export>/file/", export_views.ExportFile.as_view(), name="export-file"),
    action_path("exports/<slug:export>", export_actions.AskExportAgain),
    action_at("strands/<slug:strand>/archive/", export_actions.MakeArchive),
    # Imports and their templates.
    path("programme/import/", import_views.ImportList.as_view(), name="imports"),
    path("programme/import/template/<slug:sheet>/", import_views.ImportTemplate.as_view(), name="import-template"),
    path("programme/import/<slug:import>/", import_views.ImportPage.as_view(), name="import"),
    path("programme/import/<slug:import>/state/", import_views.ImportProgress.as_view(), name="import-state"),
    action_path("programme/import/<slug:import>", import_actions.MendImport),
    action_path("programme/import/<slug:import>", import_actions.StoreImport),
    action_path("programme/import/<slug:import>", import_actions.UndoImport),
    # A pairing's one-page brief and its files, of the dashboards and of the rows behind their numbers.
    path(f"{BRIEF}/", overview_views.BriefPage.as_view(), name="brief"),
    path(f"{BRIEF}.<slug:paper_language>.<slug:file_format>", overview_views.BriefFile.as_view(), name="brief-file"),
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
    path(f"{RESULTS_OF_PAIRING}/", public_views.PairingResults.as_view(), name="results-pairing"),
    path(f"{RESULTS_OF_PAIRING}.csv", public_views.ResultsCsv.as_view(), name="results-pairing-csv"),
    path(f"{RESULTS_OF_PAIRING}.json", public_views.ResultsJson.as_view(), name="results-pairing-json"),
    action_at(f"{OWN_RESULTS}/", public_actions.EditResults),
    path(f"{OWN_RESULTS}/preview/", public_views.ResultsPreview.as_view(), name="results-preview"),
    *(action_path(OWN_RESULTS, action) for action in (public_actions.ReleaseResults, public_actions.WithdrawResults)),
    # Reporting periods, the contract and the template of reports.
    path(f"{REPORTS}/", period_views.Calendar.as_view(), name="calendar"),
    action_at(f"{REPORTS}/terms/", period_actions.EditTerms),
    action_path(f"{REPORTS}/periods", period_actions.AddPeriod),
    path(f"{PERIOD}/", period_views.PeriodPage.as_view(), name="period"),
    *(action_path(PERIOD, action) for action in period_actions.STEPS),
    path(f"{PAIRING}/reports/", period_views.PairingReports.as_view(), name="pairing-reports"),
    # City updates.
    action_at(f"{UPDATES}/accept/", update_actions.AcceptUpdates, update_views.AcceptPage),
    action_path(UPDATES, update_actions.RemindUpdates),
    path(f"{UPDATE}/", update_views.UpdatePage.as_view(), name="update"),
    action_at(f"{UPDATE}/write/", update_actions.WriteUpdate, update_views.WritePage),
    path(f"{UPDATE}/save/", update_views.UpdateSave.as_view(), name="update-save"),
    *(action_path(UPDATE, action) for action in update_actions.STEPS if action is not update_actions.WriteUpdate),
    # Progress reports.
    action_at(f"{PERIOD}/draft/", report_actions.AddReport),
    path(f"{REPORT}/", report_views.ReportPage.as_view(), name="report"),
    path(f"{REPORT}/preview/", report_views.ReportPreview.as_view(), name="report-preview"),
    path(f"{REPORT}/figures/<slug:figure>/", report_views.ReportFigure.as_view(), name="report-figure"),
    *(action_path(REPORT, action) for action in report_actions.STEPS),
    path(f"{REPORT}/changes/", report_views.ReportChanges.as_view(), name="report-changes"),
    path(f"{REPORT}/compare/", report_views.ReportCompare.as_view(), name="report-compare"),
    path(f"{REPORT}/evidence/", report_views.ReportEvidence.as_view(), name="report-evidence"),
    path(f"{FILE}/", report_views.ReportFile.as_view(), name="report-file"),
    path(f"{FILE}/anew/", report_views.ReportRebuilt.as_view(), name="report-rebuilt"),
]
