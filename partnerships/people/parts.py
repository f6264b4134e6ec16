"""For whom the reader stands in today, on the home page; the ways to hand the own work over, on the own account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.parts import Panel
from partnerships.models import Membership
from partnerships.people.selectors import deputies_of

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants


def deputy_panel(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """Whose tasks stand among the reader's own, and until when; a deputy works for a participation."""
    del now, since
    rows = deputies_of(grants.user_id, today) if grants.participations else []
    if rows:
        yield Panel("partnerships/tasks/home.html#deputies", {"deputies": rows}, place="aside")


def own_work(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Where the reader is coordinator: who leaves or goes away looks for it on the own account."""
    if grants.user_id is None:
        return
    rows = (
        Membership.objects.filter(user_id=grants.user_id)
        .not_ended(today)
        .select_related("participation__partner", "participation__strand")
        .with_deputies(today)
    )
    if found := list(rows.order_by("-participation__strand__starts_on", "pk")):
        yield Panel("partnerships/account_work.html", {"memberships": found})
