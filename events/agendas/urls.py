"""The addresses of agendas."""

from django.urls import path

from core.action_views import action_path
from events.agendas import actions
from events.agendas.views import AgendaPage, AgendaVersion, HostSheetPage, Programme
from events.events.urls import EVENT

_AGENDA = f"{EVENT}/agenda"
_ITEM = f"{_AGENDA}/<int:item>"

_STEPS = (
    actions.EditItem,
    actions.MoveItem,
    actions.RemoveItem,
    actions.RestoreItem,
    actions.AskHost,
    actions.ConfirmHost,
    actions.DeclineHost,
    actions.TakeAnswerBack,
)

urlpatterns = [
    path(f"{_AGENDA}/", AgendaPage.as_view(), name="agenda"),
    action_path(_AGENDA, actions.AddItem, "agenda-item"),
    action_path(_AGENDA, actions.ReleaseAgenda),
    path(f"{_AGENDA}/host-sheet/", HostSheetPage.as_view(), name="host-sheet"),
    path(f"{_AGENDA}/versions/<int:release>/", AgendaVersion.as_view(), name="agenda-version"),
    *(action_path(_ITEM, action, "agenda-item") for action in _STEPS),
    path(f"{EVENT}/programme/<slug:language>.pdf", Programme.as_view(), name="programme"),
]
