"""City updates."""

from __future__ import annotations

from django.urls import URLPattern, path

from reports.urls.places import UPDATE, UPDATES
from reports.views import update_acts as acts
from reports.views import update_writing as writing
from reports.views.updates import UpdatePage
from reports.views.updates_several import UpdatesAccept, UpdatesRemind

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
