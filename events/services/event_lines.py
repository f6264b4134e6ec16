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
from events.services.event_holidays import holiday_words, holidays_of
from partnerships.enums import Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.models import Event


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as one line of a table: where, which side receives which, when, how it stands.

    `more` says what else is known of its days, such as "three days" or that no day is recorded; `was` the first plan;
    `off` on which of its days a host does not work.
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
    off: str
    depth: int = 0
    head_counts: str = ""


def lines_of(
    events: Iterable[Event], today: dt.date, *, nest: bool = False, head_counts: bool = False
) -> list[EventLine]:
    """Events as lines, in the order given; where that is by mission (`nest`), a part stands in. Two queries at most.

    `hosts` and `guests` are sides, and both are empty where all partners meet. `head_counts` says them, where they are
    read with the events.
    """
    rows = list(events)
    offs, parallel = holidays_of(rows), frozenset() if nest else in_parallel(rows)
    return [
        _line(
            row,
            today,
            offs.get(row.pk, {}),
            depth=1 if nest and row.part_of_id else 0,
            head_counts=head_counts_words(row) if head_counts else "",
            parallel=row.pk in parallel,
        )
        for row in rows
    ]


def _line(
    event: Event, today: dt.date, offs: dict[dt.date, str], *, depth: int, head_counts: str, parallel: bool
) -> EventLine:
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
        off=holiday_words(event, offs),
        depth=depth,
        head_counts=head_counts,
    )


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
