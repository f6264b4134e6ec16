"""The acts on notes of one's own side."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from partnerships.documents.forms import NoteForm
from partnerships.documents.services import add_note, withdraw_note
from partnerships.history.on_record_views import OnRecord
from partnerships.models import Note, Pairing
from partnerships.pairings.pages import OfPairing
from partnerships.rules.together import may_withdraw_note, may_write_notes


class NoteAdd(OnRecord):
    """Writes a note of the own side."""

    form_class = NoteForm
    rule: ClassVar[Any] = may_write_notes
    title = gettext_lazy("Add a note")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:note-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"note": "pk"}

    def act(self, form: Any) -> str:
        """Write it."""
        self.added = add_note(
            by=self.request.user, grants=self.grants, record=self.target, text=form.cleaned_data["text"]
        )
        return _("Noted. Only your side sees it.")


class NoteWithdraw(OfPairing):
    """Takes back an own note."""

    rule: ClassVar[Any] = may_withdraw_note
    form_class = ActForm
    title = gettext_lazy("Withdraw a note")
    submit_label = pgettext_lazy("verb", "Withdraw")
    danger = True

    def get_record(self) -> Note:
        """Among those of the own side, else 404."""
        note = self.get_or_404(Note.objects.visible_to(self.grants), pairing=self.pairing, pk=self.kwargs["note"])
        note.pairing = self.pairing
        return note

    def get_question(self) -> str:
        """Which one."""
        return str(self.record.text)

    def get_consequences(self) -> list[str]:
        """What becomes of it."""
        return [_("Its text is erased for good. That you wrote and withdrew a note stays, for your own side.")]

    def get_done_url(self) -> str:
        """The page of the record that it is on."""
        pairing, record = self.record.pairing, self.record.record
        if record is None or isinstance(record, Pairing):
            return str(pairing.get_absolute_url())
        record.pairing = pairing
        return str(record.get_absolute_url())

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_note(
            by=self.request.user, grants=self.grants, note=self.record, version=form.cleaned_data["seen_version"]
        )
        return _("Withdrawn.")
