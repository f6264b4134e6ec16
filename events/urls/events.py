"""Events and missions: their list, the page of one, and what is done to it."""

from django.urls import URLPattern, path

from events.urls.places import EVENT
from events.views.event_acts import EventAdd, EventCopy, EventEdit
from events.views.event_moves import EventReschedule
from events.views.event_page import EventPage
from events.views.event_state_acts import (
    EventAnnounce,
    EventCancel,
    EventConfirm,
    EventHeld,
    EventNotReported,
    EventReopen,
)
from events.views.events import EventList
from events.views.head_counts import HeadCountAdd, HeadCountRestore, HeadCountWithdraw
from events.views.pairing_events import PairingEvents
from partnerships.url_prefixes import PAIRING, STRAND

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
