"""The acts on a side's word under a text: internal approval, confirming, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formats import format_date
from partnerships.confirmations import services
from partnerships.confirmations.cards import address, earlier_edition
from partnerships.confirmations.forms import ApprovalForm, ConfirmForm, WithdrawForm
from partnerships.confirmations.text_parts import compare_parts, names_of, parts_of, text_name
from partnerships.confirmations.text_services import find_readable_text
from partnerships.enums import ConfirmationState, Side
from partnerships.models import Confirmation, TextEdition
from partnerships.pairings.pages import OfPairing
from partnerships.rules import confirmation_actors, may_act_on_confirmation
from partnerships.workflow import OWN

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from partnerships.models import Confirmed, Pairing


class OnConfirmation(OfPairing):
    """An act on one side's confirmation."""

    template_name = "partnerships/confirmations/confirmation_act.html"
    rule = may_act_on_confirmation
    shows_text: ClassVar[bool] = False
    given_as = "confirmation"

    def get_record(self) -> Confirmation:
        """The confirmation among those of the pairing, else 404."""
        word = self.get_or_404(
            Confirmation.objects.visible_to(self.grants).select_related("text"),
            text__pairing=self.pairing,
            pk=self.kwargs["confirmation"],
        )
        # A milestone that no longer asks for its own text has no page of it either.
        if find_readable_text(self.grants, self.pairing, word.text.slug) is None:
            raise Http404
        word.text.pairing = self.pairing
        return word

    @cached_property
    def text(self) -> Confirmed:
        """The record whose text it is."""
        text: Confirmed = self.record.text.record
        text.pairing = self.pairing
        return text

    @property
    def partner(self) -> str:
        """The name of the side that is asked."""
        return names_of(self.pairing, [self.record.side])

    @property
    def is_own(self) -> bool:
        """Whether the reader is of that side."""
        return OWN in confirmation_actors(self.grants, self.record)

    def get_done_url(self) -> str:
        """The text's page."""
        return address("text", self.text)

    def get_places(self) -> list[tuple[str, str]]:
        """Below the text."""
        pairing = self.pairing
        return [
            (_("Confirmations"), reverse("partnerships:text-list", args=[pairing.strand.code, pairing.code])),
            (text_name(self.text), self.get_done_url()),
            (str(self.title), ""),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whoever acts in place of the side says why."""
        return {"record": self.record, "must_say_why": not self.is_own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the frozen text where it is confirmed, and what changed since the edition that this side knew."""
        edition = self.record.text
        named = {"text": self.text, "name": edition.title[0], "edition": edition}
        if not self.shows_text:
            return super().get_context_data(**named, **kwargs)
        parts = parts_of(type(self.text), self.pairing, edition.body)
        editions = list(TextEdition.objects.of(self.text).filter(edition__lt=edition.edition).defer("canonical"))
        older = earlier_edition(self.text, editions, self.record.side)
        return super().get_context_data(
            **named,
            parts=parts,
            older=older,
            changes=compare_parts(parts_of(type(self.text), self.pairing, older.body), parts) if older else [],
            country=self.pairing.strand.side_letters("counterpart"),
            **kwargs,
        )

    def given(self, form: Any) -> dict[str, Any]:
        """With the reason, which every service takes."""
        return super().given(form) | {"reason": form.cleaned_data.get("reason", "")}


class ConfirmationConfirm(OnConfirmation):
    """Confirms the edition that is shown above the button."""

    form_class = ConfirmForm
    shows_text = True
    undone_by = "partnerships:confirmation-withdraw"

    @property
    def title(self) -> str:
        """Which edition of what."""
        words = {"edition": self.record.text.edition, "text": self.record.text.title[0]}
        return _("Confirm edition %(edition)s: %(text)s") % words

    @property
    def submit_label(self) -> str:
        """For whom."""
        words = {"edition": self.record.text.edition, "partner": self.partner}
        return (
            _("Confirm edition %(edition)s for %(partner)s") % words
            if not self.is_own
            else _("Confirm edition %(edition)s") % words
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is confirmed already, or was taken over by a newer edition, is not asked again."""
        edition = self.record.text.edition
        if edition != self.text.edition:
            messages.info(
                request, _("The text has changed: it is edition %(edition)s now.") % {"edition": self.text.edition}
            )
            return redirect(self.get_done_url())
        if self.record.state == ConfirmationState.CONFIRMED:
            words = {"partner": self.partner, "edition": edition}
            messages.info(request, _("%(partner)s has confirmed edition %(edition)s already.") % words)
            return redirect(self.get_done_url())
        return super().get(request, *args, **kwargs)

    def get_question(self) -> str:
        """What the confirmation does: whether it completes or waits for the other side."""
        other = next(side for side in Side.values if side != self.record.side)
        words = {"partner": self.partner, "other": names_of(self.pairing, [other])}
        if self.record.text.confirmations.filter(side=other, state=ConfirmationState.CONFIRMED).exists():
            return _("%(other)s has confirmed this edition. With the word of %(partner)s it counts.") % words
        return _("It counts once %(other)s confirms it too.") % words

    def act(self, form: Any) -> str:
        """Confirm it."""
        data = form.cleaned_data
        word = services.confirm(
            **self.given(form), edition=data["edition"], function=data["function"], document=data["document"]
        )
        return _done_words(word, self.pairing)


def _done_words(word: Confirmation, pairing: Pairing) -> str:
    """What was done, and whose turn it is now."""
    other = next(side for side in Side.values if side != word.side)
    words = {
        "partner": names_of(pairing, [word.side]),
        "other": names_of(pairing, [other]),
        "edition": word.text.edition,
    }
    if word.text.confirmations.filter(side=other, state=ConfirmationState.CONFIRMED).exists():
        return _("Both sides have confirmed edition %(edition)s. It counts.") % words
    return _("%(partner)s has confirmed edition %(edition)s. It counts once %(other)s confirms it too.") % words


class ConfirmationApproval(OnConfirmation):
    """Says until when the side's internal approval runs."""

    form_class = ApprovalForm
    title = gettext_lazy("In internal approval")
    submit_label = gettext_lazy("Save")

    def get_question(self) -> str:
        """Who sees it."""
        return _("The other side sees by when %(partner)s expects to approve it.") % {"partner": self.partner}

    def act(self, form: Any) -> str:
        """Note it."""
        data = form.cleaned_data
        services.take_to_approval(
            **self.given(form), until=data["until"], function=data["function"], document=data["document"]
        )
        return _("In internal approval until %(day)s.") % {"day": format_date(data["until"])}


class ConfirmationWithdraw(OnConfirmation):
    """Takes a confirmation back."""

    form_class = WithdrawForm
    title = gettext_lazy("Withdraw the confirmation")
    submit_label = gettext_lazy("Withdraw")
    danger = True

    def get_question(self) -> str:
        """What is taken back."""
        words = {"partner": self.partner, "edition": self.record.text.edition}
        return _("%(partner)s takes back its confirmation of edition %(edition)s.") % words

    def get_consequences(self) -> list[str]:
        """What no longer counts."""
        confirmed = self.record.text.confirmations.filter(state=ConfirmationState.CONFIRMED).count()
        if confirmed < len(Side.values):
            return []
        return [_("The text no longer counts as confirmed; a milestone that it completed is open again.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The reason is asked of everybody."""
        return {"record": self.record}

    def act(self, form: Any) -> str:
        """Take it back."""
        services.withdraw(**self.given(form))
        return _("Withdrawn. The side can be asked again once the text is right.")
