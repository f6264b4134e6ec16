"""Documents of a pairing, and notes of one's own side."""

from django.urls import path

from partnerships.documents.notes_views import NoteAdd, NoteWithdraw
from partnerships.documents.views import (
    DocumentAdd,
    DocumentEdit,
    DocumentFile,
    DocumentList,
    DocumentPage,
    DocumentRestore,
    DocumentVersionAdd,
    DocumentWithdraw,
)
from partnerships.url_prefixes import PAIRING

_LIST = f"{PAIRING}/documents"
_DOCUMENT = f"{_LIST}/<slug:document>"
_NOTES = f"{PAIRING}/notes"

urlpatterns = [
    path(f"{_LIST}/", DocumentList.as_view(), name="document-list"),
    path(f"{_LIST}/add/<slug:kind>/<int:record>/", DocumentAdd.as_view(), name="document-add"),
    path(f"{_DOCUMENT}/", DocumentPage.as_view(), name="document"),
    path(f"{_DOCUMENT}/edit/", DocumentEdit.as_view(), name="document-edit"),
    path(f"{_DOCUMENT}/versions/add/", DocumentVersionAdd.as_view(), name="document-version-add"),
    path(f"{_DOCUMENT}/versions/<int:number>/file/", DocumentFile.as_view(), name="document-file"),
    path(f"{_DOCUMENT}/withdraw/", DocumentWithdraw.as_view(), name="document-withdraw"),
    path(f"{_DOCUMENT}/restore/", DocumentRestore.as_view(), name="document-restore"),
    path(f"{_NOTES}/add/<slug:kind>/<int:record>/", NoteAdd.as_view(), name="note-add"),
    path(f"{_NOTES}/<int:note>/withdraw/", NoteWithdraw.as_view(), name="note-withdraw"),
]
