"""On which days of an event to come one of those who are at home for it does not work, in few words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from core.formats import format_date, join_names
from events.events.counts import days_in
from events.models import Event
from partnerships.hours.selectors import days_off

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from partnerships.models import Participation


def holidays_of(events: Iterable[Event]) -> dict[int, dict[dt.date, str]]:
    """By event, the days off of its hosts; of one held online those of both sides that it serves. Two queries at most.

    `events` come with their names. What is over, and what has no known days, is warned of no more, or not yet.
    """
    days = {event: days_in(event.shown_period) for event in events if event.is_open}
    at_home = {event: _at_home(event) for event, known in days.items() if known}
    people = {row.pk: row for found in at_home.values() for row in found}
    if not people:
        return {}
    edges = [day for event in at_home for day in days[event]]
    offs = days_off(people.values(), min(edges), max(edges))
    return {event.pk: _described(found, offs, days[event]) for event, found in at_home.items()}


def holiday_label(event: Event, offs: dict[dt.date, str]) -> str:
    """Its days off in a line: each behind its day, where the event has several."""
    several = len(days_in(event.shown_period)) > 1
    return " ".join(f"{format_date(day)}: {words}" if several else words for day, words in offs.items())


def _at_home(event: Event) -> Sequence[Participation]:
    hosts = [row.participation for row in event.hosting.all()]
    served = [row.pairing for row in event.serving.all()] if event.meeting_url and not event.all_pairings else []
    sides = [side for pairing in served for side in (pairing.eu, pairing.counterpart)]
    return list({row.pk: row for row in (*hosts, *sides)}.values())


def _described(
    partners: Iterable[Participation], offs: dict[int, dict[dt.date, str]], days: Collection[dt.date]
) -> dict[dt.date, str]:
    names: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for row in partners:
        for day, why in offs[row.pk].items():
            if day in days:
                names[day, why].append(str(row.partner.name))
    found: dict[dt.date, list[str]] = defaultdict(list)
    for (day, why), who in sorted(names.items()):
        facts = {"partners": join_names(who), "holiday": why}
        found[day].append(pgettext("of an event", "Day off in %(partners)s: %(holiday)s.") % facts)
    return {day: " ".join(words) for day, words in found.items()}
