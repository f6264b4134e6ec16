"""What calendars add to the pages further left: the way to them from one's own account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from core.parts import Panel
from events.models import CalendarFeed
from events.services.calendar_feeds import own_feeds
from partnerships.services.named_records import Named

if TYPE_CHECKING:
    from core.access import Grants


# Addresses are secrets of one person, and so is that there are any.
NAMED = Named(CalendarFeed, called=lambda feed: (str(feed), reverse("events:feed-list")))


def own_calendars(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Whoever has a role has events."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("events/account_calendars.html", {"ended": len(own_feeds(grants)[1])})
