"""The acts on minutes: write them, object to them, take an objection back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.minutes import MinutesForm, ObjectionForm, ObjectionWithdrawForm, more_rows
from events.models import Minutes, MinutesObjection
from events.rules import may_edit_minutes, may_object_to_minutes, may_withdraw_objection
from events.services.minutes import edit_minutes
from events.services.minutes_objections import object_to_minutes, withdraw_objection
from events.services.visit_notes import writing_refused
from events.views.event_pairings import OfEventPairing
from events.views.minutes import InMinutes
from partnerships.confirmations.selectors import lost_words
from partnerships.models import TextEdition

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FIRST_VERSION = 1  # of minutes that nobody has saved yet


class OfMinutes(OfEventPairing, InMinutes):
    """What the acts have alike: they lie below the minutes."""

    def get_record(self) -> Any:
        """The minutes of the address."""
        return self.minutes

    def get_places(self) -> list[tuple[str, str]]:
        """Below the minutes."""
        return self.minutes_places((str(self.title), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the pairing."""
        return super().get_context_data(pairing=self.pairing, **kwargs)

    def get_done_url(self) -> str:
        """The minutes."""
        return self.of_pairing("minutes")

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return self.pairing.ended_because


class MinutesEdit(OfMinutes):
    """Writes them item by item, from what stands on the agenda; what an edit costs is said before the button."""

    template_name = "events/minutes_edit.html"
    form_class = MinutesForm
    rule: ClassVar[Any] = may_edit_minutes
    submit_label = gettext_lazy("Save the minutes")

    @property
    def title(self) -> str:
        """Whether they are begun."""
        return _("Edit the minutes") if self.minutes.pk else _("Write the minutes")

    def get_refusal(self) -> str:
        """Why nobody can write now, where nobody can."""
        return super().get_refusal() if self.minutes.pk else writing_refused(self.event, self.pairing)

    def get_consequences(self) -> list[str]:
        """The confirmations that are lost, by name and date."""
        return lost_words(self.minutes)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save them; where the reader asks for more rows, nothing is saved yet."""
        if "more" in request.POST:
            sent = ((name, str(value)) for name, value in request.POST.items())
            return self._page(more_rows(MinutesForm, record=self.minutes, sent=sent))
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        """Save the new edition."""
        saved = edit_minutes(
            by=self.request.user,
            grants=self.grants,
            minutes=self.minutes,
            version=form.cleaned_data.get("seen_version", FIRST_VERSION),
            changes=form.changes,
        )
        if TextEdition.objects.as_it_stands(saved).exists():
            return _("Saved as edition %(edition)s. Both sides are asked to confirm it.") % {"edition": saved.edition}
        return _("Saved. Ask both sides to confirm the minutes once they are complete.")


class MinutesObjectionAdd(OfMinutes):
    """Objects for the own side."""

    form_class = ObjectionForm
    rule: ClassVar[Any] = may_object_to_minutes
    title = gettext_lazy("Object to the minutes")
    submit_label = gettext_lazy("Object")
    undone_by = "events:minutes-objection-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"objection": "pk"}

    def get_record(self) -> Minutes:
        """Minutes that somebody has written, else 404."""
        return self.get_or_404(Minutes.objects.filter(pk=self.minutes.pk)) and self.minutes

    def get_question(self) -> str:
        """To which edition."""
        return _("To edition %(edition)s of the minutes.") % {"edition": self.minutes.edition}

    def act(self, form: Any) -> str:
        """Object."""
        self.added = object_to_minutes(
            by=self.request.user,
            grants=self.grants,
            minutes=self.minutes,
            edition=self.minutes.edition,
            text=form.cleaned_data["text"],
        )
        return _("Your objection stands beside the text. You can withdraw it.")


class MinutesObjectionWithdraw(OfMinutes):
    """Takes an objection of the own side back."""

    form_class = ObjectionWithdrawForm
    rule: ClassVar[Any] = may_withdraw_objection
    title = gettext_lazy("Withdraw an objection")
    submit_label = gettext_lazy("Withdraw the objection")
    danger = True

    def get_record(self) -> MinutesObjection:
        """Among those to the minutes, else 404."""
        rows = MinutesObjection.objects.filter(minutes=self.minutes.pk)
        row: MinutesObjection = self.get_or_404(rows, pk=self.kwargs["objection"])
        row.minutes = self.minutes
        return row

    def get_question(self) -> str:
        """Which one, and what stays."""
        return _("Withdraw “%(text)s”? It stays beside the text as withdrawn.") % {"text": self.record.text[:200]}

    def act(self, form: Any) -> str:
        """Withdraw it."""
        del form
        withdraw_objection(by=self.request.user, grants=self.grants, objection=self.record)
        return _("The objection is withdrawn.")
