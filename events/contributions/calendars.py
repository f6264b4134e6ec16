"""What calendars add to the pages further left: the way to them from one's own account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.services.access import register_access_end
from core.contributions import Panel, provides
from events.models import CalendarFeed
from events.services.calendar_feeds import own_feeds
from events.services.delegate_links import end_links_to
from partnerships.services.named_records import Named, register_named

if TYPE_CHECKING:
    from core.access import Grants


register_access_end(end_links_to)
# Addresses are secrets of one person, and so is that there are any.
register_named(Named(CalendarFeed, called=lambda feed: (str(feed), reverse("events:feed-list"))))


@provides("account")
def own_calendars(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Whoever has a role has events."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("events/account_calendars.html", {"ended": len(own_feeds(grants)[1])})
