"""What calendars add to the pages further left: the way to them from one's own account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.parts import Panel
from events.calendars.selectors import own_feeds

if TYPE_CHECKING:
    from core.access import Grants


def own_calendars(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Whoever has a role has events."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("events/calendars/account_calendars.html", {"ended": len(own_feeds(grants)[1])})
