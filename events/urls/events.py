"""Events and missions: their list, the page of one, and what is done to it."""

from django.urls import URLPattern, path

from events.urls.places import EVENT
from events.views.event_page import EventPage
from events.views.events import EventList
from partnerships.urls.places import STRAND

urlpatterns: list[URLPattern] = [
    path(f"{STRAND}/events/", EventList.as_view(), name="event-list"),
    path(f"{EVENT}/", EventPage.as_view(), name="event"),
]
