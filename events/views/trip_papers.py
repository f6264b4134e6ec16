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

from core.actions import Button
from core.acts import refusal_by
from core.page_blocks import block_rows
from core.sent_files import send_file, send_kept
from core.texts import LANGUAGES, reader_language
from events.enums import TripPaperKind
from events.models import TripPhoto
from events.rules import may_write_trip
from events.services.event_places import is_workable
from events.services.trip_documents import paper_blocks, paper_name, paper_title
from events.services.trip_papers import AGENDA, ATTENDANCE, DELEGATION, EVENT, NOTES, PAPER, PHOTOS, TripSheet
from events.services.trip_writing import FORMATS, MOST_PHOTOS, check_journey, file_name, paper_file
from events.services.trips import find_delegation
from events.views.places import InEvent

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from events.models import Delegation, TripPaper

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
        return TripSheet(self.grants, self.delegation, self.kind)

    @property
    def paper_name(self) -> str:
        """What the paper is called."""
        return paper_name(self.kind, abroad=self.sheet.is_abroad)

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
        paper = sheet.paper
        no_journey = refusal_by(check_journey, paper)
        works = may_write_trip(self.grants, self.delegation) and not no_journey and is_workable(event)
        return super().get_context_data(
            crumbs=self.event_crumbs(*self.delegation_places(), (self.paper_name, "")),
            paper_name=self.paper_name,
            sheet=sheet,
            no_journey=no_journey,
            partner=sheet.participation.partner,
            paper=paper,
            counted_from=self._counted_from(paper),
            works=works,
            buttons=self._buttons(paper) if works else [],
            gaps=[(gap, self._place(place) if works else "") for gap, place in sheet.gaps],
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

    def _counted_from(self, paper: TripPaper) -> str:
        """From what its due day is counted."""
        if self.kind == TripPaperKind.PLAN:
            return _("before the first day")
        days = settings.TRIP_REPORT_DAYS
        after = ngettext("%(days)s day after the return", "%(days)s days after the return", days) % {"days": days}
        return after if paper.due_is_exact else _("at the latest; the day of return is not recorded")

    def _buttons(self, paper: TripPaper) -> list[Button]:
        """What can be done with it now."""
        edit = Button(pgettext("paper of a journey", "Edit"), self.of_trip("trip-paper-edit"), "main")
        if paper.finished_at:
            again = Button(_("Take it up again"), self.of_trip("trip-paper-reopen"))
            return [Button(edit.label, edit.url), again]
        done = Button(_("Finish"), self.of_trip("trip-paper-finish"))
        return [edit, done] if paper.pk else [edit]

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
        name = paper_name(other, abroad=self.sheet.is_abroad)
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
