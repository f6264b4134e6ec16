"""The pages of an agenda: the agenda itself, its released versions, the hosts' sheet, the programme as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView, View

from core.acts import refusal_by
from core.parts import OneClick
from core.sent_files import PDF, send_file
from events.agendas.act_steps import check_workable
from events.agendas.changes import AgendaChange, compare
from events.agendas.host_sheets import HOSTED, host_sheets
from events.agendas.lines import Named
from events.agendas.programme import LANGUAGES, programme_pdf
from events.agendas.releases import changes_of
from events.agendas.selectors import (
    AgendaDay,
    AgendaRow,
    AgendaSheet,
    ShownAgenda,
    lines_of_release,
    sheet_of,
    shown_agenda,
)
from events.agendas.times import Clocks, clocks_of
from events.agendas.warnings import AgendaWarning, warnings_of
from events.enums import HostAnswer
from events.events.pages import InEvent, event_address
from events.models import AgendaItem, AgendaRelease
from events.rules import may_edit_agenda

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from events.agendas.lines import AgendaLine
    from events.agendas.warnings import Place
    from events.models import Event

# The agenda as pages draw it: days of rows by both clocks, and for its editors what can be done to each item.

# The icon beside what the host said (templates/components/status_word.html).
_LOOKS = {HostAnswer.CONFIRMED: "done", HostAnswer.DECLINED: "cancelled", HostAnswer.ASKED: "soon"}


@dataclass(frozen=True, slots=True)
class Step:
    """A move by one place within the day: where the button leads, and to which place."""

    act: OneClick
    extra: tuple[str, int]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with its item, where the reader sees the draft, and with its acts, where the reader may edit it."""

    row: AgendaRow
    item: AgendaItem | None = None
    look: str = ""
    answer: str = ""
    edit_url: str = ""
    move_url: str = ""
    remove_url: str = ""
    answers: tuple[OneClick, ...] = ()
    answer_urls: tuple[tuple[str, str], ...] = ()
    up: Step | None = None
    down: Step | None = None


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A day with its rows, and where an item of that day is added."""

    day: AgendaDay
    rows: tuple[DrawnRow, ...]
    add_url: str = ""


def drawn_days(sheet: AgendaSheet, agenda: ShownAgenda | None = None, *, works: bool = False) -> list[DrawnDay]:
    """The days to be drawn; with the acts where the agenda `works`, that is, may be edited now."""
    found = []
    for day in sheet.days:
        rows = [_drawn(row, agenda, day, works=works) for row in day.rows]
        add = f"{event_address(agenda.event, 'agenda-item-add')}?day={day.day}" if agenda and works else ""
        found.append(DrawnDay(day, tuple(rows), add))
    return found


def _drawn(row: AgendaRow, agenda: ShownAgenda | None, day: AgendaDay, *, works: bool) -> DrawnRow:
    item = agenda.items.get(row.line.key) if agenda else None
    if agenda is None or item is None:
        return DrawnRow(row)
    answer = HostAnswer(item.answer)
    hosted = bool(item.host_id) and item.kind in HOSTED
    words = str(answer.label) if hosted and (answer or works) else ""
    if not works:
        return DrawnRow(row, item, _LOOKS.get(answer, "planned"), words)
    here, rows = day.rows.index(row), day.rows
    return DrawnRow(
        row=row,
        item=item,
        look=_LOOKS.get(answer, "planned"),
        answer=words,
        edit_url=event_address(agenda.event, "agenda-item-edit", item.pk),
        move_url=event_address(agenda.event, "agenda-item-move", item.pk) if len(rows) > 2 else "",
        remove_url=event_address(agenda.event, "agenda-item-remove", item.pk),
        answers=_answers(agenda.event, item) if hosted else (),
        answer_urls=_answer_urls(agenda.event, item) if hosted else (),
        up=_step(agenda.event, item, pgettext("move a row", "Up"), rows[here - 1].place) if here else None,
        down=_step(agenda.event, item, pgettext("move a row", "Down"), rows[here + 1].place)
        if here + 1 < len(rows)
        else None,
    )


def _step(event: Event, item: AgendaItem, label: str, place: int) -> Step:
    return Step(OneClick(event_address(event, "agenda-item-move", item.pk), label, item.version), ("place", place))


def _answers(event: Event, item: AgendaItem) -> tuple[OneClick, ...]:
    """What one click says of the host: asked, or confirmed."""
    steps = {
        HostAnswer.OPEN: (("ask", _("Mark as asked")), ("confirm", _("Mark as confirmed"))),
        HostAnswer.ASKED: (("confirm", _("Mark as confirmed")),),
    }
    found = steps.get(HostAnswer(item.answer), ())
    return tuple(
        OneClick(event_address(event, "agenda-answer", item.pk, name), label, item.version) for name, label in found
    )


def _answer_urls(event: Event, item: AgendaItem) -> tuple[tuple[str, str], ...]:
    """What needs a word more: declined, or taken back."""
    declined, taken_back = ("decline", _("Mark as declined")), ("take-back", _("Take the answer back"))
    steps = {
        HostAnswer.OPEN: (),
        HostAnswer.ASKED: (declined, taken_back),
        HostAnswer.CONFIRMED: (declined, taken_back),
        HostAnswer.DECLINED: (
            ("ask", _("Mark as asked again")),
            ("confirm", _("Mark as confirmed")),
            taken_back,
        ),
    }[HostAnswer(item.answer)]
    return tuple((label, event_address(event, "agenda-answer", item.pk, name)) for name, label in steps)


class InAgenda(InEvent):
    """A page of an event's agenda."""

    @cached_property
    def agenda(self) -> ShownAgenda:
        """What the reader sees of it."""
        return shown_agenda(self.grants, self.event)

    def sheet(self, lines: Sequence[AgendaLine]) -> AgendaSheet:
        """Lines of the event by both clocks."""
        return sheet_of(self.event, lines, self.clocks(lines))

    def clocks(self, lines: Sequence[AgendaLine]) -> Clocks:
        """The clocks that they are read by."""
        return clocks_of(self.grants, self.event, lines)

    def agenda_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the event and its agenda down to the page."""
        return self.event_crumbs((_("Agenda"), self.address("agenda") if below else ""), *below)


class AgendaPage(InAgenda, TemplateView):
    """The agenda day by day: for its editors the draft with what can be done, for others what they may see."""

    template_name = "events/agendas/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        agenda, event = self.agenda, self.event
        refusal = refusal_by(check_workable, event) if agenda.may_edit else ""
        works = agenda.may_edit and not refusal
        sheet = self.sheet(agenda.lines)
        return super().get_context_data(
            crumbs=self.agenda_crumbs(),
            agenda=agenda,
            sheet=sheet,
            days=drawn_days(sheet, agenda, works=works),
            works=works,
            refusal=refusal,
            reopens=bool(refusal) and self.offers_reopening(),
            warnings=self._warnings() if agenda.may_edit else [],
            pending=_pending(agenda) if works else [],
            removed=self._removed() if works else [],
            versions=_versions(event),
            programmes=programme_links(event) if agenda.lines else [],
            sees_draft=bool(agenda.items),
            **kwargs,
        )

    def _warnings(self) -> list[AgendaWarning]:
        first = next(iter(self.event.visiting.all()), None)
        return warnings_of(
            self.agenda.lines,
            places=_places(self.agenda),
            period=self.event.shown_period,
            home=Named.of(first.city) if first else None,
        )

    def _removed(self) -> list[AgendaItem]:
        rows = AgendaItem.objects.filter(event=self.event, removed_at__isnull=False)
        return list(rows.order_by("-removed_at", "-pk"))


class AgendaVersion(InAgenda, TemplateView):
    """A version as it was released, and what it changed over the one before."""

    template_name = "events/agendas/agenda_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The version of the address, else 404."""
        release = self.get_or_404(
            AgendaRelease.objects.visible_to(self.grants), event=self.event, number=self.kwargs["release"]
        )
        lines = lines_of_release(release)
        sheet = self.sheet(lines)
        title = _("Version %(number)s") % {"number": release.number}
        return super().get_context_data(
            crumbs=self.agenda_crumbs((title, "")),
            release=release,
            title=title,
            sheet=sheet,
            days=drawn_days(sheet),
            changes=changes_of(release),
            programmes=programme_links(self.event, release),
            versions=_versions(self.event),
            **kwargs,
        )


class HostSheetPage(InAgenda, TemplateView):
    """What is still open, host by host; for who works on the agenda, to be read or printed."""

    template_name = "events/agendas/host_sheet.html"
    rule = may_edit_agenda

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The items by host; a reader who may not work on them is refused."""
        self.require(self.event)
        items = [self.agenda.items[line.key] for line in self.agenda.by_day]
        return super().get_context_data(
            crumbs=self.agenda_crumbs((_("Hosts' sheet"), "")),
            sheets=host_sheets(items),
            **kwargs,
        )


class Programme(InAgenda, View):
    """The programme as PDF, in one language or both: `?version=` names a version, else what the agenda's page shows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it anew; 404 for a language or a version that there is not."""
        language = self.kwargs["language"]
        if language not in LANGUAGES:
            raise Http404
        event, release = self.event, self._release()
        lines = lines_of_release(release) if release else self.agenda.lines
        is_draft = release is None and self.agenda.is_draft
        content = programme_pdf(
            event=event,
            lines=lines,
            clocks=self.clocks(lines),
            language=language,
            version=release.number if release else self._number(),
            is_draft=is_draft,
        )
        return send_file(content, name=f"programme-{event.code}-{language}.pdf", media_type=PDF)

    def _number(self) -> int | None:
        newest = self.agenda.release
        return newest.number if newest and not self.agenda.is_draft else None

    def _release(self) -> AgendaRelease | None:
        asked = self.request.GET.get("version", "")
        if not asked:
            return None
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 9):
            raise Http404
        rows = AgendaRelease.objects.visible_to(self.grants)
        return self.get_or_404(rows, event=self.event, number=int(asked))


def programme_links(event: Event, release: AgendaRelease | None = None) -> list[tuple[str, str]]:
    """The programme's files by language, of a version or of what the reader sees."""
    query = f"?version={release.number}" if release else ""
    return [(str(label), event_address(event, "programme", language) + query) for language, label in LANGUAGES.items()]


def _versions(event: Event) -> list[AgendaRelease]:
    """The released versions with whoever released them, the newest first; without what they hold."""
    return list(AgendaRelease.objects.filter(event=event).defer("items").select_related("by").order_by("-number"))


def _pending(agenda: ShownAgenda) -> list[AgendaChange]:
    """What changed since the newest version; nothing before the first."""
    return compare(lines_of_release(agenda.release), agenda.lines) if agenda.release and agenda.is_draft else []


def _places(agenda: ShownAgenda) -> dict[str, Place]:
    """Where the cities of the items lie, as far as the map knows."""
    cities = [item.city for item in agenda.items.values() if item.city]
    cities += [row.city for row in agenda.event.visiting.all()]
    return {
        city.code: (float(city.latitude), float(city.longitude))
        for city in cities
        if city.latitude is not None and city.longitude is not None
    }
