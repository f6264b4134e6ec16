"""Long work and its files."""

from django.urls import path

from core.action_views import ActionView, action_path
from reports.exports.actions import AskExportAgain, MakeArchive
from reports.exports.views import ExportFile, ExportList, ExportPage, ExportProgress

urlpatterns = [
    path("exports/", ExportList.as_view(), name="exports"),
    path("exports/<slug:export>/", ExportPage.as_view(), name="export"),
    path("exports/<slug:export>/state/", ExportProgress.as_view(), name="export-state"),
    path("exports/<slug:export>/file/", ExportFile.as_view(), name="export-file"),
    action_path("exports/<slug:export>", AskExportAgain),
    path("strands/<slug:strand>/archive/", ActionView.of(MakeArchive), name=MakeArchive.key),
]
