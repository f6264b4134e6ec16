"""City updates."""

from __future__ import annotations

from django.urls import URLPattern, path

from reports.progress.urls import UPDATE, UPDATES
from reports.updates import views as acts
from reports.updates import writing_views as writing
from reports.updates.several_views import UpdatesAccept, UpdatesRemind
from reports.updates.views import UpdatePage

urlpatterns: list[URLPattern] = [
    path(f"{UPDATES}/accept/", UpdatesAccept.as_view(), name="updates-accept"),
    path(f"{UPDATES}/remind/", UpdatesRemind.as_view(), name="updates-remind"),
    path(f"{UPDATE}/", UpdatePage.as_view(), name="update"),
    path(f"{UPDATE}/write/", writing.UpdateWrite.as_view(), name="update-write"),
    path(f"{UPDATE}/save/", writing.UpdateSave.as_view(), name="update-save"),
    path(f"{UPDATE}/submit/", acts.UpdateSubmit.as_view(), name="update-submit"),
    path(f"{UPDATE}/take-back/", acts.UpdateTakeBack.as_view(), name="update-take-back"),
    path(f"{UPDATE}/return/", acts.UpdateReturn.as_view(), name="update-return"),
    path(f"{UPDATE}/accept/", acts.UpdateAccept.as_view(), name="update-accept"),
]
