"""An agenda as a sheet to be read, day by day by both clocks, and as what each reader sees of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.formats import format_date, join_names
from events.agendas.lines import AgendaLine, Named, in_order_of_days
from events.agendas.times import WallTime, local_time, other_time
from events.events.selectors import holidays_of
from events.languages import language_names
from events.models import AgendaItem, AgendaRelease
from events.rules import may_edit_agenda, may_see_draft_agenda

if TYPE_CHECKING:
    from core.access import Grants
    from events.agendas.times import Clocks
    from events.models import Event


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


# What a reader sees of agendas: the draft, the version that was released last, or what sources record.


DRAFT, RELEASED, SOURCES = "draft", "released", "sources"


@dataclass(frozen=True, slots=True)
class ShownAgenda:
    """The agenda of one event for one reader: `lines` in the agenda's own order.

    `state` is `released` where the lines are those of the newest version, `sources` where all of them are recorded
    from sources and nothing was released, else `draft`. `items` are there for whoever sees the draft, by their numbers.
    `release` is the newest version, if there is one.
    """

    event: Event
    lines: tuple[AgendaLine, ...]
    state: str
    release: AgendaRelease | None
    items: dict[int, AgendaItem]
    may_edit: bool

    @property
    def is_draft(self) -> bool:
        """Whether what is shown was never released like this."""
        return self.state == DRAFT

    @property
    def by_day(self) -> list[AgendaLine]:
        """The lines by day, as they are read."""
        return in_order_of_days(self.lines)


def shown_agenda(grants: Grants, event: Event) -> ShownAgenda:
    """The agenda of an event that was read with its names; four queries."""
    return shown_agendas(grants, [event])[event.pk]


def shown_agendas(grants: Grants, events: Iterable[Event]) -> dict[int, ShownAgenda]:
    """The agendas of events that were read with their names (`with_names`), by their keys; four queries for all.

    The draft is for whom `may_see_draft_agenda`; everybody else who reads the strand sees the newest version, and
    before there is one what was recorded from sources, which is public.
    """
    rows = list(events)
    items = items_of(rows)
    newest = _newest_releases(rows)
    return {event.pk: _shown(grants, event, items[event.pk], newest.get(event.pk)) for event in rows}


def lines_of_release(release: AgendaRelease) -> tuple[AgendaLine, ...]:
    """What a version holds, in its order."""
    return tuple(AgendaLine.read(stored) for stored in release.items)


def draft_lines(event: Event) -> tuple[AgendaLine, ...]:
    """The agenda as it stands, whoever may see it; for services."""
    return tuple(AgendaLine.of(item) for item in items_of([event])[event.pk])


def items_of(events: Iterable[Event]) -> dict[int, list[AgendaItem]]:
    """What stands on the agendas of some events, by event and in order; each item knows its event as it was read.

    Two queries; whoever may see drafts is another question.
    """
    known = {event.pk: event for event in events}
    rows = (
        AgendaItem.objects.standing()
        .filter(event__in=known)
        .select_related("city", "topic", "host")
        .prefetch_related("joining__organisation")
        .in_order()
    )
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in rows:
        # Its clock is its event's, whose cities were read already.
        item.event = known[item.event_id]
        found[item.event_id].append(item)
    return found


def releases_of(events: Iterable[Event]) -> dict[int, list[AgendaRelease]]:
    """All released versions of some events, by event, the newest first; one query."""
    found: dict[int, list[AgendaRelease]] = defaultdict(list)
    for row in AgendaRelease.objects.filter(event__in=[event.pk for event in events]).order_by("event", "-number"):
        found[row.event_id].append(row)
    return found


def _newest_releases(events: list[Event]) -> dict[int, AgendaRelease]:
    last = AgendaRelease.objects.filter(event=OuterRef("event")).order_by("-number").values("number")[:1]
    rows = AgendaRelease.objects.filter(event__in=[event.pk for event in events], number=Subquery(last))
    return {row.event_id: row for row in rows}


def _shown(grants: Grants, event: Event, items: list[AgendaItem], release: AgendaRelease | None) -> ShownAgenda:
    may_edit = may_edit_agenda(grants, event)
    sees_draft = may_edit or may_see_draft_agenda(grants, event)
    released = lines_of_release(release) if release else ()
    if not sees_draft and release:
        return ShownAgenda(event, released, RELEASED, release, {}, may_edit)
    shown = items if sees_draft else [item for item in items if item.from_sources]
    lines = tuple(AgendaLine.of(item) for item in shown)
    if release and lines == released:
        state = RELEASED
    elif not release and all(item.from_sources for item in shown):
        state = SOURCES
    else:
        state = DRAFT
    return ShownAgenda(event, lines, state, release, {item.pk: item for item in items} if sees_draft else {}, may_edit)
