"""The programme, strands with their themes and timeline, the next round, and what the plan learns of a pairing."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.programmes.actions import OpenRound, TakeIntoPlan
from partnerships.programmes.pages import MILESTONE, STRAND
from partnerships.programmes.set_up_actions import AddThemes, EditTheme, StartStrand, TakePlan
from partnerships.programmes.views import ProgrammePage, StrandList, StrandPage, ThemeList, ThemePage, TimelinePage

urlpatterns = [
    path("programme/", ProgrammePage.as_view(), name="programme"),
    path("strands/", StrandList.as_view(), name="strand-list"),
    path("strands/new/", ActionView.of(StartStrand), name=StartStrand.key),
    path(f"{STRAND}/", StrandPage.as_view(), name="strand"),
    path(f"{STRAND}/timeline/", TimelinePage.as_view(), name="timeline"),
    path(f"{STRAND}/themes/", ThemeList.as_view(), name="theme-list"),
    action_path(f"{STRAND}/themes", AddThemes),
    path(f"{STRAND}/themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    action_path(f"{STRAND}/themes/<slug:theme>", EditTheme),
    action_path(f"{STRAND}/plan", TakePlan),
    path(f"{STRAND}/next-round/", ActionView.of(OpenRound), name=OpenRound.key),
    action_path(MILESTONE, TakeIntoPlan),
]
