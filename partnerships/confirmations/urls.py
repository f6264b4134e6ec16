"""The texts that both sides confirm, and each side's word under them."""

from django.urls import path

from partnerships.confirmations import act_views as words
from partnerships.confirmations import text_views as acts
from partnerships.confirmations.several_views import ConfirmSeveral
from partnerships.confirmations.views import TextFile, TextList, TextPage, TextPrint
from partnerships.url_prefixes import PAIRING

_TEXT = f"{PAIRING}/texts/<slug:text>"
_WORD = f"{PAIRING}/confirmations/<int:confirmation>"

urlpatterns = [
    path(f"{PAIRING}/texts/", TextList.as_view(), name="text-list"),
    path(f"{_TEXT}/", TextPage.as_view(), name="text"),
    path(f"{_TEXT}/edit/", acts.TextEdit.as_view(), name="text-edit"),
    path(f"{_TEXT}/request/", acts.TextRequest.as_view(), name="text-request"),
    path(f"{_TEXT}/print/", TextPrint.as_view(), name="text-print"),
    path(f"{_TEXT}/file/", TextFile.as_view(), name="text-file"),
    path(f"{PAIRING}/confirmations/several/", ConfirmSeveral.as_view(), name="confirm-several"),
    path(f"{_WORD}/approval/", words.ConfirmationApproval.as_view(), name="confirmation-approval"),
    path(f"{_WORD}/confirm/", words.ConfirmationConfirm.as_view(), name="confirmation-confirm"),
    path(f"{_WORD}/withdraw/", words.ConfirmationWithdraw.as_view(), name="confirmation-withdraw"),
]
