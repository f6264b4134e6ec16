"""The addresses of calendars."""

from django.urls import path

from events.calendars.views import EventCalendar, Feed, FeedAdd, FeedList, FeedRevoke, MyCalendar, PairingCalendar

urlpatterns = [
    path("calendar/", FeedList.as_view(), name="feed-list"),
    path("calendar/me.ics", MyCalendar.as_view(), name="my-calendar"),
    path("calendar/add/", FeedAdd.as_view(), name="feed-add"),
    path("calendar/<int:feed>/revoke/", FeedRevoke.as_view(), name="feed-revoke"),
    path("calendar/feeds/<slug:token>.ics", Feed.as_view(), name="feed"),
    path("strands/<slug:strand>/events/<slug:event>/event.ics", EventCalendar.as_view(), name="event-calendar"),
    path(
        "strands/<slug:strand>/pairings/<slug:pairing>/events.ics", PairingCalendar.as_view(), name="pairing-calendar"
    ),
]
