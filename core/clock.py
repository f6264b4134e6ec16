"""The portal's own idea of now: the strand's day is judged in Brussels."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

STRAND_ZONE = ZoneInfo("Europe/Brussels")


def now() -> dt.datetime:
    """The moment, in UTC; on another day where `PORTAL_TODAY` is set (never in production)."""
    moment = timezone.now()
    if settings.PORTAL_TODAY:
        local = moment.astimezone(STRAND_ZONE)
        moment = dt.datetime.combine(settings.PORTAL_TODAY, local.time(), STRAND_ZONE)
    return moment.astimezone(dt.UTC)


def today() -> dt.date:
    """The strand's date: the day in Brussels, by which lateness is judged."""
    return now().astimezone(STRAND_ZONE).date()
