"""The page of a pairing, and what is done to one."""

from django.urls import path

from core.action_views import action_path
from partnerships.pairings.actions import STEPS, OpenPairing
from partnerships.pairings.views import AboutPairing, PairingPage
from partnerships.programmes.pages import PAIRING, STRAND

urlpatterns = [
    action_path(f"{STRAND}/pairings", OpenPairing),
    path(f"{PAIRING}/", PairingPage.as_view(), name="pairing"),
    path(f"{PAIRING}/about/", AboutPairing.as_view(), name="pairing-about"),
    *(action_path(PAIRING, action) for action in STEPS),
]
