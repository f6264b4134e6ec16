"""How much expensive work one person may ask for in a while: files that a worker makes, and reports that are issued."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from core import clock
from core.errors import TooOften
from reports.models import Export, ProgressReport

if TYPE_CHECKING:
    from accounts.models import User

MOST = 20
WHILE = dt.timedelta(minutes=10)


def check_pace(by: User) -> None:
    """Raise TooOften for whoever has asked for the most already; it says from when on one more is possible.

    In the transaction of what is asked for: two requests at once do not both count as the last one.
    """
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=by.pk).only("pk"))
    since = clock.now() - WHILE
    asked = Export.objects.filter(owner=by, asked_at__gt=since).order_by()
    issued = ProgressReport.objects.filter(issued_by=by, issued_at__gt=since).order_by()
    begun: list[Any] = [
        *asked.values_list("asked_at", flat=True),
        *issued.values_list("issued_at", flat=True),
    ]
    if len(begun) >= MOST:
        raise TooOften(sorted(begun)[-MOST] + WHILE)
