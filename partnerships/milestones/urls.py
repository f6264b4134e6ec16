"""Milestones: those of a pairing, and what is done to one."""

from django.urls import path

from core.action_views import action_path
from partnerships.milestones.actions import STEPS, AddMilestone
from partnerships.milestones.views import MilestoneList, MilestonePage
from partnerships.programmes.pages import MILESTONE, PAIRING

_LIST = f"{PAIRING}/milestones"

urlpatterns = [
    path(f"{_LIST}/", MilestoneList.as_view(), name="milestone-list"),
    action_path(_LIST, AddMilestone),
    path(f"{MILESTONE}/", MilestonePage.as_view(), name="milestone"),
    *(action_path(MILESTONE, action) for action in STEPS),
]
