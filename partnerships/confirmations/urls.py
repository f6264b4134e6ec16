"""The texts that both sides confirm, and each side's confirmation of them."""

from django.urls import path

from core.action_views import action_path
from partnerships.confirmations.actions import SIDE_ACTIONS, EditText, RequestConfirmation
from partnerships.confirmations.views import FirstWaiting, TextFile, TextList, TextPage, TextPrint
from partnerships.programmes.pages import PAIRING

_TEXT = f"{PAIRING}/texts/<slug:text>"
_CONFIRMATION = f"{PAIRING}/confirmations/<int:confirmation>"

urlpatterns = [
    path(f"{PAIRING}/texts/", TextList.as_view(), name="text-list"),
    path(f"{_TEXT}/", TextPage.as_view(), name="text"),
    action_path(_TEXT, EditText),
    action_path(_TEXT, RequestConfirmation),
    path(f"{_TEXT}/print/", TextPrint.as_view(), name="text-print"),
    path(f"{_TEXT}/file/", TextFile.as_view(), name="text-file"),
    path(f"{PAIRING}/confirmations/several/", FirstWaiting.as_view(), name="confirm-several"),
    *(action_path(_CONFIRMATION, action) for action in SIDE_ACTIONS),
]
