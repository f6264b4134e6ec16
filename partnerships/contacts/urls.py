"""The contacts of a pairing, and comments on it and on projects."""

from typing import Any

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.contacts import actions, views
from partnerships.programmes.pages import PAIRING, STRAND

_LIST = f"{PAIRING}/contacts"
_CONTACT = f"{_LIST}/<slug:contact>"


def _comments(place: str) -> list[Any]:
    """Of a pairing, or of a strand for projects outside of pairings; a page's address follows from its words."""
    add = f"{place}/comments/add/<slug:target_kind>/<int:target>/"
    return [
        path(add, ActionView.of(actions.AddComment), name=actions.AddComment.key),
        action_path(f"{place}/comments/<int:comment>", actions.AnswerComment),
        action_path(f"{place}/comments/<int:comment>", actions.WithdrawComment),
    ]


urlpatterns = [
    *_comments(STRAND),
    path(f"{_LIST}/", views.ContactList.as_view(), name="contact-list"),
    path(f"{_LIST}/add/", views.AddContactView.of(actions.AddContact), name=actions.AddContact.key),
    path(f"{_CONTACT}/", views.ContactPage.as_view(), name="contact"),
    *(action_path(_CONTACT, action) for action in (*actions.STEPS, actions.StartFromContact)),
    *_comments(PAIRING),
]
