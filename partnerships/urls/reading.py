"""Strands, partners and themes, to be read."""

from django.urls import path

from partnerships.url_prefixes import STRAND
from partnerships.views.lists import PartnerList
from partnerships.views.partner_page import PartnerPage
from partnerships.views.strands import StrandList, StrandPage
from partnerships.views.themes import ThemeList, ThemePage
from partnerships.views.timeline import TimelinePage

urlpatterns = [
    path("strands/", StrandList.as_view(), name="strand-list"),
    path(f"{STRAND}/", StrandPage.as_view(), name="strand"),
    path(f"{STRAND}/timeline/", TimelinePage.as_view(), name="timeline"),
    path(f"{STRAND}/themes/", ThemeList.as_view(), name="theme-list"),
    path(f"{STRAND}/themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    path(f"{STRAND}/partners/", PartnerList.as_view(), name="partner-list"),
    path(f"{STRAND}/partners/<slug:partner>/", PartnerPage.as_view(), name="partner"),
]
