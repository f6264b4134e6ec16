"""The addresses of delegations: places, one partner's people, what is done to a nomination."""

from django.urls import path

from events.delegates import acts
from events.delegations.acts import Attendance, DelegateAdd, DelegatesEarlier, DelegatesPaste, QuotaEdit
from events.delegations.views import DelegationList, DelegationPage
from events.events.urls import DELEGATE, DELEGATION, EVENT

urlpatterns = [
    path(f"{EVENT}/quota/", QuotaEdit.as_view(), name="quota-edit"),
    path(f"{EVENT}/delegations/", DelegationList.as_view(), name="delegation-list"),
    path(f"{DELEGATION}/", DelegationPage.as_view(), name="delegation"),
    path(f"{DELEGATION}/nominate/", DelegateAdd.as_view(), name="delegate-add"),
    path(f"{DELEGATION}/paste/", DelegatesPaste.as_view(), name="delegates-paste"),
    path(f"{DELEGATION}/earlier/", DelegatesEarlier.as_view(), name="delegates-earlier"),
    path(f"{DELEGATION}/attendance/", Attendance.as_view(), name="attendance"),
    path(f"{DELEGATE}/edit/", acts.DelegateEdit.as_view(), name="delegate-edit"),
    path(f"{DELEGATE}/move-up/", acts.DelegateMoveUp.as_view(), name="delegate-move-up"),
    path(f"{DELEGATE}/accept/", acts.DelegateAccept.as_view(), name="delegate-accept"),
    path(f"{DELEGATE}/decline/", acts.DelegateDecline.as_view(), name="delegate-decline"),
    path(f"{DELEGATE}/confirm/", acts.DelegateConfirm.as_view(), name="delegate-confirm"),
    path(f"{DELEGATE}/withdraw/", acts.DelegateWithdraw.as_view(), name="delegate-withdraw"),
    path(f"{DELEGATE}/replace/", acts.DelegateReplace.as_view(), name="delegate-replace"),
    path(f"{DELEGATE}/bring-back/", acts.DelegateBringBack.as_view(), name="delegate-bring-back"),
]
