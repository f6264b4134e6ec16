"""The pages of an agenda: the agenda itself, its released versions, the hosts' sheet, the programme as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.sent_files import PDF, send_file
from events.agendas.actions import AddItem
from events.agendas.cards import LANGUAGES, AgendaSheet, programme_links
from events.agendas.host_sheets import host_sheets
from events.agendas.lines import Named, compare
from events.agendas.programme import programme_pdf
from events.agendas.selectors import ShownAgenda, changes_of, lines_of_release, may_edit_agenda, shown_agenda
from events.agendas.times import AgendaWarning, Clocks, warnings_of
from events.events.pages import InEvent
from events.models import AgendaItem, AgendaRelease

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class InAgenda(InEvent):
    """A page of an event's agenda."""

    @cached_property
    def agenda(self) -> ShownAgenda:
        return shown_agenda(self.grants, self.event)

    @property
    def versions(self) -> QuerySet[AgendaRelease]:
        """The released versions with whoever released them, the newest first; without what they hold."""
        return AgendaRelease.objects.filter(event=self.event).defer("items").select_related("by").order_by("-number")

    def agenda_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the event and its agenda down to the page."""
        return self.event_crumbs((_("Agenda"), self.address("agenda") if below else ""), *below)


class AgendaPage(InAgenda, TemplateView):
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
            sheet=AgendaSheet(event, agenda.lines, Clocks(self.grants, event, agenda.lines), agenda.items),
            works=works,
            refusal=refusal,
            reopens=bool(refusal) and self.offers_reopening(),
            warnings=self._warnings() if agenda.may_edit else [],
            pending=compare(lines_of_release(release), agenda.lines) if release else [],
            removed=removed if works else [],
            versions=self.versions,
            programmes=programme_links(event) if agenda.lines else [],
            **kwargs,
        )

    def _warnings(self) -> list[AgendaWarning]:
        visited = [row.city for row in self.event.visiting.all()]
        cities = [*(item.city for item in self.agenda.items.values() if item.city), *visited]
        return warnings_of(
            self.agenda.lines,
            # As far as the map knows.
            places={
                city.code: (float(city.longitude), float(city.latitude))
                for city in cities
                if city.latitude is not None and city.longitude is not None
            },
            period=self.event.shown_period,
            home=Named.of(visited[0]) if visited else None,
        )


class AgendaVersion(InAgenda, TemplateView):
    """A version as it was released, and what it changed over the one before."""

    template_name = "events/agendas/agenda_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The version of the address, else 404."""
        release = self.get_or_404(
            AgendaRelease.objects.visible_to(self.grants), event=self.event, number=self.kwargs["release"]
        )
        lines = lines_of_release(release)
        title = _("Version %(number)s") % {"number": release.number}
        return super().get_context_data(
            crumbs=self.agenda_crumbs((title, "")),
            release=release,
            title=title,
            sheet=AgendaSheet(self.event, lines, Clocks(self.grants, self.event, lines)),
            changes=changes_of(release),
            programmes=programme_links(self.event, release),
            versions=self.versions,
            **kwargs,
        )


class HostSheetPage(InAgenda, TemplateView):
    """What is still open, host by host; for who works on the agenda, to be read or printed."""

    template_name = "events/agendas/host_sheet.html"
    rule = may_edit_agenda

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
        shown = release or self.agenda.release
        content = programme_pdf(
            event=event,
            lines=lines,
            clocks=Clocks(self.grants, event, lines),
            language=language,
            version=shown.number if shown and not is_draft else None,
            is_draft=is_draft,
        )
        return send_file(content, name=f"programme-{event.code}-{language}.pdf", media_type=PDF)

    def _release(self) -> AgendaRelease | None:
        asked = self.request.GET.get("version", "")
        if not asked:
            return None
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 9):
            raise Http404
        rows = AgendaRelease.objects.visible_to(self.grants)
        return self.get_or_404(rows, event=self.event, number=int(asked))
