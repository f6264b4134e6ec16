"""What the tests of ended access share: three moments of a day, browsers, calendars."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.calendars.actions import MakeFeed
from events.models import CalendarFeed
from partnerships.people.selectors import read_grants

BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
MOMENT = BEFORE + dt.timedelta(hours=1)
LATER = BEFORE + dt.timedelta(hours=2)


def browser(person: User) -> Client:
    """One in which the person is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def calendar_of(person: User) -> str:
    """The address of a calendar that the person has just made."""
    feed = MakeFeed.do(CalendarFeed(user=person), by=person, grants=read_grants(person))
    return reverse("events:feed", args=[feed.token])
