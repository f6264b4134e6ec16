"""Documents of a pairing and of a strand, and notes of one's own side."""

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
from partnerships.url_prefixes import PAIRING, STRAND

_LIST = f"{PAIRING}/documents"
_DOCUMENT = f"{_LIST}/<slug:document>"
_NOTES = f"{PAIRING}/notes"
_RECORD = "<slug:kind>/<int:record>"

# The same below a strand, for what no pairing has for itself; the address of a page follows from the words in it.
_OF_STRAND = f"{STRAND}/documents"
_DOCUMENT_OF_STRAND = f"{_OF_STRAND}/<slug:document>"

urlpatterns = [
    path(f"{_OF_STRAND}/add/{_RECORD}/", ActionView.of(AddDocument), name=AddDocument.key),
    path(f"{_DOCUMENT_OF_STRAND}/", DocumentPage.as_view(), name="document"),
    *(action_path(_DOCUMENT_OF_STRAND, action) for action in (EditDocument, WithdrawDocument, RestoreDocument)),
    action_path(f"{_DOCUMENT_OF_STRAND}/versions", AddDocumentVersion, "document-version"),
    path(f"{_DOCUMENT_OF_STRAND}/versions/<int:number>/file/", DocumentFile.as_view(), name="document-file"),
    path(f"{_LIST}/", DocumentList.as_view(), name="document-list"),
    path(f"{_LIST}/add/{_RECORD}/", ActionView.of(AddDocument), name=AddDocument.key),
    path(f"{_DOCUMENT}/", DocumentPage.as_view(), name="document"),
    *(action_path(_DOCUMENT, action) for action in (EditDocument, WithdrawDocument, RestoreDocument)),
    action_path(f"{_DOCUMENT}/versions", AddDocumentVersion, "document-version"),
    path(f"{_DOCUMENT}/versions/<int:number>/file/", DocumentFile.as_view(), name="document-file"),
    path(f"{_NOTES}/add/{_RECORD}/", ActionView.of(AddNote), name=AddNote.key),
    action_path(f"{_NOTES}/<int:note>", WithdrawNote),
]
