"""The acts on visit notes and on the interests in them; each goes back to the note."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import refusal_by
from core.templatetags.portal import written
from events.events.pages import OfEventPairing
from events.models import NotedInterest, VisitNote
from events.rules import may_decide_interest, may_edit_visit_note
from events.visits.forms import (
    InterestDropForm,
    InterestProjectForm,
    InterestReopenForm,
    VisitNoteAddForm,
    VisitNoteEditForm,
)
from events.visits.noted_interests import (
    check_droppable,
    check_note_open,
    drop_interest,
    make_project,
    reopen_interest,
)
from events.visits.services import (
    add_visit_note,
    edit_visit_note,
    restore_visit_note,
    withdraw_visit_note,
    writing_refused,
)
from partnerships.models import Pairing, Project
from partnerships.rules.journey import may_edit_pairing

QUOTED = 200  # characters of a note that its acts quote


class OfVisitNotes(OfEventPairing):
    """What the acts have alike: they lie below the notes."""

    def get_places(self) -> list[tuple[str, str]]:
        """Below the notes of the pairing."""
        return [(_("Visit notes"), self.of_pairing("visit-notes")), (str(self.title), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the pairing."""
        return super().get_context_data(pairing=self.pairing, **kwargs)

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return self.pairing.ended_because

    def get_done_url(self) -> str:
        """The notes."""
        return self.of_pairing("visit-notes")


class VisitNoteAdd(OfVisitNotes):
    """Writes one; the form stands above the notes, and here where it is refused."""

    form_class = VisitNoteAddForm
    rule: ClassVar[Any] = may_edit_pairing
    title = gettext_lazy("Add a visit note")
    submit_label = gettext_lazy("Save the note")
    added: VisitNote | None = None
    undone_by = "events:visit-note-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"visit_note": "code"}

    def get_record(self) -> Pairing:
        """The pairing, by which it is judged who may write."""
        return self.pairing

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"event": self.event, "pairing": self.pairing}

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return writing_refused(self.event, self.pairing)

    def act(self, form: Any) -> str:
        """Write it."""
        self.added = add_visit_note(
            by=self.request.user,
            grants=self.grants,
            event=self.event,
            pairing=self.pairing,
            values=form.values,
            sides=form.cleaned_data["sides"],
        )
        return _("Noted.")

    def get_done_url(self) -> str:
        """The note in its list."""
        return self.added.get_absolute_url() if self.added else self.of_pairing("visit-notes")


class OnVisitNote(OfVisitNotes):
    """An act on one note."""

    rule: ClassVar[Any] = may_edit_visit_note
    given_as = "note"

    def get_record(self) -> VisitNote:
        """Among those of the event and the pairing, else 404."""
        rows = VisitNote.objects.visible_to(self.grants).select_related("topic", "item").prefetch_related("interests")
        row: VisitNote = self.get_or_404(rows, event=self.event, pairing=self.pairing, code=self.kwargs["visit_note"])
        row.event, row.pairing = self.event, self.pairing
        return row

    def get_question(self) -> str:
        """Which note, and below it what the act means for it."""
        quoted = written(_("“%(note)s”") % {"note": Truncator(self.record.what).chars(QUOTED)})
        return format_html("{}<br>{}", quoted, self.question) if self.question else quoted

    def get_done_url(self) -> str:
        """The note in its list."""
        return str(self.record.get_absolute_url())


class VisitNoteEdit(OnVisitNote):
    """Changes what a note says, and who is interested."""

    form_class = VisitNoteEditForm
    title = gettext_lazy("Edit a visit note")
    submit_label = gettext_lazy("Save")
    undone_by = "events:visit-note-edit"

    def get_question(self) -> str:
        """Its fields tell which note it is."""
        return ""

    def act(self, form: Any) -> str:
        """Save it."""
        edit_visit_note(**self.given(form), changes=form.changes, sides=form.cleaned_data["sides"])
        return _("Saved.")


class VisitNoteWithdraw(OnVisitNote):
    """Takes one back."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw a visit note")
    submit_label = pgettext_lazy("visit note", "Withdraw")
    question = gettext_lazy(
        "Nobody is asked to decide on it any more. It stays with the reason, and can be brought back."
    )
    danger = True
    undone_by = "events:visit-note-restore"
    service = withdraw_visit_note
    done = gettext_lazy("Withdrawn. You can bring it back.")


class VisitNoteRestore(OnVisitNote):
    """Brings a withdrawn one back."""

    form_class = ActForm
    title = gettext_lazy("Bring a visit note back")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "events:visit-note-withdraw"
    service = restore_visit_note
    done = gettext_lazy("The note stands again.")


class OnInterest(OfVisitNotes):
    """An act on a side's interest in a note."""

    rule: ClassVar[Any] = may_decide_interest
    given_as = "interest"

    def get_record(self) -> NotedInterest:
        """Among those of the event and the pairing, else 404."""
        rows = NotedInterest.objects.visible_to(self.grants).select_related("note__topic", "project")
        row: NotedInterest = self.get_or_404(
            rows, note__event=self.event, note__pairing=self.pairing, pk=self.kwargs["noted_interest"]
        )
        row.note.event, row.note.pairing = self.event, self.pairing
        return row

    def get_refusal(self) -> str:
        """Why it cannot be decided now, where it cannot."""
        return super().get_refusal() or refusal_by(check_note_open, self.record.note)

    def get_question(self) -> str:
        """Who is interested in what."""
        partner = dict(self.pairing.partners)[self.record.side].name
        return _("%(partner)s is interested in: “%(what)s”") % {"partner": partner, "what": self.record.note.what}

    def get_done_url(self) -> str:
        """The note in its list."""
        return str(self.record.note.get_absolute_url())


class InterestProject(OnInterest):
    """Makes a project of an interest, with one click from the list; here one that the pairing has can be chosen."""

    form_class = InterestProjectForm
    title = gettext_lazy("Make a project of an interest")
    submit_label = gettext_lazy("Make a project")
    made: Project | None = None

    def get_consequences(self) -> list[str]:
        """Who reads it from then on."""
        told = _("A new project takes over the words of the note: whoever reads the strand reads them from then on.")
        return [told]

    def act(self, form: Any) -> str:
        """Make it."""
        self.made = make_project(**self.given(form), project=form.cleaned_data["project"])
        return _("“%(project)s” is a cooperation project now. Say next which organisations take part.") % {
            "project": self.made
        }

    def get_done_url(self) -> str:
        """The project, unless the list asked to come back."""
        return self.made.get_absolute_url() if self.made else super().get_done_url()


class InterestDrop(OnInterest):
    """Decides not to pursue an interest, with one click from the list; here the reason is given or changed."""

    form_class = InterestDropForm
    title = gettext_lazy("Not pursued: say why")
    submit_label = gettext_lazy("Save")
    undone_by = "events:interest-reopen"
    service = drop_interest
    done = gettext_lazy("Not pursued. You can reopen it, or say why.")

    def get_refusal(self) -> str:
        """Also what became a project is pursued."""
        return super().get_refusal() or refusal_by(check_droppable, self.record)


class InterestReopen(OnInterest):
    """Lets an interest be decided anew."""

    form_class = InterestReopenForm
    title = gettext_lazy("Reopen an interest")
    submit_label = pgettext_lazy("interest from a visit", "Reopen")
    service = reopen_interest
    done = gettext_lazy("Open again: a project, or not pursued.")

    def get_consequences(self) -> list[str]:
        """What stays."""
        return [_("The project stays as it is; only this interest is open again.")] if self.record.project else []
