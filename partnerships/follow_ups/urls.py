"""The action list of a pairing, and what is done to one of its follow-ups."""

from django.urls import path

from core.action_views import action_path
from partnerships.follow_ups.actions import STEPS, AddFollowUp
from partnerships.follow_ups.views import FollowUpList
from partnerships.programmes.pages import PAIRING

_LIST = f"{PAIRING}/follow-ups"

urlpatterns = [
    path(f"{_LIST}/", FollowUpList.as_view(), name="follow-up-list"),
    action_path(_LIST, AddFollowUp, "follow-up"),
    *(action_path(f"{_LIST}/<slug:follow_up>", action, "follow-up") for action in STEPS),
]
