"""Documents of a pairing and of a strand, and notes of one's own side."""

from typing import Any

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.documents import actions, views
from partnerships.programmes.pages import PAIRING, STRAND

_RECORD = "<slug:kind>/<int:record>"


def _below(place: str) -> list[Any]:
    """Of a pairing, or of a strand for what no pairing has for itself; a page's address follows from its words."""
    document = f"{place}/documents/<slug:document>"
    return [
        path(f"{place}/documents/add/{_RECORD}/", ActionView.of(actions.AddDocument), name=actions.AddDocument.key),
        path(f"{document}/", views.DocumentPage.as_view(), name="document"),
        action_path(document, actions.EditDocument),
        action_path(document, actions.WithdrawDocument),
        action_path(document, actions.RestoreDocument),
        action_path(f"{document}/versions", actions.AddDocumentVersion, "document-version"),
        path(f"{document}/versions/<int:number>/file/", views.DocumentFile.as_view(), name="document-file"),
    ]


urlpatterns = [
    *_below(STRAND),
    path(f"{PAIRING}/documents/", views.DocumentList.as_view(), name="document-list"),
    *_below(PAIRING),
    path(f"{PAIRING}/notes/add/{_RECORD}/", ActionView.of(actions.AddNote), name=actions.AddNote.key),
    action_path(f"{PAIRING}/notes/<int:note>", actions.WithdrawNote),
]
