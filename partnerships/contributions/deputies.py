"""For whom the reader stands in today, said on the home page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.contributions import Panel, provides
from partnerships.services.deputies import standing_in

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants


@provides("home")
def stands_in(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """Whose tasks stand among the reader's own, and until when; a deputy works for a participation."""
    del now, since
    rows = standing_in(grants.user_id, today) if grants.participations else []
    if rows:
        yield Panel("partnerships/home_deputies.html", {"deputies": rows}, place="aside")
