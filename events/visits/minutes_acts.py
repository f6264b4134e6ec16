"""The minutes of an event for one pairing: item by item, with what follows, both sides' words and their objections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from core.parts import OneClick
from events.events.pages import InEventPairing, OfEventPairing
from events.models import Minutes, MinutesObjection
from events.rules import may_edit_minutes, may_object_to_minutes, may_withdraw_objection
from events.visits.forms import MinutesForm, ObjectionForm, ObjectionWithdrawForm, more_rows
from events.visits.minutes import edit_minutes, find_minutes, object_to_minutes, withdraw_objection
from events.visits.services import writing_refused
from partnerships.confirmations.cards import confirm_card
from partnerships.confirmations.selectors import lost_sentences
from partnerships.follow_ups.cards import follow_ups_from
from partnerships.history.selectors import timeline
from partnerships.models import TextEdition

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RECENT = 8  # acts of the history that the page shows


class InMinutes(InEventPairing):
    """A page about the minutes of a pairing."""

    @cached_property
    def minutes(self) -> Minutes:
        """The minutes of the address; unsaved where nobody has begun them."""
        return find_minutes(self.event, self.pairing)

    def minutes_places(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Below the event."""
        return [(pgettext("of a meeting", "Minutes"), self.of_pairing("minutes") if below else ""), *below]


class MinutesPage(InMinutes, TemplateView):
    """What was said and decided, item by item; who confirmed it, who objects, what follows."""

    template_name = "events/visits/minutes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes, or what to do to begin them; a constant number of queries."""
        event, pairing, minutes = self.event, self.pairing, self.minutes
        begun = bool(minutes.pk)
        refused = writing_refused(event, pairing) if not begun and may_edit_minutes(self.grants, minutes) else ""
        return super().get_context_data(
            pairing=pairing,
            crumbs=self.event_crumbs(*self.minutes_places()),
            minutes=minutes,
            begun=begun,
            refused=refused,
            works=pairing.is_open and may_edit_minutes(self.grants, minutes) and not refused,
            edit_url=minutes.get_text_edit_url(),
            **(self._written() if begun else {}),
            **kwargs,
        )

    def _written(self) -> dict[str, Any]:
        minutes, pairing = self.minutes, self.pairing
        card = confirm_card(minutes, self.grants)
        objections = minutes.objections.select_related("by").order_by("at", "id")
        objects = pairing.is_open and may_object_to_minutes(self.grants, minutes) and not minutes.is_settled
        return {
            # The text stands on the page itself, item by item.
            "card": replace(card, written=False),
            "parts": [part for part in card.parts if part.name != "follow_ups"],
            "objections": [self._objection(row) for row in objections],
            "object_url": self.of_pairing("minutes-objection-add") if objects else "",
            "entries": timeline(minutes, limit=RECENT),
            "versions_url": reverse("partnerships:record-history", args=[pairing.strand.code, "minutes", minutes.pk]),
            **follow_ups_from(self.grants, minutes),
        }

    def _objection(self, row: MinutesObjection) -> dict[str, Any]:
        """An objection with its partner, and how it is taken back."""
        row.minutes = self.minutes
        withdraw = None
        if row.withdrawn_at is None and self.pairing.is_open and may_withdraw_objection(self.grants, row):
            url = self.of_pairing("minutes-objection-withdraw", row.pk)
            withdraw = OneClick(url, _("Withdraw the objection"), 1)
        return {"row": row, "partner": dict(self.pairing.partners)[row.side], "withdraw": withdraw}


# The acts on minutes: write them, object to them, take an objection back.

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

    template_name = "events/visits/minutes_edit.html"
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
        return lost_sentences(self.minutes)

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
        if TextEdition.objects.as_it_is(saved).exists():
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
