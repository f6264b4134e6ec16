"""The addresses of delegations: places, one partner's people, what is done to a nomination."""

from django.urls import path

from core.action_views import ActionView, action_path
from events.delegations.actions import CLICKS, FORMS, AddDelegate, ChooseEarlier, PasteDelegates, RecordAttendance
from events.delegations.quota_actions import SetQuotas
from events.delegations.views import DelegationList, DelegationPage, PasteView
from events.events.urls import DELEGATE, DELEGATION, EVENT

urlpatterns = [
    path(f"{EVENT}/quota/", ActionView.of(SetQuotas), name=SetQuotas.key),
    path(f"{EVENT}/delegations/", DelegationList.as_view(), name="delegation-list"),
    path(f"{DELEGATION}/", DelegationPage.as_view(), name="delegation"),
    path(f"{DELEGATION}/nominate/", ActionView.of(AddDelegate), name=AddDelegate.key),
    path(f"{DELEGATION}/paste/", PasteView.of(PasteDelegates), name=PasteDelegates.key),
    action_path(DELEGATION, ChooseEarlier),
    action_path(DELEGATION, RecordAttendance, "delegation"),
    *(action_path(DELEGATE, action) for action in (*CLICKS, *FORMS)),
]
