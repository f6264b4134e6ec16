"""The page of a pairing; opening, closing, discontinuing and reopening a pairing."""

from django.urls import path

from partnerships.pairings import act_views as acts
from partnerships.pairings.views import PairingPage
from partnerships.url_prefixes import PAIRING

urlpatterns = [
    path(f"{PAIRING}/", PairingPage.as_view(), name="pairing"),
    path(f"{PAIRING}/edit/", acts.PairingEdit.as_view(), name="pairing-edit"),
    path(f"{PAIRING}/close/", acts.PairingClose.as_view(), name="pairing-close"),
    path(f"{PAIRING}/discontinue/", acts.PairingDiscontinue.as_view(), name="pairing-discontinue"),
    path(f"{PAIRING}/reopen/", acts.PairingReopen.as_view(), name="pairing-reopen"),
]
