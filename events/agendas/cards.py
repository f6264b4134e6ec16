"""An agenda day by day, by both clocks, as pages and the programme show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core.access import Grants
from core.formats import format_date, join_names
from core.parts import OneClick
from core.texts import written_languages
from events.agendas.actions import AddItem, AskHost, ConfirmHost, DeclineHost, MoveItem, TakeAnswerBack
from events.agendas.selectors import HOSTED, AgendaLine, Named, in_order_of_days, language_names, shown_agendas
from events.agendas.times import Clocks, other_time, zone_of
from events.enums import HostAnswer
from events.events.selectors import holidays_of
from events.models import AgendaItem, AgendaRelease, Event
from partnerships.organisations.selectors import parts_by_code

# What a programme may be in, with its name; a language is called by its own.
LANGUAGES = {"en": "English", "ko": "한국어", "both": pgettext_lazy("programme", "both languages")}

# The icon beside what the host said (templates/components/status_word.html).
_LOOKS = {HostAnswer.CONFIRMED: "done", HostAnswer.DECLINED: "cancelled", HostAnswer.ASKED: "soon"}
# What one click notes of the host, and what is asked about before, by what it said so far.
_CLICKS = {HostAnswer.OPEN: (AskHost, ConfirmHost), HostAnswer.ASKED: (ConfirmHost,)}
_LINKS = {
    HostAnswer.ASKED: (DeclineHost, TakeAnswerBack),
    HostAnswer.CONFIRMED: (DeclineHost, TakeAnswerBack),
    HostAnswer.DECLINED: (AskHost, ConfirmHost, TakeAnswerBack),
}


class AgendaRow:
    """An item with its time by the other clock; `number` is where it stands in the agenda, from 1.

    `city` is empty where it is the event's only one. `item` is there for whoever sees the draft; `up` and `down` are
    the numbers of its neighbours of the day.
    """

    up = down = 0

    def __init__(self, sheet: AgendaSheet, line: AgendaLine, number: int, item: AgendaItem | None) -> None:
        self.sheet, self.line, self.number, self.item = sheet, line, number, item
        self.notes_answers = sheet.notes_answers
        other, event = sheet.clocks.other, sheet.event
        days = event.shown_period.first_day, event.shown_period.last_day
        self.other = other_time(line, zone_of(other), days) if other else None
        self.city = Named() if [row.city.code for row in event.visiting.all()] == [line.city.code] else line.city

    @property
    def spot(self) -> str:
        """Where it is, unless its title says so."""
        return "" if self.line.place in (self.line.title_en, self.line.title_ko) else self.line.place

    @property
    def organisations(self) -> list[tuple[Named, str]]:
        """Who takes part, without what title, place or host say already; each with its role in the strand."""
        said = {self.line.title_en, self.line.title_ko, self.line.place}
        return [
            (one, self.sheet.roles.get(one.code, ""))
            for one in self.line.organisations
            if one.code != self.line.host.code and not {one.name_en, one.name_ko} & said
        ]

    @property
    def host_role(self) -> str:
        """As what the host acts in the strand as a whole."""
        return self.sheet.roles.get(self.line.host.code, "")

    @property
    def languages(self) -> str:
        return join_names(language_names(self.line.languages))

    @property
    def hosted(self) -> AgendaItem | None:
        """The item, where somebody receives the delegates at it."""
        return self.item if self.item and self.item.host_id and self.item.kind in HOSTED else None

    @property
    def answering(self) -> AgendaItem | None:
        """The same, where the reader notes what its host says."""
        return self.hosted if self.notes_answers else None

    @property
    def look(self) -> str:
        return _LOOKS.get(HostAnswer(self.item.answer), "planned") if self.item else ""

    @property
    def answers(self) -> list[OneClick]:
        """What one click notes of the host."""
        if (item := self.answering) is None:
            return []
        steps = _CLICKS.get(HostAnswer(item.answer), ())
        return [OneClick(item.address_of(f"events:{one.key}"), str(one.button), item.version) for one in steps]

    @property
    def answer_links(self) -> list[tuple[str, str]]:
        """Label and address of what is asked about before it is noted of the host."""
        if (item := self.answering) is None:
            return []
        again, steps = {AskHost.key: _("Mark as asked again")}, _LINKS.get(HostAnswer(item.answer), ())
        return [(again.get(one.key, str(one.button)), item.address_of(f"events:{one.key}")) for one in steps]

    @property
    def moves(self) -> list[tuple[OneClick, tuple[str, int]]]:
        """A move by one place within the day, up and down, each with the place that it leads to."""
        item = self.item
        if item is None:
            return []
        steps = ((pgettext("move a row", "Up"), self.up), (pgettext("move a row", "Down"), self.down))
        url = item.address_of(f"events:{MoveItem.key}")
        return [(OneClick(url, label, item.version), ("place", place)) for label, place in steps if place]


class AgendaDay:
    """The items of one day, or of those whose day nobody knows; `number` counts the event's days from 1.

    `off` says that a host does not work on it.
    """

    def __init__(self, day: str, rows: list[AgendaRow], number: int | None, off: str) -> None:
        self.day, self.rows, self.number, self.off = day, rows, number, off
        for row, after in pairwise(rows):
            row.down, after.up = after.number, row.number

    @property
    def anchor(self) -> str:
        """Its name in an address."""
        return f"day-{self.day or 'unknown'}"

    @property
    def title(self) -> str:
        """“Day 1” where the event's days are known."""
        return pgettext("agenda", "Day %(number)s") % {"number": self.number} if self.number else ""

    @property
    def date_label(self) -> str:
        """Its date with the weekday; of a month that the day is not recorded."""
        date = self.rows[0].line.date
        if date is None:
            return _("Day not recorded")
        if self.rows[0].line.known_day is None:
            return _("%(month)s, day not recorded") % {"month": format_date(date)}
        return format_date(date, weekday=True)


class AgendaSheet:
    """The lines of an event's agenda by days in order, by the clocks that its times are read by.

    `items` are those of whoever sees the draft, by their numbers. `is_brief`: what, when and where suffice.
    """

    is_brief = False

    def __init__(
        self, grants: Grants, event: Event, lines: Sequence[AgendaLine], items: Mapping[int, AgendaItem] | None = None
    ) -> None:
        self.event, self.clocks = event, Clocks(grants, event, lines)
        self.notes_answers = not event.is_guest(grants)
        numbers = {line.key: number for number, line in enumerate(lines, start=1)}
        first = event.shown_period.first_day if event.shown_period.days_known else None
        offs = holidays_of([event]).get(event.pk, {}) if event.offs is None else event.offs
        self.days: list[AgendaDay] = []
        for day, found in groupby(in_order_of_days(lines), key=lambda line: line.day):
            rows = [AgendaRow(self, line, numbers[line.key], (items or {}).get(line.key)) for line in found]
            known = rows[0].line.known_day
            number = (known - first).days + 1 if known and first and known >= first else None
            self.days.append(AgendaDay(day, rows, number, offs.get(known, "") if known else ""))

    @cached_property
    def roles(self) -> dict[str, str]:
        """As what organisations act in the strand, by their codes; one query, where an item names any."""
        return parts_by_code(self.event.strand)

    @property
    def rows(self) -> list[AgendaRow]:
        return [row for day in self.days for row in day.rows]

    @property
    def has_times(self) -> bool:
        return any(row.line.start for row in self.rows)

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
        return not (self.is_brief and self.has_times) and any(row.line.topic for row in self.rows)


def programme_links(event: Event, release: AgendaRelease | None = None) -> list[tuple[str, str]]:
    """The programme's files by language, of a version or of what the reader sees."""
    query = f"?version={release.number}" if release else ""
    return [
        (str(label), event.address_of("events:programme", language=code) + query)
        for code, label in LANGUAGES.items()
        if code in written_languages() or len(written_languages()) > 1
    ]


# A longer agenda shows one of its days here, and the others on its own page.
ROOM = 12


def agenda_section(grants: Grants, event: Event, parts: Sequence[Event], today: dt.date) -> dict[str, Any]:
    """The agenda of an event; a constant number of queries. `parts` come with their names.

    A mission without an agenda of its own shows that of the part that is on, else the next one, else the last. Of a
    longer agenda it is today, else the next day, else the first.
    """
    in_order = sorted(parts, key=lambda part: (part.shown_period.first_day or dt.date.max, part.pk))
    parts = in_order if event.is_mission else []
    agendas = shown_agendas(grants, [event, *parts])
    with_agenda = [part for part in parts if agendas[part.pk].lines]
    coming = [part for part in with_agenda if not part.is_past(today)]
    running = [part for part in coming if part.is_running(today)]
    foremost = (running or coming or [*with_agenda[-1:], event])[0]
    shown = event if agendas[event.pk].lines else foremost
    found = agendas[shown.pk]
    sheet = AgendaSheet(grants, shown, found.lines, found.items)
    sheet.is_brief = True
    days = sheet.days
    if len(found.lines) > ROOM:
        days = ([one for one in days if one.day >= today.isoformat()] or days)[:1]
    add = AddItem.button_on(shown, grants)
    return {
        "shown": found,
        "event": shown,
        "is_part": shown.pk != event.pk,
        "sheet": sheet,
        "days": days,
        "items_left": len(found.lines) - sum(len(day.rows) for day in days),
        "url": shown.address_of("events:agenda"),
        "add": add,
        "others": [(part, part.address_of("events:agenda")) for part in with_agenda if part.pk != shown.pk],
        "programmes": programme_links(shown) if found.lines else [],
    }
