"""The contacts of a pairing, and comments on it and on its projects."""

from django.urls import path

from partnerships.url_prefixes import PAIRING
from partnerships.views.comments import CommentAdd, CommentWithdraw
from partnerships.views.contact_acts import ContactAdd, ContactEdit, ContactRestore, ContactWithdraw
from partnerships.views.contacts import ContactList, ContactPage

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
