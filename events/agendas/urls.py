"""The addresses of agendas."""

from django.urls import path

from events.agendas import acts
from events.agendas.acts import AgendaAnswer, AgendaReleasing
from events.agendas.views import AgendaPage, AgendaVersion, HostSheetPage, Programme
from events.events.urls import EVENT

_AGENDA = f"{EVENT}/agenda"
_ITEM = f"{_AGENDA}/<int:item>"

urlpatterns = [
    path(f"{_AGENDA}/", AgendaPage.as_view(), name="agenda"),
    path(f"{_AGENDA}/add/", acts.AgendaItemAdd.as_view(), name="agenda-item-add"),
    path(f"{_AGENDA}/release/", AgendaReleasing.as_view(), name="agenda-release"),
    path(f"{_AGENDA}/host-sheet/", HostSheetPage.as_view(), name="host-sheet"),
    path(f"{_AGENDA}/versions/<int:release>/", AgendaVersion.as_view(), name="agenda-version"),
    path(f"{_ITEM}/edit/", acts.AgendaItemEdit.as_view(), name="agenda-item-edit"),
    path(f"{_ITEM}/move/", acts.AgendaItemMove.as_view(), name="agenda-item-move"),
    path(f"{_ITEM}/remove/", acts.AgendaItemRemove.as_view(), name="agenda-item-remove"),
    path(f"{_ITEM}/restore/", acts.AgendaItemRestore.as_view(), name="agenda-item-restore"),
    path(f"{_ITEM}/<slug:answer>/", AgendaAnswer.as_view(), name="agenda-answer"),
    path(f"{EVENT}/programme/<slug:language>.pdf", Programme.as_view(), name="programme"),
]
