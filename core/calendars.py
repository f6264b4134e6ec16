"""Events as a calendar file or feed (RFC 5545), without anybody's name or address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core import clock
from core.plain_text import plain_text

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//World Cities//Portal//EN"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"
# Clock changes are written out so far around the entries: RFC 5545 wants those that matter to them.
AROUND = dt.timedelta(days=370)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a calendar: aware moments, or whole days of which `end` is the last one.

    `uid` stays as long as the event does; a calendar takes a file for newer whose `sequence` is higher, so it grows
    with each change that matters to those who come. Moments are written on the clock of `zone`, in UTC without one.
    `language` is that of the texts, `en` or `ko`. `cancelled` strikes the event out where it was taken over before;
    `transparent` leaves the time free for other appointments. `last_modified` is now where none is given.
    """

    uid: str
    summary: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    language: str
    sequence: int = 0
    zone: ZoneInfo | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    last_modified: dt.datetime | None = None
    transparent: bool = False


def calendar_file(
    entries: Iterable[Entry], *, name: str, method: str = PUBLISH, refresh: dt.timedelta | None = None
) -> bytes:
    """The entries as one calendar, in their order, with the clock changes of every zone among them.

    `name` is what calendar programs call a feed, empty for a single file; `refresh` is how often they may ask for it
    again. With method `CANCEL` the file takes its entries, all of them cancelled, out of calendars. The same entries
    give the same bytes where each has `last_modified`. Raises ValueError for what is no calendar: an end before its
    start, a moment without a zone, a UID used twice, a UID or address with a line end in it.
    """
    from icalendar import Calendar  # noqa: PLC0415 - few requests need it

    rows = list(entries)
    _check(rows, method)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        for field in ("name", "x-wr-calname"):
            calendar.add(field, _line(name))
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{int(refresh.total_seconds() // 60)}M")
    for row in rows:
        calendar.add_component(_event(row))
    days = [moment.date() for row in rows for moment in (row.start, row.end) if isinstance(moment, dt.datetime)]
    if days:
        calendar.add_missing_timezones(first_date=min(days) - AROUND, last_date=max(days) + AROUND)
    written: bytes = calendar.to_ical()
    return written


def _check(rows: list[Entry], method: str) -> None:
    is_sound = method == PUBLISH or (method == CANCEL and all(row.cancelled for row in rows))
    _require(is_sound, "a calendar is published, or cancels what is cancelled")
    _require(len({row.uid for row in rows}) == len(rows), "each entry of a calendar has its own UID")
    for row in rows:
        moments = [moment for moment in (row.start, row.end) if isinstance(moment, dt.datetime)]
        is_aware = len(moments) != 1 and all(moment.tzinfo for moment in moments)
        _require(is_aware, "an entry begins and ends at aware moments, or on days")
        _require(row.start <= row.end, "an entry cannot end before it starts")
        is_line = all(plain_text(text) == text and "\n" not in text for text in (row.uid, row.url))
        _require(bool(row.uid) and is_line, "a UID or an address is one line")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _event(row: Entry) -> Event:
    from icalendar import Event  # noqa: PLC0415 - few requests need it

    changed = (row.last_modified or clock.now()).astimezone(dt.UTC).replace(microsecond=0)
    event = Event()
    facts = {"uid": row.uid, "dtstamp": changed, "last-modified": changed, "sequence": row.sequence}
    for field, value in [*facts.items(), *_span(row)]:
        event.add(field, value)
    event.add("summary", _line(row.summary), parameters={"LANGUAGE": row.language})
    for field, text in (("description", plain_text(row.description)), ("location", _line(row.location))):
        if text:
            event.add(field, text, parameters={"LANGUAGE": row.language})
    if row.url:
        event.add("url", row.url)
    if row.cancelled:
        event.add("status", "CANCELLED")
    if row.transparent:
        event.add("transp", "TRANSPARENT")
    return event


def _span(row: Entry) -> list[tuple[str, dt.datetime | dt.date]]:
    """Start and end as the file has them: of whole days the day after the last; no end where it takes no time."""
    if isinstance(row.start, dt.datetime) and isinstance(row.end, dt.datetime):
        start, end = _on_clock(row.start, row.zone), _on_clock(row.end, row.zone)
        return [("dtstart", start)] if row.start == row.end else [("dtstart", start), ("dtend", end)]
    return [("dtstart", row.start), ("dtend", row.end + DAY)]


def _on_clock(moment: dt.datetime, zone: ZoneInfo | None) -> dt.datetime:
    """The moment on a zone's clock; in the hour that comes twice its second time can be told in UTC only."""
    local = moment.astimezone(zone) if zone else moment.astimezone(dt.UTC)
    return local.astimezone(dt.UTC) if local.fold else local


def _line(text: str) -> str:
    return " ".join(plain_text(text).split())
