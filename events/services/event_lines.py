"""Events as the lines of a table: where, which side receives which, when, how they stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.columns.event_words import (
    days_known_words,
    duration_words,
    state_look,
    state_word,
    was_words,
    when_words,
    where_words,
)
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


def line_of(event: Event, today: dt.date, *, depth: int = 0) -> EventLine:
    """One event as a line; `hosts` and `guests` are sides, and both are empty where all partners meet."""
    hosts, guests = _sides(event)
    return EventLine(
        event=event,
        where=where_words(event),
        hosts=hosts,
        guests=guests,
        when=when_words(event),
        more=days_known_words(event) or duration_words(event),
        was=was_words(event),
        look=state_look(event, today),
        word=state_word(event, today),
        depth=depth,
    )


def lines_of(events: Iterable[Event], today: dt.date) -> list[EventLine]:
    """Events as lines, in the order given."""
    return [line_of(event, today) for event in events]


def indented(events: Iterable[Event], today: dt.date, *, nest: bool) -> list[EventLine]:
    """Events as lines; where they stand in the order of their missions (`nest`), a part stands in from its mission."""
    return [line_of(event, today, depth=1 if nest and event.part_of_id else 0) for event in events]


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
