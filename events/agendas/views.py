"""The pages of an agenda: the agenda itself, its released versions, the hosts' sheet, the programme as PDF."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, pgettext
from django.views.generic import TemplateView, View

from core import clock
from core.blocks import Text
from core.formats import format_date, format_times, join_names
from core.kept import Kept
from core.pdf.rendering import render_pdf
from core.sent_files import PDF, send_file
from core.texts import writer_language
from events.agendas import cards, selectors
from events.agendas.actions import AddItem
from events.events.pages import InEvent
from events.models import AgendaItem, AgendaRelease


class InAgenda(InEvent):
    """A page of an event's agenda."""

    @cached_property
    def agenda(self) -> selectors.ShownAgenda:
        return selectors.shown_agenda(self.grants, self.event)

    @property
    def versions(self) -> QuerySet[AgendaRelease]:
        """The released versions with whoever released them, the newest first; without what they hold."""
        return AgendaRelease.objects.filter(event=self.event).defer("items").select_related("by").order_by("-number")

    def agenda_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the event and its agenda down to the page."""
        return self.event_crumbs((_("Agenda"), self.address("agenda") if below else ""), *below)


class AgendaPage(Kept, InAgenda, TemplateView):
    """The agenda day by day: for its editors the draft with what can be done, for others what they may see."""

    template_name = "events/agendas/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        agenda, event = self.agenda, self.event
        refusal = AddItem(event, by=self.request.user, grants=self.grants).refusal if agenda.may_edit else ""
        works = agenda.may_edit and not refusal
        release = agenda.release if works and agenda.is_draft else None
        removed = AgendaItem.objects.filter(event=event, removed_at__isnull=False).order_by("-removed_at", "-pk")
        return super().get_context_data(
            crumbs=self.agenda_crumbs(),
            agenda=agenda,
            sheet=cards.AgendaSheet(self.grants, event, agenda.lines, agenda.items),
            works=works,
            refusal=refusal,
            reopens=bool(refusal) and self.offers_reopening(),
            warnings=self._warnings() if agenda.may_edit else [],
            pending=selectors.compare(selectors.lines_of_release(release), agenda.lines) if release else [],
            removed=removed if works else [],
            versions=self.versions,
            programmes=cards.programme_links(event) if agenda.lines else [],
            **kwargs,
        )

    def _warnings(self) -> list[cards.AgendaWarning]:
        visited = [row.city for row in self.event.visiting.all()]
        cities = [*(item.city for item in self.agenda.items.values() if item.city), *visited]
        return cards.warnings_of(
            self.agenda.lines,
            # As far as the map knows.
            places={
                city.code: (float(city.longitude), float(city.latitude))
                for city in cities
                if city.latitude is not None and city.longitude is not None
            },
            period=self.event.shown_period,
            home=selectors.Named.of(visited[0]) if visited else None,
        )


class AgendaVersion(InAgenda, TemplateView):
    """A version as it was released, and what it changed over the one before."""

    template_name = "events/agendas/agenda_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The version of the address, else 404."""
        rows = AgendaRelease.objects.visible_to(self.grants)
        release = self.get_or_404(rows, event=self.event, number=self.kwargs["release"])
        lines = selectors.lines_of_release(release)
        title = _("Version %(number)s") % {"number": release.number}
        return super().get_context_data(
            crumbs=self.agenda_crumbs((title, "")),
            release=release,
            title=title,
            sheet=cards.AgendaSheet(self.grants, self.event, lines),
            changes=selectors.changes_of(release),
            versions=self.versions,
            **kwargs,
        )


class HostSheetPage(InAgenda, TemplateView):
    """What is still open, host by host; for who works on the agenda, to be read or printed."""

    template_name = "events/agendas/host_sheet.html"
    rule = selectors.may_edit_agenda

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.require(self.event)
        items = [self.agenda.items[line.key] for line in self.agenda.by_day]
        crumbs = self.agenda_crumbs((_("Hosts' sheet"), ""))
        return super().get_context_data(crumbs=crumbs, sheets=selectors.host_sheets(items), **kwargs)


class Programme(InAgenda, View):
    """The programme as PDF, in one language or both: what the agenda's page shows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it anew; 404 for a language that there is not."""
        language = self.kwargs["language"]
        if language not in cards.LANGUAGES:
            raise Http404
        agenda = self.agenda
        content = programme_pdf(
            cards.AgendaSheet(self.grants, self.event, agenda.lines),
            language=language,
            version=agenda.release.number if agenda.release and not agenda.is_draft else None,
            is_draft=agenda.is_draft,
        )
        return send_file(content, name=f"programme-{self.event.code}-{language}.pdf", media_type=PDF)


# The programme as a document to print: day by day by both clocks, in English, in Korean, or in both.

TEMPLATE = "events/programme.typ"


def programme_pdf(sheet: cards.AgendaSheet, *, language: str, version: int | None, is_draft: bool) -> bytes:
    """An agenda as tagged PDF; `language` is one of LANGUAGES.

    `version` is the released one that the lines are of; a draft says so on top of every page. No contact of a person
    is in it.
    """
    writer = _Writer(("en", "ko") if language == "both" else (language,))
    first = writer.languages[0]
    data = writer.document(sheet, version)
    with translation.override(first):
        draft = pgettext("programme", "Draft of %(day)s, not released: it may still change.")
        head = draft % {"day": format_date(clock.today())} if is_draft else ""
        title = sheet.event.title
    return render_pdf(TEMPLATE, data, language=first, title=title, made_at=clock.now(), head=head)


class _Writer:
    """Writes everything in each of the document's languages, once where it is the same in both."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)

    def document(self, sheet: cards.AgendaSheet, version: int | None) -> dict[str, Any]:
        """What templates/pdf/events/programme.typ reads."""
        event, other = sheet.event, sheet.clocks.other
        facts: tuple[tuple[Callable[[], str], Callable[[], str]], ...] = (
            (lambda: _("When"), lambda: ", ".join(filter(None, (event.when, event.days_unknown)))),
            (lambda: _("Where"), lambda: ", ".join(filter(None, (event.place, event.venue)))),
            (lambda: _("Hosts"), lambda: event.hosts_text),
            (lambda: pgettext("agenda", "Version"), lambda: str(version or "")),
        )

        def moon() -> str:
            return _("outside 9–18 in %(place)s") % {"place": other.partner.name if other else ""}

        return {
            "title": self.in_languages(lambda: _pair(event, "title"))[1:],
            "facts": [
                [self.in_languages(label), found] for label, value in facts if (found := self.in_languages(value))
            ],
            "clocks": self.in_languages(lambda: sheet.clocks.sentence) if sheet.has_times else [],
            "other-side": other.side if other else "",
            "heads": self.heads(sheet),
            "days": [self.day(day) for day in sheet.days],
            "empty": self.in_languages(lambda: _("Nothing is on the agenda yet.")),
            "moon": self.in_languages(moon) if other and sheet.has_moon else [],
        }

    def heads(self, sheet: cards.AgendaSheet) -> list[dict[str, Any]]:
        """The heads of the table: both clocks with the letters of their sides, the item, the topic."""
        clocks, other, letters = sheet.clocks, sheet.clocks.other, sheet.event.strand.side_letters
        heads: list[tuple[str, str, Callable[[], str]]] = [("item", "", lambda: pgettext("agenda", "Item"))]
        if sheet.has_times and other:
            heads.insert(0, ("other", other.side, lambda: other.partner.name))
        if sheet.has_times:
            heads.insert(0, ("local", clocks.side, lambda: clocks.local_name))
        if sheet.has_topics:
            heads.append(("topic", "", lambda: _("Topic")))
        return [
            {"key": key, "side": side, "letters": letters(side) if side else "", "words": self.in_languages(read)}
            for key, side, read in heads
        ]

    def day(self, day: cards.AgendaDay) -> dict[str, Any]:
        return {
            "words": self.in_languages(lambda: ": ".join(filter(None, (day.title, day.date_label)))),
            "rows": [self.row(row) for row in day.rows],
        }

    def row(self, row: cards.AgendaRow) -> dict[str, Any]:
        """One item: its times, its title, and below it where, who and in which languages."""
        line, other = row.line, row.other
        notes = (
            lambda: (line.kind_text, row.spot, row.city.name),
            lambda: (
                _("Host: %(host)s") % {"host": line.host.name} if line.host else "",
                join_names([one.name for one, _role in row.organisations]),
                row.languages,
                line.interpretation,
            ),
        )
        noted = [self.in_languages(partial(_joined, note)) for note in notes]
        return {
            "local": self.times(line),
            "other": self.times(other),
            "shift": other.shift if other else "",
            "outside": bool(other and other.is_outside),
            "title": self.in_languages(lambda: _pair(line, "title")),
            "topic": self.in_languages(lambda: _pair(line.topic, "name")) if line.topic else [],
            "notes": [note for note in noted if note],
        }

    def times(self, time: selectors.AgendaLine | cards.WallTime | None) -> str:
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
