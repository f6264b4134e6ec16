"""The contacts of a pairing, and comments on it and on its projects."""

from django.urls import path

from partnerships.contacts.acts import ContactAdd, ContactEdit, ContactRestore, ContactWithdraw
from partnerships.contacts.views import CommentAdd, CommentWithdraw, ContactList, ContactPage
from partnerships.url_prefixes import PAIRING

_LIST = f"{PAIRING}/contacts"
_CONTACT = f"{_LIST}/<slug:contact>"

urlpatterns = [
    path(f"{_LIST}/", ContactList.as_view(), name="contact-list"),
    path(f"{_LIST}/add/", ContactAdd.as_view(), name="contact-add"),
    path(f"{_CONTACT}/", ContactPage.as_view(), name="contact"),
    path(f"{_CONTACT}/edit/", ContactEdit.as_view(), name="contact-edit"),
    path(f"{_CONTACT}/withdraw/", ContactWithdraw.as_view(), name="contact-withdraw"),
    path(f"{_CONTACT}/restore/", ContactRestore.as_view(), name="contact-restore"),
    path(f"{PAIRING}/comments/add/<slug:target_kind>/<int:target>/", CommentAdd.as_view(), name="comment-add"),
    path(f"{PAIRING}/comments/<int:comment>/withdraw/", CommentWithdraw.as_view(), name="comment-withdraw"),
]
