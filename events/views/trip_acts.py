"""The acts on the papers of a journey and on the photographs of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import refusal_by
from core.formats import join_names
from events.enums import TripPaperKind
from events.forms.trips import TripPhotoAddForm, TripPhotoEditForm, TripPlanForm, TripReportForm
from events.models import TripPaper, TripPhoto
from events.rules import may_edit_trip_paper, may_edit_trip_photo, may_write_trip
from events.services.trip_writing import (
    add_trip_photo,
    check_journey,
    check_paper_open,
    check_written,
    edit_trip_paper,
    edit_trip_photo,
    finish_trip_paper,
    remove_trip_photo,
    reopen_trip_paper,
)
from events.views.places import OfEvent
from events.views.trip_papers import InTrip
from partnerships.views.document_acts import TakesFile

if TYPE_CHECKING:
    from events.models import Delegation


class OfTrip(OfEvent, InTrip):
    """An act on a paper, with the way back to it."""

    def get_places(self) -> list[tuple[str, str]]:
        """Below the delegation and the paper."""
        return [
            *self.delegation_places(),
            (self.paper_name, self.get_done_url()),
            (str(self.title), ""),
        ]

    def get_done_url(self) -> str:
        """The paper's page."""
        return self.of_trip("trip-paper")

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_paper_open, self.event, self.kind) or refusal_by(check_journey, self.sheet.paper)

    def reopens(self) -> list[str]:
        """That a finished paper is open again afterwards."""
        reopened = _("The paper is finished. Once you save, it is open again; finish it anew when it is right.")
        return [reopened] if self.sheet.paper.finished_at else []


class TripPaperEdit(OfTrip):
    """Writes in the plan, or in the report."""

    rule: ClassVar[Any] = may_edit_trip_paper
    submit_label = gettext_lazy("Save")
    undone_by = "events:trip-paper-edit"

    @property
    def title(self) -> str:
        """Which of the two, as the paper is called."""
        if self.kind == TripPaperKind.PLAN:
            at_home = _("Write the plan of a trip within the country")
            return _("Write the trip plan") if self.sheet.is_abroad else at_home
        at_home = _("Write the report on a trip within the country")
        return _("Write the trip report") if self.sheet.is_abroad else at_home

    @property
    def form_class(self) -> type[Any]:  # type: ignore[override]
        """Each paper has its own texts."""
        return TripPlanForm if self.kind == TripPaperKind.PLAN else TripReportForm

    def get_record(self) -> TripPaper:
        """The paper, also one that nobody has begun."""
        return self.sheet.paper

    def get_consequences(self) -> list[str]:
        """With what becomes of a finished one."""
        return self.reopens()

    def act(self, form: Any) -> str:
        """Save it."""
        edit_trip_paper(
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
        """The paper, else 404."""
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
        """Also that its text is missing."""
        return super().get_refusal() or refusal_by(check_written, self.sheet.paper)

    def get_consequences(self) -> list[str]:
        """What it still lacks."""
        gaps = [gap for gap, _place in self.sheet.gaps]
        return [_("Not recorded so far: %(gaps)s.") % {"gaps": join_names(gaps)}] if gaps else []

    def act(self, form: Any) -> str:
        """Finish it."""
        finish_trip_paper(**self.given(form))
        return _("Finished. Download it as Word or PDF.")


class TripPaperReopen(OnTripPaper):
    """Takes it up again."""

    title = gettext_lazy("Take the paper up again")
    submit_label = gettext_lazy("Take it up again")
    question = gettext_lazy("Its texts and photographs stay as they are.")
    undone_by = "events:trip-paper-finish"

    def act(self, form: Any) -> str:
        """Reopen it."""
        reopen_trip_paper(**self.given(form))
        return _("The paper is open again.")


class OfTripReport(OfTrip):
    """Photographs stand in reports alone."""

    def get_done_url(self) -> str:
        """The photographs of the report."""
        return f"{super().get_done_url()}#photographs"

    def check_report(self) -> None:
        """Of a plan there is no such page."""
        if self.kind != TripPaperKind.REPORT:
            raise Http404


class TripPhotoAdd(TakesFile, OfTripReport):
    """Adds a photograph."""

    rule: ClassVar[Any] = may_write_trip
    form_class = TripPhotoAddForm
    template_name = "events/trip_photo_act.html"
    title = gettext_lazy("Add a photograph")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "events:trip-photo-remove"
    undone_at: ClassVar[dict[str, str]] = {"photo": "pk"}

    def get_record(self) -> Delegation:
        """Whose report it goes into."""
        self.check_report()
        return self.delegation

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a photograph that is yet to be."""
        return {}

    def get_consequences(self) -> list[str]:
        """Whose consent it needs, and what becomes of a finished report."""
        consent = _("Show people only where they agreed to be photographed.")
        return [*self.reopens(), consent]

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_trip_photo(
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
        """Among those of the report, else 404."""
        self.check_report()
        rows = self.sheet.paper.shown_photos
        photo = self.get_or_404(rows, pk=self.kwargs["photo"])
        photo.paper = self.sheet.paper
        return photo

    def get_consequences(self) -> list[str]:
        """What becomes of a finished report."""
        return self.reopens()


class TripPhotoEdit(OnTripPhoto):
    """Changes its caption or its place."""

    form_class = TripPhotoEditForm
    title = gettext_lazy("Edit a photograph")
    submit_label = gettext_lazy("Save")
    undone_by = "events:trip-photo-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With its place among the others."""
        rows = self.sheet.photos
        place = next(number for number, row in enumerate(rows, start=1) if row.pk == self.record.pk)
        return {"record": self.record, "place": place, "of": len(rows)}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_trip_photo(**self.given(form), changes=form.captions, place=form.cleaned_data.get("place"))
        return _("Saved.")


class TripPhotoRemove(OnTripPhoto):
    """Takes it out; its file is deleted."""

    form_class: ClassVar[type[Any]] = ActForm
    title = gettext_lazy("Remove a photograph")
    submit_label = pgettext_lazy("verb", "Remove")
    danger = True

    def get_question(self) -> str:
        """Which one."""
        return f"“{self.record.caption}”"

    def get_consequences(self) -> list[str]:
        """That it does not come back."""
        return [_("Its file is deleted. To have it back, you add it anew.")]

    def act(self, form: Any) -> str:
        """Remove it."""
        remove_trip_photo(**self.given(form))
        return _("Removed.")
