"""An agenda as a sheet to be read: days with their items, each by both clocks. Page, print and PDF show the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formats import format_date, join_names
from events.languages import language_names
from events.services.agenda_lines import Named, in_order_of_days
from events.services.agenda_times import WallTime, local_time, other_time
from events.services.event_holidays import holidays_of

if TYPE_CHECKING:
    from events.models import Event
    from events.services.agenda_clocks import Clocks
    from events.services.agenda_lines import AgendaLine


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """An item with its times; `place` is where it stands in the agenda, from 1; `city` where it is not the event's."""

    line: AgendaLine
    local: WallTime | None
    other: WallTime | None
    place: int
    city: Named

    @property
    def spot(self) -> str:
        """Where it is, unless its title says so."""
        return "" if self.line.place in (self.line.title_en, self.line.title_ko) else self.line.place

    @property
    def organisations(self) -> list[Named]:
        """Who takes part, without what title, place or host say already."""
        said = {self.line.title_en, self.line.title_ko, self.line.place}
        return [
            one
            for one in self.line.organisations
            if one.code != self.line.host.code and not {one.name_en, one.name_ko} & said
        ]

    @property
    def languages(self) -> str:
        """The languages it is held in, in words."""
        return join_names(language_names(self.line.languages))


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The items of one day, or of those whose day nobody knows; `number` counts the event's days from 1.

    `off` says that a host does not work on it.
    """

    day: str
    number: int | None
    rows: tuple[AgendaRow, ...]
    off: str

    @property
    def anchor(self) -> str:
        """Its name in an address."""
        return f"day-{self.day or 'unknown'}"

    @property
    def title(self) -> str:
        """“Day 1” where the event's days are known."""
        return pgettext("agenda", "Day %(number)s") % {"number": self.number} if self.number else ""

    @property
    def words(self) -> str:
        """Its date with the weekday; of a month that the day is not recorded."""
        date = self.rows[0].line.date
        if date is None:
            return _("Day not recorded")
        if self.rows[0].line.known_day is None:
            return _("%(month)s, day not recorded") % {"month": format_date(date)}
        return format_date(date, weekday=True)


@dataclass(frozen=True, slots=True)
class AgendaSheet:
    """The days of an agenda in order, by the clocks that its times are read by."""

    days: tuple[AgendaDay, ...]
    clocks: Clocks

    @property
    def rows(self) -> list[AgendaRow]:
        """All items, day by day."""
        return [row for day in self.days for row in day.rows]

    @property
    def has_times(self) -> bool:
        """Whether any item has a time."""
        return any(row.local for row in self.rows)

    @property
    def has_moon(self) -> bool:
        """Whether any item lies outside office hours for the other side."""
        return any(row.other.is_outside for row in self.rows if row.other)

    @property
    def columns(self) -> int:
        """How many columns its table has: the times, the item, the topic."""
        times = (2 if self.clocks.other else 1) if self.has_times else 0
        return times + 1 + self.has_topics

    @property
    def has_topics(self) -> bool:
        """Whether any item has a topic."""
        return any(row.line.topic for row in self.rows)


def sheet_of(event: Event, lines: Sequence[AgendaLine], clocks: Clocks) -> AgendaSheet:
    """The lines in the agenda's order as a sheet."""
    places = {line.key: place for place, line in enumerate(lines, start=1)}
    visited = [row.city.code for row in event.visiting.all()]
    first = event.shown_period.first_day if event.shown_period.days_known else None
    period = (event.shown_period.first_day, event.shown_period.last_day)
    offs = holidays_of([event]).get(event.pk, {})
    days = []
    for day, found in groupby(in_order_of_days(lines), key=lambda line: line.day):
        rows = tuple(
            AgendaRow(
                line=line,
                local=local_time(line),
                other=other_time(line, clocks.other, period) if clocks.other else None,
                place=places[line.key],
                city=Named() if visited == [line.city.code] else line.city,
            )
            for line in found
        )
        known = rows[0].line.known_day
        days.append(AgendaDay(day, _number(known, first), rows, offs.get(known, "") if known else ""))
    return AgendaSheet(tuple(days), clocks)


def _number(day: dt.date | None, first: dt.date | None) -> int | None:
    if day is None or first is None or day < first:
        return None
    return (day - first).days + 1
