"""The programme of an event as a document to print: day by day by both clocks, in English, in Korean, or in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import clock
from core.blocks import Text
from core.formats import format_date, format_times, join_names
from core.pdf.rendering import render_pdf
from core.texts import writer_language
from events.agendas.cards import AgendaDay, AgendaRow, AgendaSheet
from events.agendas.times import WallTime
from events.events.labels import days_known_label, when_label, where_label

if TYPE_CHECKING:
    from events.agendas.lines import AgendaLine
    from events.agendas.times import Clocks
    from events.models import Event
    from partnerships.models import Strand


TEMPLATE = "events/programme.typ"


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
    data = writer.document(event, AgendaSheet(event, lines, clocks), version)
    with translation.override(first):
        draft = pgettext("programme", "Draft of %(day)s, not released: it may still change.")
        head = draft % {"day": format_date(clock.today())} if is_draft else ""
        title = event.title
    return render_pdf(TEMPLATE, data, language=first, title=title, made_at=clock.now(), head=head)


class _Writer:
    """Writes everything in each of the document's languages, once where it is the same in both."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)

    def document(self, event: Event, sheet: AgendaSheet, version: int | None) -> dict[str, Any]:
        """What templates/pdf/events/programme.typ reads."""
        other, moon = sheet.clocks.other, gettext_lazy("starts or ends outside 9–18 in %(place)s")
        return {
            "title": self.in_languages(lambda: _pair(event, "title"))[1:],
            "facts": [
                [self.in_languages(label), self.in_languages(value)]
                for label, value in self.facts(event, version)
                if any(text.text for text in self.in_languages(value))
            ],
            "clocks": self.in_languages(lambda: sheet.clocks.sentence) if sheet.has_times else [],
            "other-side": other.side if other else "",
            "heads": self.heads(event, sheet),
            "days": [self.day(day) for day in sheet.days],
            "empty": self.in_languages(lambda: _("Nothing is on the agenda yet.")),
            "moon": self.in_languages(lambda: moon % {"place": other.name if other else ""}) if sheet.has_moon else [],
        }

    def facts(self, event: Event, version: int | None) -> list[tuple[Callable[[], str], Callable[[], Any]]]:
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
        letters = strand.side_letters(side) if side else ""
        return {"key": key, "side": side, "letters": letters, "words": self.in_languages(words)}

    def day(self, day: AgendaDay) -> dict[str, Any]:
        return {
            "words": self.in_languages(lambda: ": ".join(filter(None, (day.title, day.date_label)))),
            "rows": [self.row(row) for row in day.rows],
        }

    def row(self, row: AgendaRow) -> dict[str, Any]:
        """One item: its times, its title, and below it where, who and in which languages."""
        line, other = row.line, row.other
        notes = (
            lambda: (line.kind_text, row.spot, row.city.name),
            lambda: (
                _("Host: %(host)s") % {"host": line.host.name} if line.host else "",
                join_names([one.name for one in row.organisations]),
                row.languages,
                line.interpretation,
            ),
        )
        noted = [self.in_languages(partial(_joined, note)) for note in notes]
        return {
            "local": self.times(row.local),
            "other": self.times(other),
            "shift": other.shift if other else "",
            "outside": bool(other and other.is_outside),
            "title": self.in_languages(lambda: _pair(line, "title")),
            "topic": self.in_languages(lambda: _pair(line.topic, "name")) if line.topic else [],
            "notes": [note for note in noted if note],
        }

    def times(self, time: WallTime | None) -> str:
        """From when to when, as the document's first language writes it, whoever reads the page beside it."""
        return format_times(time.start, time.end, self.languages[0]) if time else ""

    def in_languages(self, read: Callable[[], Any]) -> list[Text]:
        """What `read` gives in each language: a text, or a text with the language that it is in."""
        found: dict[str, Text] = {}
        for language in self.languages:
            with translation.override(language):
                text = read()
                # That of the page, unless the text is all Latin on a Korean page or Hangul on an English one.
                text, own = text if isinstance(text, tuple) else (str(text), text and writer_language(str(text)))
            if text:
                found.setdefault(text, Text(text, own))
        return list(found.values())


def _joined(read: Callable[[], Iterable[str]]) -> str:
    return " · ".join(filter(None, read()))


def _pair(record: Any, name: str) -> tuple[str, str]:
    picked: tuple[str, str] = getattr(type(record), name).pick(record)
    return picked
