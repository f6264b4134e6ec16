"""The addresses of visit notes."""

from django.urls import URLPattern, path

from events.urls.places import EVENT
from events.views.visit_note_acts import (
    InterestDrop,
    InterestProject,
    InterestReopen,
    VisitNoteAdd,
    VisitNoteEdit,
    VisitNoteRestore,
    VisitNoteWithdraw,
)
from events.views.visit_notes import VisitNotes

_NOTES = f"{EVENT}/notes/<slug:pairing>"
_NOTE = f"{_NOTES}/<slug:visit_note>"
_INTEREST = f"{_NOTES}/interests/<int:noted_interest>"

urlpatterns: list[URLPattern] = [
    path(f"{_NOTES}/", VisitNotes.as_view(), name="visit-notes"),
    path(f"{_NOTES}/add/", VisitNoteAdd.as_view(), name="visit-note-add"),
    path(f"{_INTEREST}/project/", InterestProject.as_view(), name="interest-project"),
    path(f"{_INTEREST}/drop/", InterestDrop.as_view(), name="interest-drop"),
    path(f"{_INTEREST}/reopen/", InterestReopen.as_view(), name="interest-reopen"),
    path(f"{_NOTE}/edit/", VisitNoteEdit.as_view(), name="visit-note-edit"),
    path(f"{_NOTE}/withdraw/", VisitNoteWithdraw.as_view(), name="visit-note-withdraw"),
    path(f"{_NOTE}/restore/", VisitNoteRestore.as_view(), name="visit-note-restore"),
]
