"""The addresses of minutes and of visit notes."""

from django.urls import URLPattern, path

from events.events.urls import EVENT
from events.visits.acts import (
    InterestDrop,
    InterestProject,
    InterestReopen,
    VisitNoteAdd,
    VisitNoteEdit,
    VisitNoteRestore,
    VisitNoteWithdraw,
)
from events.visits.minutes_acts import MinutesEdit, MinutesObjectionAdd, MinutesObjectionWithdraw, MinutesPage
from events.visits.views import VisitNotes

_MINUTES = f"{EVENT}/minutes/<slug:pairing>"

urlpatterns: list[URLPattern] = [
    path(f"{_MINUTES}/", MinutesPage.as_view(), name="minutes"),
    path(f"{_MINUTES}/edit/", MinutesEdit.as_view(), name="minutes-edit"),
    path(f"{_MINUTES}/objections/add/", MinutesObjectionAdd.as_view(), name="minutes-objection-add"),
    path(
        f"{_MINUTES}/objections/<int:objection>/withdraw/",
        MinutesObjectionWithdraw.as_view(),
        name="minutes-objection-withdraw",
    ),
]

# The addresses of visit notes.

_NOTES = f"{EVENT}/notes/<slug:pairing>"
_NOTE = f"{_NOTES}/<slug:visit_note>"
_INTEREST = f"{_NOTES}/interests/<int:noted_interest>"

urlpatterns += [
    path(f"{_NOTES}/", VisitNotes.as_view(), name="visit-notes"),
    path(f"{_NOTES}/add/", VisitNoteAdd.as_view(), name="visit-note-add"),
    path(f"{_INTEREST}/project/", InterestProject.as_view(), name="interest-project"),
    path(f"{_INTEREST}/drop/", InterestDrop.as_view(), name="interest-drop"),
    path(f"{_INTEREST}/reopen/", InterestReopen.as_view(), name="interest-reopen"),
    path(f"{_NOTE}/edit/", VisitNoteEdit.as_view(), name="visit-note-edit"),
    path(f"{_NOTE}/withdraw/", VisitNoteWithdraw.as_view(), name="visit-note-withdraw"),
    path(f"{_NOTE}/restore/", VisitNoteRestore.as_view(), name="visit-note-restore"),
]
