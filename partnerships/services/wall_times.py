"""A day and a time on the wall of one place, as one moment: also on the nights on which its clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks went past this time that night: it was never on the wall."""


def moment_at(day: dt.date, time: dt.time, zone: ZoneInfo) -> tuple[dt.datetime, bool]:
    """The moment in UTC, and whether the wall showed this time twice; then it is the first of both.

    Raises NoSuchTime for a time in the hour that was left out. `zoneinfo` itself refuses neither.
    """
    local = dt.datetime.combine(day, time, zone)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    later = local.replace(fold=1).astimezone(dt.UTC)
    return moment, later != moment
