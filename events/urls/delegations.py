"""The addresses of delegations: places, one partner's people, what is done to a nomination."""

from django.urls import path

from events.views import delegate_acts as acts
from events.views.attendance import Attendance
from events.views.delegations import DelegationList, DelegationPage
from events.views.nominating import DelegateAdd, DelegatesEarlier, DelegatesPaste
from events.views.quotas import QuotaEdit
from partnerships.urls.places import STRAND

_EVENT = f"{STRAND}/events/<slug:event>"
_DELEGATION = f"{_EVENT}/delegations/<slug:partner>"
_DELEGATE = f"{_DELEGATION}/<int:delegate>"

urlpatterns = [
    path(f"{_EVENT}/quota/", QuotaEdit.as_view(), name="quota-edit"),
    path(f"{_EVENT}/delegations/", DelegationList.as_view(), name="delegation-list"),
    path(f"{_DELEGATION}/", DelegationPage.as_view(), name="delegation"),
    path(f"{_DELEGATION}/nominate/", DelegateAdd.as_view(), name="delegate-add"),
    path(f"{_DELEGATION}/paste/", DelegatesPaste.as_view(), name="delegates-paste"),
    path(f"{_DELEGATION}/earlier/", DelegatesEarlier.as_view(), name="delegates-earlier"),
    path(f"{_DELEGATION}/attendance/", Attendance.as_view(), name="attendance"),
    path(f"{_DELEGATE}/edit/", acts.DelegateEdit.as_view(), name="delegate-edit"),
    path(f"{_DELEGATE}/move-up/", acts.DelegateMoveUp.as_view(), name="delegate-move-up"),
    path(f"{_DELEGATE}/accept/", acts.DelegateAccept.as_view(), name="delegate-accept"),
    path(f"{_DELEGATE}/decline/", acts.DelegateDecline.as_view(), name="delegate-decline"),
    path(f"{_DELEGATE}/confirm/", acts.DelegateConfirm.as_view(), name="delegate-confirm"),
    path(f"{_DELEGATE}/withdraw/", acts.DelegateWithdraw.as_view(), name="delegate-withdraw"),
    path(f"{_DELEGATE}/replace/", acts.DelegateReplace.as_view(), name="delegate-replace"),
    path(f"{_DELEGATE}/bring-back/", acts.DelegateBringBack.as_view(), name="delegate-bring-back"),
]
