"""Strands and their themes, the timeline, the next round, and what the plan learns from a single pairing."""

from django.urls import path

from partnerships.programmes.rounds_views import MilestoneIntoPlan, RoundOpen
from partnerships.programmes.timeline_views import TimelinePage
from partnerships.programmes.views import StrandList, StrandPage, ThemeList, ThemePage
from partnerships.url_prefixes import MILESTONE, STRAND

urlpatterns = [
    path("strands/", StrandList.as_view(), name="strand-list"),
    path(f"{STRAND}/", StrandPage.as_view(), name="strand"),
    path(f"{STRAND}/timeline/", TimelinePage.as_view(), name="timeline"),
    path(f"{STRAND}/themes/", ThemeList.as_view(), name="theme-list"),
    path(f"{STRAND}/themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    path(f"{STRAND}/next-round/", RoundOpen.as_view(), name="round-open"),
    path(f"{MILESTONE}/into-plan/", MilestoneIntoPlan.as_view(), name="milestone-into-plan"),
]
