"""Documents of a pairing and of a strand, and notes of one's own side."""

from typing import Any

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

_RECORD = "<slug:kind>/<int:record>"


def _below(place: str) -> list[Any]:
    """Of a pairing, or of a strand for what no pairing has for itself; a page's address follows from its words."""
    document = f"{place}/documents/<slug:document>"
    return [
        path(f"{place}/documents/add/{_RECORD}/", ActionView.of(AddDocument), name=AddDocument.key),
        path(f"{document}/", DocumentPage.as_view(), name="document"),
        *(action_path(document, action) for action in (EditDocument, WithdrawDocument, RestoreDocument)),
        action_path(f"{document}/versions", AddDocumentVersion, "document-version"),
        path(f"{document}/versions/<int:number>/file/", DocumentFile.as_view(), name="document-file"),
    ]


urlpatterns = [
    *_below(STRAND),
    path(f"{PAIRING}/documents/", DocumentList.as_view(), name="document-list"),
    *_below(PAIRING),
    path(f"{PAIRING}/notes/add/{_RECORD}/", ActionView.of(AddNote), name=AddNote.key),
    action_path(f"{PAIRING}/notes/<int:note>", WithdrawNote),
]
