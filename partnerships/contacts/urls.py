"""The contacts of a pairing, and comments on it and on projects."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.contacts.actions import (
    STEPS,
    AddComment,
    AddContact,
    AnswerComment,
    StartFromContact,
    WithdrawComment,
)
from partnerships.contacts.views import AddContactView, ContactList, ContactPage
from partnerships.url_prefixes import PAIRING, STRAND

_LIST = f"{PAIRING}/contacts"
_CONTACT = f"{_LIST}/<slug:contact>"

urlpatterns = [
    # On projects outside of pairings; the address of a page follows from the words in it.
    path(f"{STRAND}/comments/add/<slug:target_kind>/<int:target>/", ActionView.of(AddComment), name=AddComment.key),
    *(action_path(f"{STRAND}/comments/<int:comment>", action) for action in (AnswerComment, WithdrawComment)),
    path(f"{_LIST}/", ContactList.as_view(), name="contact-list"),
    path(f"{_LIST}/add/", AddContactView.of(AddContact), name=AddContact.key),
    path(f"{_CONTACT}/", ContactPage.as_view(), name="contact"),
    *(action_path(_CONTACT, action) for action in (*STEPS, StartFromContact)),
    path(f"{PAIRING}/comments/add/<slug:target_kind>/<int:target>/", ActionView.of(AddComment), name=AddComment.key),
    *(action_path(f"{PAIRING}/comments/<int:comment>", action) for action in (AnswerComment, WithdrawComment)),
]
