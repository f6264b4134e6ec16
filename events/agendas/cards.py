"""An agenda day by day, by the clock of its place and by the other side's, as pages and the programme show it.

A time of which nobody knows the day is told by the other clock only where the two are as far apart on every day that
it may be. Nothing that is odd is refused, since an agenda grows piece by piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby, pairwise
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.formats import format_date, format_number, format_time, format_times, join_names
from core.parts import OneClick
from core.periods import Period
from core.pictures.projection import Point, kilometres
from core.texts import written_languages
from events.agendas.actions import AddItem, AskHost, ConfirmHost, DeclineHost, MoveItem, TakeAnswerBack
from events.agendas.selectors import HOSTED, AgendaLine, Named, in_order_of_days, language_names, shown_agendas
from events.enums import AgendaKind, HostAnswer
from events.events.selectors import holidays_of, served_pairings
from events.models import AgendaItem, Event
from partnerships.models import Participation
from partnerships.organisations.selectors import parts_by_code
from partnerships.places.selectors import read_places

# Office hours at which the other side may sit in; what starts or ends outside of them has a moon.
DAY_BEGINS, DAY_ENDS = dt.time(9), dt.time(18)
MOST_DAYS = 62  # of a period without a known day that are looked at, one by one


@dataclass(frozen=True, slots=True)
class WallTime:
    """From when to when by the other clock; `days` says how many days later (or earlier) than the item its end is.

    `is_outside` says that it starts or ends outside office hours there.
    """

    start: str
    end: str = ""
    days: int = 0
    is_outside: bool = False

    @property
    def text(self) -> str:
        """09:30–10:30 (in Korean 09:30~10:30), or the start alone."""
        return format_times(self.start, self.end)

    @property
    def shift(self) -> str:
        """+1 where it ends on the next day there, −1 where on the day before."""
        return f"{'+' if self.days > 0 else '−'}{abs(self.days)}" if self.days else ""


def other_time(line: AgendaLine, other: ZoneInfo, period: tuple[dt.date | None, dt.date | None]) -> WallTime | None:
    """Its time by another clock; None where there is none, or it depends on a day that nobody knows.

    `period` are the first and last possible days of the event, for an item that has no day of its own.
    """
    if line.starts_at is None:
        return None
    found = {_by_other(line, day, other) for day in _possible_days(line, period)}
    return found.pop() if len(found) == 1 else None


def nearest_side(zone: ZoneInfo, clocks: Iterable[tuple[ZoneInfo, str]], day: dt.date) -> str:
    """The side whose clock is least apart from a zone on a day, the first of several: there a place lies."""
    apart = ((abs(hours_between(zone, one, day)), side) for one, side in clocks)
    return min(apart, key=itemgetter(0), default=(0, ""))[1]


def hours_between(zone: ZoneInfo, other: ZoneInfo, day: dt.date) -> float:
    """By how many hours the other clock is ahead on a day; below nought where it is behind."""
    return (_offset(other, day) - _offset(zone, day)) / dt.timedelta(hours=1)


def last_change(zone: ZoneInfo, other: ZoneInfo, day: dt.date) -> dt.date | None:
    """Since which day the two are as far apart as on `day`, where that changed within half a year before."""
    now = hours_between(zone, other, day)
    for back in range(1, 184):
        before = day - dt.timedelta(days=back)
        if hours_between(zone, other, before) != now:
            return before + dt.timedelta(days=1)
    return None


def _by_other(line: AgendaLine, day: dt.date, other: ZoneInfo) -> WallTime | None:
    span = line.span_on(day)
    if span is None:
        return None
    start, end = (moment.astimezone(other) for moment in span)
    inside = start.date() == end.date() and DAY_BEGINS <= start.time() <= end.time() <= DAY_ENDS
    return WallTime(format_time(start), format_time(end) if line.ends_at else "", (end.date() - day).days, not inside)


def _possible_days(line: AgendaLine, period: tuple[dt.date | None, dt.date | None]) -> list[dt.date]:
    date = line.date
    first, last = (date.first_day, date.last_day) if date else period
    if first is None or last is None or (last - first).days > MOST_DAYS:
        return []
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def _offset(zone: ZoneInfo, day: dt.date) -> dt.timedelta:
    """By noon, when no clock changes."""
    return dt.datetime.combine(day, dt.time(12), zone).utcoffset() or dt.timedelta()


# By which two clocks an event is read: that of its place, and that of the side that comes from afar.


class Clocks:
    """The clocks of an event that was read with its names; two queries at most.

    The `place` (a city, else the strand's) lies on the `side` whose clock is nearest. `other` is, of the other side's
    partners, the reader's own, else the first that the event serves; None where nobody comes from afar. `is_mixed` says
    that some items are by another clock than the first city's: each is by its own.
    """

    def __init__(self, grants: Grants, event: Event, lines: Iterable[AgendaLine] = ()) -> None:
        period, first_city = event.shown_period, next(iter(event.visiting.all()), None)
        self.first = period.first_day or clock.today()
        self.last = period.last_day or self.first
        self.zone = event.zone
        self.place: Any = first_city.city if first_city else pgettext_lazy("clock", "Brussels")
        partners = _partners_with_clocks(grants, event)
        self.side = nearest_side(self.zone, ((zone_of(row), row.side) for row in partners), self.first)
        self.other = next((row for row in partners if row.side != self.side), None)
        self.is_mixed = any(hours_between(self.zone, line.clock, self.first) for line in lines if line.start)

    @property
    def local_name(self) -> str:
        """What stands above the times of the place."""
        return pgettext("clock", "Local time") if self.is_mixed else str(self.place)

    @property
    def sentence(self) -> str:
        """How far apart the two are: Barcelona is 8 hours behind Busan since 29 October 2017."""
        if self.other is None:
            return ""
        names, other = {"place": str(self.place), "other": self.other.partner.name}, zone_of(self.other)
        hours = hours_between(other, self.zone, self.first)
        if hours != hours_between(other, self.zone, self.last):
            return _("The clocks change on these days: %(place)s and %(other)s are not always as far apart.") % names
        if not hours:
            return _("%(place)s and %(other)s have the same time.") % names
        since, number = last_change(other, self.zone, self.first), round(abs(hours))
        ahead = ngettext(
            "%(place)s is %(hours)s hour ahead of %(other)s", "%(place)s is %(hours)s hours ahead of %(other)s", number
        )
        behind = ngettext(
            "%(place)s is %(hours)s hour behind %(other)s", "%(place)s is %(hours)s hours behind %(other)s", number
        )
        words = {**names, "hours": format_number(abs(hours) if hours % 1 else int(abs(hours)))}
        facts = {"sentence": (ahead if hours > 0 else behind) % words, "day": format_date(since)}
        return (_("%(sentence)s from %(day)s.") if since else _("%(sentence)s.")) % facts


def zone_of(row: Participation) -> ZoneInfo:
    """The clock of a partner."""
    city = row.partner.first_city
    return city.zone if city else clock.STRAND_ZONE


def _partners_with_clocks(grants: Grants, event: Event) -> list[Participation]:
    """The partners it serves of which a city is known, those of the reader first, then as the pairings have them."""
    served = [] if event.all_pairings else served_pairings(event)
    named = [row for pairing in served for row in (pairing.eu, pairing.counterpart)]
    rows, keys = named or list(event.strand_partners.values()), [row.pk for row in named]
    read_places([row.partner for row in rows])
    order = {key: number for number, key in reversed([*enumerate(keys)])}
    found = [row for row in {row.pk: row for row in rows}.values() if row.partner.first_city]
    return sorted(found, key=lambda row: (row.pk not in grants.participations, order.get(row.pk, 0)))


# What is odd about an agenda.

# Places farther apart than this, in kilometres along the globe, need a transfer between them: half an hour's ride. The
# districts of one city lie within it, Suwon and Seoul (30 km) do not.
FAR_KM = 20
# Where people are then is their own affair.
NOWHERE = (AgendaKind.TRANSFER, AgendaKind.FREE)

# What is odd (overlap, far, outside, no-such-time), about which item, with which second one, and in a sentence.
type AgendaWarning = tuple[str, AgendaLine, AgendaLine | None, str]


def warnings_of(
    lines: Sequence[AgendaLine], *, places: Mapping[str, Point], period: Period | None = None, home: Named | None = None
) -> list[AgendaWarning]:
    """What is odd about lines in the agenda's order, in the order of the days.

    `places` gives longitude and latitude by city code; `period` is the event's own, `home` its first city, where the
    items are that name none. What has no day, or no time, is judged by what it has.
    """
    if home:
        lines = [line if line.city or line.kind in NOWHERE else replace(line, city=home) for line in lines]
    ordered = in_order_of_days(lines)
    outside = _("“%(first)s” is not on one of the days of the event. Move it, or move the event.")
    never = _("“%(first)s”: the clocks go forward that night, so this time does not exist.")
    spans = {line.key: span for line in ordered if line.known_day and (span := line.span_on(line.known_day))}
    return [
        *_overlaps([line for line in ordered if line.key in spans], spans),
        *_far_apart(_along_the_way(ordered, places), places),
        *(
            ("outside", line, None, outside % {"first": line.title})
            for line in ordered
            if period and line.date and period.excludes(line.date)
        ),
        *(
            # The form refuses it: the event has moved, or its first city has changed.
            ("no-such-time", line, None, never % {"first": line.title})
            for line in ordered
            if line.known_day and line.start and line.key not in spans
        ),
    ]


type Span = tuple[dt.datetime, dt.datetime]


def _overlaps(lines: Sequence[AgendaLine], spans: Mapping[int, Span]) -> Iterator[AgendaWarning]:
    """Two that share time; one without an end is met where it starts."""
    for one, other in combinations(lines, 2):
        (start, end), (later, _end) = sorted((spans[one.key], spans[other.key]))
        if start == later or later < end:
            names = {"first": one.title, "second": other.title}
            yield "overlap", one, other, _("“%(first)s” and “%(second)s” overlap.") % names


def _far_apart(way: Sequence[AgendaLine], places: Mapping[str, Point]) -> Iterator[AgendaWarning]:
    """Items that follow each other in far places, neither of them a transfer nor one between."""
    for before, after in pairwise(way):
        if AgendaKind.TRANSFER in (before.kind, after.kind):
            continue
        km = kilometres(places[before.city.code], places[after.city.code])
        if km > FAR_KM:
            sentence = ngettext(
                "From %(from)s to %(to)s it is %(km)s km, without a transfer between “%(first)s” and “%(second)s”.",
                "From %(from)s to %(to)s it is %(km)s km, without a transfer between “%(first)s” and “%(second)s”.",
                round(km),
            )
            names = {"from": before.city.name, "to": after.city.name, "first": before.title, "second": after.title}
            yield "far", before, after, sentence % {**names, "km": format_number(round(km))}


def _along_the_way(lines: Sequence[AgendaLine], places: Mapping[str, Point]) -> list[AgendaLine]:
    """Where people are on known days: transfers, and items in a city that the map knows, by day and time.

    An item without a time follows the one before it on its day.
    """
    way: list[tuple[str, str, AgendaLine]] = []
    for line in lines:
        if line.known_day and (line.kind == AgendaKind.TRANSFER or line.city.code in places):
            timed = (one.start for _day, _start, one in reversed(way) if one.day == line.day and one.start)
            way.append((line.day, line.start or next(timed, ""), line))
    return [line for _day, _start, line in sorted(way, key=lambda row: row[:2])]


# What a programme may be in, with its name; a language is called by its own.
LANGUAGES = {"en": "English", "ko": "한국어", "both": pgettext_lazy("programme", "both languages")}

# The icon beside what the host said (the tag `status_label`).
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


def programme_links(event: Event) -> list[tuple[str, str]]:
    """The programme's files by language."""
    return [
        (str(label), event.address_of("events:programme", language=code))
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
