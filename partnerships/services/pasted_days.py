"""Days as mails and chats write them, in English and Korean. Pure: text in, day out, nothing where it is none."""

from __future__ import annotations

import contextlib
import datetime as dt
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?([A-Za-z]{3,9})\.?,? (\d{4})\b")
_AMERICAN = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4}) ?(?:[./-]|년) ?(\d{1,2}) ?(?:[./-]|월) ?(\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:?\d{2})")


def day_in(text: str, today: dt.date) -> dt.date | None:
    """The first day that a text names: 14 March 2017, Mar 14, 2017, 2017. 3. 14.(화), 2017년 3월 14일, 14/03/2017.

    Of 03/04/2017 the day stands first, as in Europe, unless that day is still to come or is none.
    """
    text = text[:200]
    if match := _NAMED.search(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _AMERICAN.search(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _YEAR_FIRST.search(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        days = [_day(year, second, first), _day(year, first, second)]
        return next((day for day in days if day and day <= today), None)
    return None


def moment_in(text: str) -> dt.datetime | None:
    """A moment with its distance from UTC, as computers write it: 2017-03-14T09:20:00+09:00."""
    match = _ISO.search(text[:200])
    if match is None:
        return None
    with contextlib.suppress(ValueError):
        return dt.datetime.fromisoformat(match[1] + match[2])
    return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
