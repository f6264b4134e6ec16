"""City updates."""

from __future__ import annotations

from django.urls import URLPattern, path

from reports.views import update_acts as acts
from reports.views import update_writing as writing
from reports.views.updates import UpdatePage
from reports.views.updates_several import UpdatesAccept, UpdatesRemind

_UPDATES = "strands/<slug:strand>/reports/<slug:period>/updates"
_UPDATE = f"{_UPDATES}/<slug:partner>"

urlpatterns: list[URLPattern] = [
    path(f"{_UPDATES}/accept/", UpdatesAccept.as_view(), name="updates-accept"),
    path(f"{_UPDATES}/remind/", UpdatesRemind.as_view(), name="updates-remind"),
    path(f"{_UPDATE}/", UpdatePage.as_view(), name="update"),
    path(f"{_UPDATE}/write/", writing.UpdateWrite.as_view(), name="update-write"),
    path(f"{_UPDATE}/save/", writing.UpdateSave.as_view(), name="update-save"),
    path(f"{_UPDATE}/submit/", acts.UpdateSubmit.as_view(), name="update-submit"),
    path(f"{_UPDATE}/take-back/", acts.UpdateTakeBack.as_view(), name="update-take-back"),
    path(f"{_UPDATE}/return/", acts.UpdateReturn.as_view(), name="update-return"),
    path(f"{_UPDATE}/accept/", acts.UpdateAccept.as_view(), name="update-accept"),
]
