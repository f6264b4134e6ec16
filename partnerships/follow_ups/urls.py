"""The action list of a pairing."""

from django.urls import path

from partnerships.follow_ups.views import (
    FollowUpAdd,
    FollowUpDrop,
    FollowUpEdit,
    FollowUpFinish,
    FollowUpList,
    FollowUpReopen,
)
from partnerships.url_prefixes import PAIRING

_LIST = f"{PAIRING}/follow-ups"
_FOLLOW_UP = f"{_LIST}/<slug:follow_up>"

urlpatterns = [
    path(f"{_LIST}/", FollowUpList.as_view(), name="follow-up-list"),
    path(f"{_LIST}/add/", FollowUpAdd.as_view(), name="follow-up-add"),
    path(f"{_FOLLOW_UP}/edit/", FollowUpEdit.as_view(), name="follow-up-edit"),
    path(f"{_FOLLOW_UP}/finish/", FollowUpFinish.as_view(), name="follow-up-finish"),
    path(f"{_FOLLOW_UP}/drop/", FollowUpDrop.as_view(), name="follow-up-drop"),
    path(f"{_FOLLOW_UP}/reopen/", FollowUpReopen.as_view(), name="follow-up-reopen"),
]
