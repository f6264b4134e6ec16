"""Documents of a pairing, and notes of one's own side."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.documents.actions import (
    AddDocument,
    AddDocumentVersion,
    AddNote,
    EditDocument,
    RestoreDocument,
    WithdrawDocument,
    WithdrawNote,
)
from partnerships.documents.views import DocumentFile, DocumentList, DocumentPage
from partnerships.url_prefixes import PAIRING

_LIST = f"{PAIRING}/documents"
_DOCUMENT = f"{_LIST}/<slug:document>"
_NOTES = f"{PAIRING}/notes"
_RECORD = "<slug:kind>/<int:record>"

urlpatterns = [
    path(f"{_LIST}/", DocumentList.as_view(), name="document-list"),
    path(f"{_LIST}/add/{_RECORD}/", ActionView.of(AddDocument), name=AddDocument.key),
    path(f"{_DOCUMENT}/", DocumentPage.as_view(), name="document"),
    *(action_path(_DOCUMENT, action) for action in (EditDocument, WithdrawDocument, RestoreDocument)),
    action_path(f"{_DOCUMENT}/versions", AddDocumentVersion, "document-version"),
    path(f"{_DOCUMENT}/versions/<int:number>/file/", DocumentFile.as_view(), name="document-file"),
    path(f"{_NOTES}/add/{_RECORD}/", ActionView.of(AddNote), name=AddNote.key),
    action_path(f"{_NOTES}/<int:note>", WithdrawNote),
]
