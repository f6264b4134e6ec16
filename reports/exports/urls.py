"""Long work and its files."""

from __future__ import annotations

from django.urls import path

from reports.exports.views import ExportAgain, ExportFile, ExportList, ExportPage, ExportProgress, StrandArchive

urlpatterns = [
    path("exports/", ExportList.as_view(), name="exports"),
    path("exports/<slug:export>/", ExportPage.as_view(), name="export"),
    path("exports/<slug:export>/state/", ExportProgress.as_view(), name="export-state"),
    path("exports/<slug:export>/file/", ExportFile.as_view(), name="export-file"),
    path("exports/<slug:export>/again/", ExportAgain.as_view(), name="export-again"),
    path("strands/<slug:strand>/archive/", StrandArchive.as_view(), name="archive"),
]
