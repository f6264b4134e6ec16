"""City updates."""

from typing import Any

from django.urls import path

from core.action_views import action_path
from reports.progress.urls import UPDATE, UPDATES
from reports.updates.actions import STEPS, AcceptUpdates, RemindUpdates, WriteUpdate
from reports.updates.views import AcceptPage, UpdatePage, UpdateSave, WritePage

urlpatterns: list[Any] = [
    path(f"{UPDATES}/accept/", AcceptPage.of(AcceptUpdates), name=AcceptUpdates.key),
    action_path(UPDATES, RemindUpdates),
    path(f"{UPDATE}/", UpdatePage.as_view(), name="update"),
    path(f"{UPDATE}/write/", WritePage.of(WriteUpdate), name=WriteUpdate.key),
    path(f"{UPDATE}/save/", UpdateSave.as_view(), name="update-save"),
    *(action_path(UPDATE, action) for action in STEPS if action is not WriteUpdate),
]
