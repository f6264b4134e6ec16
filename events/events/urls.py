"""Events and missions: their list, the page of one, and what is done to it."""

from django.urls import URLPattern, path

from core.action_views import action_path
from events.events.actions import FURTHER_STEPS, HEAD_COUNT_STEPS, STEPS, AddEvent, AddHeadCount, KeepMilestoneDays
from events.events.move_actions import RescheduleEvent
from events.events.views import EventList, EventMove, EventPage, PairingEvents
from partnerships.programmes.pages import PAIRING, STRAND

# What the addresses below an event begin with.

_LIST = f"{STRAND}/events"
EVENT = f"{_LIST}/<slug:event>"
DELEGATION = f"{EVENT}/delegations/<slug:partner>"
DELEGATE = f"{DELEGATION}/<int:delegate>"

_HEAD_COUNT = f"{EVENT}/head-counts/<int:head_count>"

urlpatterns: list[URLPattern] = [
    path(f"{_LIST}/", EventList.as_view(), name="event-list"),
    action_path(f"{PAIRING}/milestones/<slug:milestone>", KeepMilestoneDays),
    path(f"{PAIRING}/events/", PairingEvents.as_view(), name="pairing-events"),
    action_path(_LIST, AddEvent),
    path(f"{EVENT}/", EventPage.as_view(), name="event"),
    path(f"{EVENT}/reschedule/", EventMove.of(RescheduleEvent), name=RescheduleEvent.key),
    *(action_path(EVENT, action) for action in (*STEPS, *FURTHER_STEPS) if action is not RescheduleEvent),
    action_path(f"{EVENT}/head-counts", AddHeadCount, "head-count"),
    *(action_path(_HEAD_COUNT, action, "head-count") for action in HEAD_COUNT_STEPS),
]
