"""Events as the lines of a table: where, which side receives which, when, how they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.columns.event_words import (
    days_known_words,
    duration_words,
    parallel_word,
    state_look,
    state_word,
    was_words,
    when_words,
    where_words,
)
from events.columns.events import head_counts_words
from events.services.event_days import in_parallel
from partnerships.enums import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.models import Event


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as one line of a table: where, which side receives which, when, how it stands.

    `more` says what else is known of its days, such as "three days" or that no day is recorded; `was` the first plan.
    """

    event: Event
    where: str
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    when: str
    more: str
    was: str
    look: str
    word: str
    depth: int = 0
    head_counts: str = ""


def line_of(
    event: Event, today: dt.date, *, depth: int = 0, head_counts: str = "", parallel: bool = False
) -> EventLine:
    """One event as a line; `hosts` and `guests` are sides, and both are empty where all partners meet."""
    hosts, guests = _sides(event)
    return EventLine(
        event=event,
        where=where_words(event),
        hosts=hosts,
        guests=guests,
        when=when_words(event),
        more=days_known_words(event) or duration_words(event) or (parallel_word() if parallel else ""),
        was=was_words(event),
        look=state_look(event, today),
        word=state_word(event, today),
        depth=depth,
        head_counts=head_counts,
    )


def lines_of(events: Iterable[Event], today: dt.date) -> list[EventLine]:
    """Events as lines, in the order given; those of them that run in parallel say so."""
    rows = list(events)
    parallel = in_parallel(rows)
    return [line_of(event, today, parallel=event.pk in parallel) for event in rows]


def indented(events: Iterable[Event], today: dt.date, *, nest: bool) -> list[EventLine]:
    """Events as lines with their head counts; in the order of missions (`nest`), a part stands in from its mission."""
    return [
        line_of(event, today, depth=1 if nest and event.part_of_id else 0, head_counts=head_counts_words(event))
        for event in events
    ]


def _sides(event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which side receives and which comes; nothing where it serves all pairings or no host is known."""
    hosting = {row.participation.side for row in event.hosting.all()}
    if event.all_pairings or not hosting:
        return (), ()
    order = (Side.EU.value, Side.COUNTERPART.value)
    hosts = tuple(side for side in order if side in hosting)
    serves = any(True for _row in event.serving.all())
    guests = tuple(side for side in order if side not in hosting) if serves else ()
    return hosts, guests
