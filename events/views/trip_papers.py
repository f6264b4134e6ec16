"""The papers of a journey: the page of each, its files, its photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import TemplateView, View

from core import clock
from core.actions import Button
from core.acts import refusal_by
from core.page_blocks import block_rows
from core.sent_files import send_file, send_kept
from core.texts import LANGUAGES, reader_language
from events.enums import TripPaperKind
from events.models import TripPhoto
from events.rules import may_write_trip
from events.services.event_places import is_workable
from events.services.trip_files import FORMATS, file_name, paper_blocks, paper_file, paper_title
from events.services.trip_gaps import AGENDA, ATTENDANCE, DELEGATION, EVENT, NOTES, PAPER, PHOTOS, gaps_of
from events.services.trip_lines import state_of
from events.services.trip_papers import TripSheet, read_trip
from events.services.trip_photos import MOST_PHOTOS
from events.services.trip_words import title_words
from events.services.trip_writing import check_journey
from events.services.trips import find_delegation, knows_return, leads_abroad
from events.views.places import InEvent

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from events.models import Delegation
    from events.services.trip_lines import PaperState

_NAMES = {"ko": "한국어", "en": "English"}
_FORMAT_NAMES = {"docx": "DOCX", "pdf": "PDF"}


class InTrip(InEvent):
    """A page of one paper of one partner's journey; who may not read it does not find it."""

    @cached_property
    def kind(self) -> TripPaperKind:
        """Plan or report, as the address says; else 404."""
        if self.kwargs["paper"] not in TripPaperKind.values:
            raise Http404
        return TripPaperKind(self.kwargs["paper"])

    @cached_property
    def delegation(self) -> Delegation:
        """The partner's delegation, also where it is still empty; else 404."""
        found = find_delegation(self.grants, self.event, self.kwargs["partner"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def sheet(self) -> TripSheet:
        """What the paper shows."""
        return read_trip(self.grants, self.delegation, self.kind)

    @cached_property
    def is_abroad(self) -> bool:
        """Whether the journey leads out of the partner's country: its papers are called otherwise then."""
        return leads_abroad(self.delegation)

    @property
    def paper_name(self) -> str:
        """What the paper is called."""
        return title_words(self.kind, abroad=self.is_abroad)

    def of_trip(self, name: str, *more: object) -> str:
        """An address of the paper."""
        return self.address(name, self.kwargs["partner"], self.kind.value, *more)

    def delegation_places(self) -> list[tuple[str, str]]:
        """The event's delegations, and the partner's own."""
        partner = self.delegation.participation.partner
        return [self.delegations_place(), (partner.name, self.delegation.get_absolute_url())]


class TripPaperPage(InTrip, TemplateView):
    """One paper: how far it is, what is missing, and itself as its file will read."""

    template_name = "events/trip_paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        sheet, event = self.sheet, self.event
        wanted = self.request.GET.get("language", "")
        language = wanted if wanted in LANGUAGES else reader_language()
        no_journey = refusal_by(check_journey, sheet.paper)
        state = state_of(sheet.delegation, self.kind, sheet.paper if sheet.paper.pk else None, clock.today())
        works = may_write_trip(self.grants, self.delegation) and not no_journey and is_workable(event)
        return super().get_context_data(
            crumbs=self.event_crumbs(*self.delegation_places(), (self.paper_name, "")),
            paper_name=self.paper_name,
            sheet=sheet,
            no_journey=no_journey,
            partner=sheet.participation.partner,
            state=state,
            due_words=self._due_words(state),
            works=works,
            buttons=self._buttons(state) if works else [],
            gaps=[(gap, self._place(gap.place) if works else "") for gap in gaps_of(sheet)],
            language=language,
            paper_title=paper_title(sheet, language),
            blocks=block_rows(paper_blocks(sheet, language), below=2),
            languages=[(code, name, f"?language={code}#paper") for code, name in _NAMES.items()],
            files=self._files(),
            photos=[(photo, self.of_trip("trip-photo", photo.pk)) for photo in sheet.photos],
            photo_add_url=self._photo_add_url(works=works),
            other=self._other(),
            history_url=self._history_url(),
            **kwargs,
        )

    def _due_words(self, state: PaperState) -> str:
        """From what its due day is counted."""
        if state.due is None:
            return ""
        if self.kind == TripPaperKind.PLAN:
            return _("before the first day")
        exact = knows_return(self.event, self.delegation)
        days = settings.TRIP_REPORT_DAYS
        after = ngettext("%(days)s day after the return", "%(days)s days after the return", days) % {"days": days}
        return after if exact else _("at the latest; the day of return is not recorded")

    def _buttons(self, state: PaperState) -> list[Button]:
        """What can be done with it now."""
        edit = Button(pgettext("paper of a journey", "Edit"), self.of_trip("trip-paper-edit"), "main")
        if state.is_finished:
            again = Button(_("Take it up again"), self.of_trip("trip-paper-reopen"))
            return [Button(edit.label, edit.url), again]
        done = Button(_("Finish"), self.of_trip("trip-paper-finish"))
        return [edit, done] if state.paper.pk else [edit]

    def _files(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """The files by language: Word and PDF."""
        return [
            (code, name, [(_FORMAT_NAMES[one], self.of_trip("trip-paper-file", code, one)) for one in FORMATS])
            for code, name in _NAMES.items()
        ]

    def _photo_add_url(self, *, works: bool) -> str:
        """Where one more is added, where one more fits."""
        fits = self.sheet.is_report and len(self.sheet.photos) < MOST_PHOTOS
        return self.of_trip("trip-photo-add") if works and fits else ""

    def _other(self) -> tuple[str, str]:
        """The other paper of the same journey."""
        other = TripPaperKind.PLAN if self.sheet.is_report else TripPaperKind.REPORT
        name = title_words(other, abroad=self.is_abroad)
        return name, self.address("trip-paper", self.kwargs["partner"], other.value)

    def _history_url(self) -> str:
        """Who wrote what when, once somebody has."""
        key = self.sheet.paper.pk
        args = [self.event.strand.code, "trip-paper", key]
        return reverse("partnerships:record-history", args=args) if key else ""

    def _place(self, place: str) -> str:
        """Where a gap is filled."""
        strand = self.event.strand.code
        if place == NOTES:
            pairing = self.sheet.pairings[0].code if self.sheet.pairings else ""
            return reverse("events:visit-notes", args=[strand, self._event_with_agenda(), pairing]) if pairing else ""
        return {
            PAPER: lambda: self.of_trip("trip-paper-edit"),
            PHOTOS: lambda: self.of_trip("trip-photo-add"),
            DELEGATION: self.delegation.get_absolute_url,
            ATTENDANCE: lambda: self.address("attendance", self.kwargs["partner"]),
            EVENT: self.event.get_absolute_url,
            AGENDA: lambda: reverse("events:agenda", args=[strand, self._event_with_agenda()]),
        }[place]()

    def _event_with_agenda(self) -> str:
        """The event whose agenda lacks something: the first that has one, else this one."""
        return next((stop.event.code for stop in self.sheet.stops if stop.rows), self.event.code)


class TripPaperFile(InTrip, View):
    """Hands out the paper as a file, made from the records as they stand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In one of two languages and two formats; else 404."""
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FORMATS:
            raise Http404
        content = paper_file(by=request.user, sheet=self.sheet, language=language, file_format=file_format)  # type: ignore[arg-type]
        return send_file(content, name=file_name(self.sheet, language, file_format), media_type=FORMATS[file_format])


class TripPhotoFile(InTrip, View):
    """Hands out one photograph of a report."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        """As it was stored; 404 once it is removed."""
        rows = TripPhoto.objects.filter(paper__delegation=self.delegation.pk, paper__kind=self.kind, removed_at=None)
        photo = self.get_or_404(rows, pk=self.kwargs["photo"])
        ending = "png" if photo.media_type == "image/png" else "jpg"
        return send_kept(photo.file, name=f"photograph-{photo.pk}.{ending}", media_type=photo.media_type)
