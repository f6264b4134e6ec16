"""The portal's own idea of now, also in rehearsals: the strand's day is judged in Brussels."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

STRAND_ZONE = ZoneInfo("Europe/Brussels")
_STANDING_AT: ContextVar[dt.datetime | None] = ContextVar("fixed_at", default=None)


@contextmanager
def fixed_at(moment: dt.datetime) -> Iterator[None]:
    """Let the portal stand at another moment: the demonstration tells its story from there."""
    token = _STANDING_AT.set(moment)
    try:
        yield
    finally:
        _STANDING_AT.reset(token)


def now() -> dt.datetime:
    """The moment, in UTC; on another day where `PORTAL_TODAY` is set (never in production)."""
    chosen = _STANDING_AT.get()
    if chosen is not None:
        return chosen.astimezone(dt.UTC)
    moment = timezone.now()
    if settings.PORTAL_TODAY:
        local = moment.astimezone(STRAND_ZONE)
        moment = dt.datetime.combine(settings.PORTAL_TODAY, local.time(), STRAND_ZONE)
    return moment.astimezone(dt.UTC)


def today() -> dt.date:
    """The strand's date: the day in Brussels, by which lateness is judged."""
    return now().astimezone(STRAND_ZONE).date()


def day_of(moment: dt.datetime) -> dt.date:
    """The strand's date of a moment: the day it was in Brussels."""
    return moment.astimezone(STRAND_ZONE).date()


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day in Brussels: what happened until then happened by that day."""
    return dt.datetime.combine(day, dt.time.max, STRAND_ZONE)


def add_today(parser: CommandParser) -> None:
    """Let the command be told the day."""
    parser.add_argument("--today", metavar="YYYY-MM-DD", help="stand on this day, at noon in Brussels")


def clock_on(text: str | None) -> AbstractContextManager[None]:
    """The portal standing at noon of the day, which is the same date in Europe and in Korea; today without one.

    Raises CommandError for what is no day.
    """
    if not text:
        return nullcontext()
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"{text} is no day. Write it like 2017-09-12.") from wrong
    return fixed_at(dt.datetime.combine(day, dt.time(12), STRAND_ZONE))
