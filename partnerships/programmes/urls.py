"""The next round of a strand, and what its plan learns from a single pairing."""

from django.urls import path

from partnerships.programmes.rounds_views import MilestoneIntoPlan, RoundOpen
from partnerships.url_prefixes import MILESTONE, STRAND

urlpatterns = [
    path(f"{STRAND}/next-round/", RoundOpen.as_view(), name="round-open"),
    path(f"{MILESTONE}/into-plan/", MilestoneIntoPlan.as_view(), name="milestone-into-plan"),
]
