"""The addresses of calendars."""

from django.urls import path

from core.action_views import action_path
from events.calendars.actions import MakeFeed, RevokeFeed
from events.calendars.views import EventCalendar, Feed, FeedList, FeedMaking, MyCalendar, PairingCalendar
from partnerships.programmes.pages import PAIRING

urlpatterns = [
    path("calendar/", FeedList.as_view(), name="feed-list"),
    path("calendar/me.ics", MyCalendar.as_view(), name="my-calendar"),
    path("calendar/add/", FeedMaking.of(MakeFeed), name=MakeFeed.key),
    action_path("calendar/<int:feed>", RevokeFeed),
    path("calendar/feeds/<slug:token>.ics", Feed.as_view(), name="feed"),
    path("strands/<slug:strand>/events/<slug:event>/event.ics", EventCalendar.as_view(), name="event-calendar"),
    path(f"{PAIRING}/events.ics", PairingCalendar.as_view(), name="pairing-calendar"),
]
