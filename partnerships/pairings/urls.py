"""The page of a pairing, and what is done to one."""

from django.urls import path

from core.action_views import action_path
from partnerships.lists import PartnerList
from partnerships.pairings.actions import STEPS, OpenPairing
from partnerships.pairings.views import PairingPage, TimelinePage
from partnerships.places.views import PartnerPage
from partnerships.programmes.views import StrandList, StrandPage, ThemeList, ThemePage
from partnerships.url_prefixes import PAIRING, STRAND

urlpatterns = [
    action_path(f"{STRAND}/pairings", OpenPairing),
    path(f"{PAIRING}/", PairingPage.as_view(), name="pairing"),
    *(action_path(PAIRING, action) for action in STEPS),
]

# Strands, partners and themes, to be read.

urlpatterns += [
    path("strands/", StrandList.as_view(), name="strand-list"),
    path(f"{STRAND}/", StrandPage.as_view(), name="strand"),
    path(f"{STRAND}/timeline/", TimelinePage.as_view(), name="timeline"),
    path(f"{STRAND}/themes/", ThemeList.as_view(), name="theme-list"),
    path(f"{STRAND}/themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    path(f"{STRAND}/partners/", PartnerList.as_view(), name="partner-list"),
    path(f"{STRAND}/partners/<slug:partner>/", PartnerPage.as_view(), name="partner"),
]
