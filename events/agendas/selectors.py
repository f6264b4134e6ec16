"""An agenda as a sheet to be read: days with their items, each by both clocks. Page, print and PDF show the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core import clock
from core.blocks import Text
from core.formats import format_date, format_times, join_names
from core.pdf.rendering import render_pdf
from core.texts import reader_language, writer_language
from events.agendas.lines import Named, in_order_of_days
from events.agendas.times import WallTime, local_time, other_time
from events.events.counts import holidays_of
from events.events.tables import days_known_label, when_label, where_label
from events.languages import language_names

if TYPE_CHECKING:
    from events.agendas.lines import AgendaLine
    from events.agendas.times import Clocks
    from events.models import Event
    from partnerships.models import Strand


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


# The programme of an event as a document to print: day by day by both clocks, in English, in Korean, or in both.

TEMPLATE = "events/programme.typ"
# What a file may be in, with its name; a language is called by its own.
LANGUAGES: dict[str, Any] = {"en": "English", "ko": "한국어", "both": pgettext_lazy("programme", "both languages")}


def programme_pdf(
    *,
    event: Event,
    lines: Sequence[AgendaLine],
    clocks: Clocks,
    language: str,
    version: int | None,
    is_draft: bool,
) -> bytes:
    """The lines of an agenda as tagged PDF; `language` is one of LANGUAGES.

    `version` is the released one that the lines are of; a draft says so on top of every page. No contact of a person
    is in it.
    """
    writer = _Writer(("en", "ko") if language == "both" else (language,))
    first = writer.languages[0]
    data = writer.document(event, sheet_of(event, lines, clocks), version)
    with translation.override(first):
        head = _draft_label() if is_draft else ""
        title = event.title
    return render_pdf(TEMPLATE, data, language=first, title=title, made_at=clock.now(), head=head)


def _draft_label() -> str:
    today = format_date(clock.today())
    return pgettext("programme", "Draft of %(day)s, not released: it may still change.") % {"day": today}


class _Writer:
    """Says everything in each of the document's languages, once where it is the same in both."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)

    def document(self, event: Event, sheet: AgendaSheet, version: int | None) -> dict[str, Any]:
        """What templates/pdf/events/programme.typ reads."""
        return {
            "title": self.said(lambda: _pair(event, "title"))[1:],
            "facts": [
                [self.said(label), self.said(value)]
                for label, value in self.facts(event, version)
                if any(text.text for text in self.said(value))
            ],
            "clocks": self.said(lambda: sheet.clocks.sentence) if sheet.has_times else [],
            "other-side": sheet.clocks.other.side if sheet.clocks.other else "",
            "heads": self.heads(event, sheet),
            "days": [self.day(day) for day in sheet.days],
            "empty": self.said(lambda: _("Nothing is on the agenda yet.")),
            "moon": self.said(lambda: _moon_label(sheet.clocks)) if sheet.has_moon else [],
        }

    def facts(self, event: Event, version: int | None) -> list[tuple[Callable[[], str], Callable[[], Any]]]:
        """When, where, who hosts, which version."""
        hosts = [row.participation.partner for row in event.hosting.all()]
        words: list[tuple[Callable[[], str], Callable[[], Any]]] = [
            (lambda: _("When"), lambda: ", ".join(filter(None, (when_label(event), days_known_label(event))))),
            (lambda: _("Where"), lambda: ", ".join(filter(None, (where_label(event), event.venue)))),
            (lambda: _("Hosts"), lambda: join_names([partner.name for partner in hosts])),
        ]
        if version:
            words.append((lambda: pgettext("agenda", "Version"), lambda: str(version)))
        return words

    def heads(self, event: Event, sheet: AgendaSheet) -> list[dict[str, Any]]:
        """The heads of the table: both clocks with the letters of their sides, the item, the topic."""
        clocks, strand = sheet.clocks, event.strand
        heads: list[dict[str, Any]] = []
        if sheet.has_times:
            heads.append(self.head("local", clocks.local.side, strand, lambda: clocks.local_name))
            if clocks.other:
                other = clocks.other
                heads.append(self.head("other", other.side, strand, lambda: other.name))
        heads.append(self.head("item", "", strand, lambda: pgettext("agenda", "Item")))
        if sheet.has_topics:
            heads.append(self.head("topic", "", strand, lambda: _("Topic")))
        return heads

    def head(self, key: str, side: str, strand: Strand, words: Callable[[], str]) -> dict[str, Any]:
        """The head of one column."""
        letters = strand.side_letters(side) if side else ""
        return {"key": key, "side": side, "letters": letters, "words": self.said(words)}

    def day(self, day: AgendaDay) -> dict[str, Any]:
        """One day with its items."""
        return {
            "words": self.said(lambda: ": ".join(filter(None, (day.title, day.words)))),
            "rows": [self.row(row) for row in day.rows],
        }

    def row(self, row: AgendaRow) -> dict[str, Any]:
        """One item: its times, its title, and below it where, who and in which languages."""
        line, other = row.line, row.other
        return {
            "local": self.times(row.local),
            "other": self.times(other),
            "shift": other.shift if other else "",
            "outside": bool(other and other.is_outside),
            "title": self.said(lambda: _pair(line, "title")),
            "topic": self.named(line.topic),
            "notes": [note for note in (self.kind_and_place(row), self.people(row)) if note],
        }

    def times(self, time: WallTime | None) -> str:
        """From when to when, as the document's first language writes it, whoever reads the page beside it."""
        return format_times(time.start, time.end, self.languages[0]) if time else ""

    def kind_and_place(self, row: AgendaRow) -> list[Text]:
        """What it is and where."""
        return self.said(lambda: " · ".join(filter(None, (row.line.kind_text, row.spot, row.city.name))))

    def people(self, row: AgendaRow) -> list[Text]:
        """Who receives, who takes part, in which languages."""
        line = row.line
        return self.said(
            lambda: " · ".join(
                filter(
                    None,
                    (
                        _("Host: %(host)s") % {"host": line.host.name} if line.host else "",
                        join_names([one.name for one in row.organisations]),
                        row.languages,
                        line.interpretation,
                    ),
                )
            )
        )

    def named(self, one: Named) -> list[Text]:
        """A name, if there is one."""
        return self.said(lambda: _pair(one, "name")) if one else []

    def said(self, read: Callable[[], Any]) -> list[Text]:
        """What `read` says in each language: a text, or a text with the language that it is in."""
        found: dict[str, Text] = {}
        for language in self.languages:
            with translation.override(language):
                said = read()
                text, spoken = said if isinstance(said, tuple) else (str(said), _language_of(str(said)))
            if text:
                found.setdefault(text, Text(text, spoken))
        return list(found.values())


def _moon_label(clocks: Clocks) -> str:
    """What the moon beside a time means."""
    other = clocks.other.name if clocks.other else ""
    return _("starts or ends outside 9–18 in %(place)s") % {"place": other}


def _pair(record: Any, name: str) -> tuple[str, str]:
    picked: tuple[str, str] = getattr(type(record), name).pick(record)
    return picked


def _language_of(text: str) -> str:
    """That of the page, unless the text is all Latin on a Korean page or Hangul on an English one."""
    return writer_language(text) if text else reader_language()
