"""On which days of an event to come one of those who are at home for it does not work, in few words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from core.formats import format_date, join_names
from partnerships.services.offices import days_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from events.models import Event
    from partnerships.models import Participation


def holidays_of(events: Iterable[Event]) -> dict[int, dict[dt.date, str]]:
    """By event, the days off of its hosts; of one held online those of both sides that it serves. Two queries at most.

    `events` come with their names. What is over, and what has no known days, is warned of no more, or not yet.
    """
    rows = {event.pk: event for event in events if event.is_open and event.shown_period.days_known}
    at_home = {key: _at_home(event) for key, event in rows.items()}
    people = {row.pk: row for found in at_home.values() for row in found}
    days = [day for event in rows.values() for day in _days(event)]
    if not people or not days:
        return {}
    offs = days_off(people.values(), min(days), max(days))
    return {key: _told(at_home[key], offs, *_days(event)) for key, event in rows.items()}


def holiday_words(event: Event, offs: dict[dt.date, str]) -> str:
    """Its days off in a line: each behind its day, where the event has several."""
    first, last = _days(event) if offs else (None, None)
    return " ".join(words if first == last else f"{format_date(day)}: {words}" for day, words in offs.items())


def _at_home(event: Event) -> Sequence[Participation]:
    hosts = [row.participation for row in event.hosting.all()]
    served = [row.pairing for row in event.serving.all()] if event.meeting_url and not event.all_pairings else []
    sides = [side for pairing in served for side in (pairing.eu, pairing.counterpart)]
    return list({row.pk: row for row in (*hosts, *sides)}.values())


def _days(event: Event) -> tuple[dt.date, dt.date]:
    first = event.shown_period.first_day or dt.date.max
    return first, event.shown_period.last_day or first


def _told(
    partners: Iterable[Participation], offs: dict[int, dict[dt.date, str]], first: dt.date, last: dt.date
) -> dict[dt.date, str]:
    names: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for row in partners:
        for day, why in offs[row.pk].items():
            if first <= day <= last:
                names[day, why].append(str(row.partner.name))
    found: dict[dt.date, list[str]] = defaultdict(list)
    for (day, why), who in sorted(names.items()):
        facts = {"partners": join_names(who), "holiday": why}
        found[day].append(pgettext("of an event", "Day off in %(partners)s: %(holiday)s.") % facts)
    return {day: " ".join(words) for day, words in found.items()}
