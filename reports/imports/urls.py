"""Imports and their templates."""

from django.urls import path

from core.action_views import action_path
from reports.imports.actions import MendImport, StoreImport, UndoImport
from reports.imports.views import ImportList, ImportPage, ImportProgress, ImportTemplate

urlpatterns = [
    path("programme/import/", ImportList.as_view(), name="imports"),
    path("programme/import/template/<slug:sheet>/", ImportTemplate.as_view(), name="import-template"),
    path("programme/import/<slug:import>/", ImportPage.as_view(), name="import"),
    path("programme/import/<slug:import>/state/", ImportProgress.as_view(), name="import-state"),
    *(action_path("programme/import/<slug:import>", action) for action in (MendImport, StoreImport, UndoImport)),
]
