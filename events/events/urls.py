"""Events and missions: their list, the page of one, and what is done to it."""

from django.urls import URLPattern, path

from events.events.acts import EventAdd, EventCopy, EventEdit, HeadCountAdd, HeadCountRestore, HeadCountWithdraw
from events.events.page_views import EventPage
from events.events.state_acts import (
    EventAnnounce,
    EventCancel,
    EventConfirm,
    EventHeld,
    EventNotReported,
    EventReopen,
    EventReschedule,
)
from events.events.views import EventList, PairingEvents
from partnerships.url_prefixes import PAIRING, STRAND

# What the addresses below an event begin with.

EVENT = f"{STRAND}/events/<slug:event>"
DELEGATION = f"{EVENT}/delegations/<slug:partner>"
DELEGATE = f"{DELEGATION}/<int:delegate>"

_HEAD_COUNT = f"{EVENT}/head-counts/<int:head_count>"

urlpatterns: list[URLPattern] = [
    path(f"{STRAND}/events/", EventList.as_view(), name="event-list"),
    path(f"{PAIRING}/events/", PairingEvents.as_view(), name="pairing-events"),
    path(f"{STRAND}/events/add/", EventAdd.as_view(), name="event-add"),
    path(f"{EVENT}/", EventPage.as_view(), name="event"),
    path(f"{EVENT}/edit/", EventEdit.as_view(), name="event-edit"),
    path(f"{EVENT}/reschedule/", EventReschedule.as_view(), name="event-reschedule"),
    path(f"{EVENT}/announce/", EventAnnounce.as_view(), name="event-announce"),
    path(f"{EVENT}/confirm/", EventConfirm.as_view(), name="event-confirm"),
    path(f"{EVENT}/held/", EventHeld.as_view(), name="event-held"),
    path(f"{EVENT}/not-reported/", EventNotReported.as_view(), name="event-not-reported"),
    path(f"{EVENT}/cancel/", EventCancel.as_view(), name="event-cancel"),
    path(f"{EVENT}/reopen/", EventReopen.as_view(), name="event-reopen"),
    path(f"{EVENT}/copy/", EventCopy.as_view(), name="event-copy"),
    path(f"{EVENT}/head-counts/add/", HeadCountAdd.as_view(), name="head-count-add"),
    path(f"{_HEAD_COUNT}/withdraw/", HeadCountWithdraw.as_view(), name="head-count-withdraw"),
    path(f"{_HEAD_COUNT}/restore/", HeadCountRestore.as_view(), name="head-count-restore"),
]
