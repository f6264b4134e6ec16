"""The papers of a journey: the page of each, its files and photographs, and the acts on them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView, View

from core.act_forms import ActForm
from core.actions import Button
from core.acts import refusal_by
from core.errors import DomainError
from core.formats import join_names
from core.page_blocks import block_rows
from core.sent_files import send_file, send_kept
from core.texts import LANGUAGES, reader_language
from events.enums import TripPaperKind
from events.events.pages import InEvent, OfEvent
from events.events.selectors import is_workable
from events.rules import may_edit_trip_paper, may_edit_trip_photo, may_write_trip
from events.trips import services as writing
from events.trips.documents import paper_blocks, paper_name, paper_title
from events.trips.forms import TripPhotoAddForm, TripPhotoEditForm, TripPlanForm, TripReportForm
from events.trips.papers import AGENDA, ATTENDANCE, DELEGATION, EVENT, NOTES, PAPER, PHOTOS, TripSheet
from events.trips.selectors import find_delegation
from partnerships.documents.uploads import check_upload

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from events.models import Delegation, TripPaper, TripPhoto

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
        return TripSheet(self.grants, self.delegation, self.kind)

    @property
    def paper_name(self) -> str:
        return paper_name(self.kind, abroad=self.sheet.is_abroad)

    def of_trip(self, name: str, *more: object) -> str:
        return self.address(name, self.kwargs["partner"], self.kind.value, *more)

    def delegation_places(self) -> list[tuple[str, str]]:
        partner = self.delegation.participation.partner
        return [self.delegations_place(), (partner.name, self.delegation.get_absolute_url())]


class TripPaperPage(InTrip, TemplateView):
    """One paper: how far it is, what is missing, and itself as its file will read."""

    template_name = "events/trips/trip_paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        sheet, event = self.sheet, self.event
        wanted = self.request.GET.get("language", "")
        language = wanted if wanted in LANGUAGES else reader_language()
        paper = sheet.paper
        no_journey = refusal_by(writing.check_journey, paper)
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
        edit = Button(pgettext("paper of a journey", "Edit"), self.of_trip("trip-paper-edit"), "main")
        if paper.finished_at:
            again = Button(_("Take it up again"), self.of_trip("trip-paper-reopen"))
            return [Button(edit.label, edit.url), again]
        done = Button(_("Finish"), self.of_trip("trip-paper-finish"))
        return [edit, done] if paper.pk else [edit]

    def _files(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        return [
            (code, name, [(_FORMAT_NAMES[one], self.of_trip("trip-paper-file", code, one)) for one in writing.FORMATS])
            for code, name in _NAMES.items()
        ]

    def _photo_add_url(self, *, works: bool) -> str:
        fits = self.sheet.is_report and len(self.sheet.photos) < writing.MOST_PHOTOS
        return self.of_trip("trip-photo-add") if works and fits else ""

    def _other(self) -> tuple[str, str]:
        other = TripPaperKind.PLAN if self.sheet.is_report else TripPaperKind.REPORT
        name = paper_name(other, abroad=self.sheet.is_abroad)
        return name, self.address("trip-paper", self.kwargs["partner"], other.value)

    def _history_url(self) -> str:
        """Who wrote what when, once somebody has."""
        key = self.sheet.paper.pk
        args = [self.event.strand.code, "trip-paper", key]
        return reverse("partnerships:record-history", args=args) if key else ""

    def _place(self, place: str) -> str:
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
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in writing.FORMATS:
            raise Http404
        content = writing.paper_file(by=request.user, sheet=self.sheet, language=language, file_format=file_format)  # type: ignore[arg-type]
        return send_file(
            content, name=writing.file_name(self.sheet, language, file_format), media_type=writing.FORMATS[file_format]
        )


class TripPhotoFile(InTrip, View):
    """Hands out one photograph of a report."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        photo = self.get_or_404(self.sheet.paper.shown_photos, pk=self.kwargs["photo"])
        ending = "png" if photo.media_type == "image/png" else "jpg"
        return send_kept(photo.file, name=f"photograph-{photo.pk}.{ending}", media_type=photo.media_type)


class OfTrip(OfEvent, InTrip):
    """An act on a paper, with the way back to it."""

    def get_places(self) -> list[tuple[str, str]]:
        return [
            *self.delegation_places(),
            (self.paper_name, self.get_done_url()),
            (str(self.title), ""),
        ]

    def get_done_url(self) -> str:
        return self.of_trip("trip-paper")

    def get_refusal(self) -> str:
        return refusal_by(writing.check_paper_open, self.event, self.kind) or refusal_by(
            writing.check_journey, self.sheet.paper
        )

    def reopens(self) -> list[str]:
        reopened = _("The paper is finished. Once you save, it is open again; finish it anew when it is right.")
        return [reopened] if self.sheet.paper.finished_at else []


class TripPaperEdit(OfTrip):
    """Writes in the plan, or in the report."""

    rule: ClassVar[Any] = may_edit_trip_paper
    submit_label = gettext_lazy("Save")
    undone_by = "events:trip-paper-edit"

    @property
    def title(self) -> str:
        if self.kind == TripPaperKind.PLAN:
            at_home = _("Write the plan of a trip within the country")
            return _("Write the trip plan") if self.sheet.is_abroad else at_home
        at_home = _("Write the report on a trip within the country")
        return _("Write the trip report") if self.sheet.is_abroad else at_home

    @property
    def form_class(self) -> type[Any]:  # type: ignore[override]
        return TripPlanForm if self.kind == TripPaperKind.PLAN else TripReportForm

    def get_record(self) -> TripPaper:
        return self.sheet.paper

    def get_consequences(self) -> list[str]:
        return self.reopens()

    def act(self, form: Any) -> str:
        writing.edit_trip_paper(
            by=self.request.user,
            grants=self.grants,
            delegation=self.delegation,
            kind=self.kind,
            version=form.cleaned_data.get("seen_version"),
            changes=form.changes,
        )
        return _("Saved.")


class OnTripPaper(OfTrip):
    """An act on a paper that somebody has begun."""

    rule: ClassVar[Any] = may_edit_trip_paper
    given_as = "paper"
    form_class: ClassVar[type[Any]] = ActForm

    def get_record(self) -> TripPaper:
        if self.sheet.paper.pk is None:
            raise Http404
        return self.sheet.paper


class TripPaperFinish(OnTripPaper):
    """Says that it is finished."""

    title = gettext_lazy("Finish the paper")
    submit_label = pgettext_lazy("paper of a journey", "Finish")
    question = gettext_lazy("The paper is asked for no more. You can take it up again.")
    undone_by = "events:trip-paper-reopen"

    def get_refusal(self) -> str:
        return super().get_refusal() or refusal_by(writing.check_written, self.sheet.paper)

    def get_consequences(self) -> list[str]:
        gaps = [gap for gap, _place in self.sheet.gaps]
        return [_("Not recorded so far: %(gaps)s.") % {"gaps": join_names(gaps)}] if gaps else []

    def act(self, form: Any) -> str:
        writing.finish_trip_paper(**self.given(form))
        return _("Finished. Download it as Word or PDF.")


class TripPaperReopen(OnTripPaper):
    """Takes it up again."""

    title = gettext_lazy("Take the paper up again")
    submit_label = gettext_lazy("Take it up again")
    question = gettext_lazy("Its texts and photographs stay as they are.")
    undone_by = "events:trip-paper-finish"

    def act(self, form: Any) -> str:
        writing.reopen_trip_paper(**self.given(form))
        return _("The paper is open again.")


class OfTripReport(OfTrip):
    """Photographs stand in reports alone."""

    def get_done_url(self) -> str:
        return f"{super().get_done_url()}#photographs"

    def check_report(self) -> None:
        if self.kind != TripPaperKind.REPORT:
            raise Http404


class TripPhotoAdd(OfTripReport):
    """Adds a photograph."""

    rule: ClassVar[Any] = may_write_trip
    form_class = TripPhotoAddForm
    template_name = "events/trips/trip_photo_act.html"
    title = gettext_lazy("Add a photograph")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "events:trip-photo-remove"
    undone_at: ClassVar[dict[str, str]] = {"photo": "pk"}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # However long it takes to look at the file, no transaction waits for it; the form says what is wrong.
        with suppress(DomainError, KeyError):
            check_upload(request.FILES["file"])  # type: ignore[arg-type]
        return super().post(request, *args, **kwargs)

    def get_record(self) -> Delegation:
        self.check_report()
        return self.delegation

    def get_form_kwargs(self) -> dict[str, Any]:
        # There is no version of a photograph that is yet to be.
        return {}

    def get_consequences(self) -> list[str]:
        consent = _("Show people only where they agreed to be photographed.")
        return [*self.reopens(), consent]

    def act(self, form: Any) -> str:
        self.added = writing.add_trip_photo(
            by=self.request.user,
            grants=self.grants,
            delegation=self.delegation,
            upload=form.cleaned_data["file"],
            captions=form.captions,
        )
        return _("The photograph stands in the report.")


class OnTripPhoto(OfTripReport):
    """An act on one photograph."""

    rule: ClassVar[Any] = may_edit_trip_photo
    given_as = "photo"

    def get_record(self) -> TripPhoto:
        self.check_report()
        rows = self.sheet.paper.shown_photos
        photo = self.get_or_404(rows, pk=self.kwargs["photo"])
        photo.paper = self.sheet.paper
        return photo

    def get_consequences(self) -> list[str]:
        return self.reopens()


class TripPhotoEdit(OnTripPhoto):
    """Changes its caption or its place."""

    form_class = TripPhotoEditForm
    title = gettext_lazy("Edit a photograph")
    submit_label = gettext_lazy("Save")
    undone_by = "events:trip-photo-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.sheet.photos
        place = next(number for number, row in enumerate(rows, start=1) if row.pk == self.record.pk)
        return {"record": self.record, "place": place, "of": len(rows)}

    def act(self, form: Any) -> str:
        writing.edit_trip_photo(**self.given(form), changes=form.captions, place=form.cleaned_data.get("place"))
        return _("Saved.")


class TripPhotoRemove(OnTripPhoto):
    """Takes it out; its file is deleted."""

    form_class: ClassVar[type[Any]] = ActForm
    title = gettext_lazy("Remove a photograph")
    submit_label = pgettext_lazy("verb", "Remove")
    danger = True

    def get_question(self) -> str:
        return f"“{self.record.caption}”"

    def get_consequences(self) -> list[str]:
        return [_("Its file is deleted. To have it back, you add it anew.")]

    def act(self, form: Any) -> str:
        writing.remove_trip_photo(**self.given(form))
        return _("Removed.")
