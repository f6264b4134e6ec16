"""The day on which a command that goes by the clock is rehearsed (`--today`)."""

import datetime as dt
from contextlib import AbstractContextManager, nullcontext

from django.core.management.base import CommandError, CommandParser

from core import clock


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
    return clock.fixed_at(dt.datetime.combine(day, dt.time(12), clock.STRAND_ZONE))
