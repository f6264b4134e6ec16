"""The itinerary of a journey: what was planned beside what the agenda says now. Pure: lines in, rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from events.services.agenda_lines import in_order_of_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from events.models import AgendaRelease, Event
    from events.services.agenda_lines import AgendaLine

AS_PLANNED, CHANGED, ADDED, DROPPED = "as-planned", "changed", "added", "dropped"


@dataclass(frozen=True, slots=True)
class ItineraryRow:
    """One item as it is, and what became of it; `before` is how it was planned, where that differs."""

    line: AgendaLine
    became: str = AS_PLANNED
    before: AgendaLine | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One event of the journey with the rows of its agenda; `planned` is the version that is taken for the plan."""

    event: Event
    rows: tuple[ItineraryRow, ...] = ()
    planned: AgendaRelease | None = None

    @property
    def standing(self) -> list[AgendaLine]:
        """What was or is to be done: without what was dropped."""
        return [row.line for row in self.rows if row.became != DROPPED]


def planned_version(releases: Iterable[AgendaRelease], event: Event) -> AgendaRelease | None:
    """The version that stood when the event began: the last one released before its first day, else the first one.

    None where nothing was released.
    """
    rows = sorted(releases, key=lambda row: row.number)
    first = event.shown_period.first_day
    before = [row for row in rows if first is None or row.at.astimezone(event.zone).date() < first]
    if before:
        return before[-1]
    return rows[0] if rows else None


def rows_of(planned: Sequence[AgendaLine] | None, now: Sequence[AgendaLine]) -> tuple[ItineraryRow, ...]:
    """Each item in the order of its days, beside its plan; where no plan is known, all is as it stands."""
    if planned is None:
        return tuple(ItineraryRow(line) for line in in_order_of_days(now))
    before = {line.key: line for line in planned}
    keys = {line.key for line in now}
    became = {line.key: _row(line, before.get(line.key)) for line in now}
    dropped = [line for line in planned if line.key not in keys]
    became |= {line.key: ItineraryRow(line, DROPPED) for line in dropped}
    return tuple(became[line.key] for line in in_order_of_days([*now, *dropped]))


def _row(line: AgendaLine, before: AgendaLine | None) -> ItineraryRow:
    if before is None:
        return ItineraryRow(line, ADDED)
    if _told(line) == _told(before):
        return ItineraryRow(line)
    return ItineraryRow(line, CHANGED, before)


def _told(line: AgendaLine) -> tuple[Any, ...]:
    """What a traveller notices: when, where, what; not who interprets."""
    return line.day, line.start, line.end, line.city, line.place, line.title_en, line.title_ko
