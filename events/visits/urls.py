"""The addresses of minutes and of visit notes."""

from django.urls import URLPattern, path

from core.action_views import action_path
from events.events.urls import EVENT
from events.visits import actions
from events.visits.minutes_actions import AddObjection, EditMinutes, WithdrawObjection
from events.visits.views import MinutesEditing, MinutesPage, VisitNotes

_MINUTES = f"{EVENT}/minutes/<slug:pairing>"
_OBJECTIONS = f"{_MINUTES}/objections"
_NOTES = f"{EVENT}/notes/<slug:pairing>"

urlpatterns: list[URLPattern] = [
    path(f"{_MINUTES}/", MinutesPage.as_view(), name="minutes"),
    path(f"{_MINUTES}/edit/", MinutesEditing.of(EditMinutes), name=EditMinutes.key),
    action_path(_OBJECTIONS, AddObjection, "minutes-objection"),
    action_path(f"{_OBJECTIONS}/<int:objection>", WithdrawObjection, "minutes-objection"),
    path(f"{_NOTES}/", VisitNotes.as_view(), name="visit-notes"),
    action_path(_NOTES, actions.AddVisitNote, "visit-note"),
    *(
        action_path(f"{_NOTES}/interests/<int:noted_interest>", action)
        for action in (actions.TakeUpInterest, actions.DropInterest, actions.ReopenInterest)
    ),
    *(
        action_path(f"{_NOTES}/<slug:visit_note>", action, "visit-note")
        for action in (actions.EditVisitNote, actions.WithdrawVisitNote, actions.RestoreVisitNote)
    ),
]
