"""The acts on a pairing as a whole: edit, close, discontinue, reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.act_forms import ReasonForm
from partnerships.confirmations.cards import Button
from partnerships.confirmations.text_forms import CloseForm, PairingForm
from partnerships.confirmations.turns import turn_of
from partnerships.enums import PairingStatus
from partnerships.pairings import lifecycle as services
from partnerships.pairings.pages import OfPairing
from partnerships.rules import may_close_pairing, may_edit_pairing, may_edit_plan, may_end_pairing, side_of
from partnerships.services.waiting import waiting_confirmations

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


def pairing_acts(grants: Grants, pairing: Pairing) -> list[Button]:
    """What the reader may do with the pairing now, for `components/buttons.html`."""

    def button(label: str, name: str, kind: str = "word") -> Button:
        return Button(label, reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code]), kind)

    found = _to_confirm(grants, pairing)
    if pairing.status == PairingStatus.PLANNED and may_edit_plan(grants, pairing.strand):
        opening = reverse("partnerships:pairing-open", args=[pairing.strand.code])
        found.append(Button(pgettext("create", "Open the pairing"), f"{opening}?pairing={pairing.code}", "main"))
    if pairing.is_open and may_edit_pairing(grants, pairing):
        found.append(button(_("Record a contact"), "contact-add", ""))
        found.append(button(_("Edit the summary"), "pairing-edit"))
    if pairing.status == PairingStatus.ACTIVE and may_close_pairing(grants, pairing):
        found.append(button(_("Close the pairing"), "pairing-close"))
    if pairing.is_open and may_end_pairing(grants, pairing):
        found.append(button(_("Discontinue the pairing"), "pairing-discontinue"))
    if not pairing.is_open and may_end_pairing(grants, pairing):
        found.append(button(_("Reopen the pairing"), "pairing-reopen", ""))
    return found


def _to_confirm(grants: Grants, pairing: Pairing) -> list[Button]:
    """The one main button of the page: to the text that waits for the reader's side, or to all of them."""
    side = side_of(grants, pairing) if pairing.is_open else ""
    owed = [row for row in waiting_confirmations([pairing]) if row.side == side] if side else []
    if not owed:
        return []
    if len(owed) == 1:
        return [Button(_("Read and confirm"), owed[0].url, "main")]
    every = reverse("partnerships:text-list", args=[pairing.strand.code, pairing.code])
    return [Button(_("Read and confirm %(count)s texts") % {"count": len(owed)}, every, "main")]


class OnPairing(OfPairing):
    """An act on the pairing itself."""

    rule = may_end_pairing
    given_as = "pairing"

    def get_record(self) -> Pairing:
        """The pairing of the address."""
        return self.pairing

    def get_done_url(self) -> str:
        """The pairing's page."""
        return self.pairing.get_absolute_url()


class PairingEdit(OnPairing):
    """Says in other words what the pairing is about, and why these two."""

    rule = may_edit_pairing
    form_class = PairingForm
    title = gettext_lazy("Edit the pairing")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:pairing-edit"

    def act(self, form: Any) -> str:
        """Save it."""
        services.edit_pairing(**self.given(form), changes=form.changes)
        return _("Saved.")


class PairingClose(OnPairing):
    """Closes the pairing with the closing that both confirmed, or with a reason of the office."""

    rule = may_close_pairing
    template_name = "partnerships/pairings/pairing_close.html"
    refused_page = "partnerships/pairings/pairing_close_refused.html"
    form_class = CloseForm
    title = gettext_lazy("Close the pairing")
    question = gettext_lazy(
        "Its milestones stay as they are, and nobody changes anything any more. Staff can reopen it."
    )
    submit_label = gettext_lazy("Close the pairing")
    undone_by = "partnerships:pairing-reopen"

    def get_refusal(self) -> str:
        """What a side still needs for it; the office closes it all the same, with a reason."""
        if may_end_pairing(self.grants, self.pairing) or services.closing_of(self.pairing)[1].both:
            return ""
        return _("Either side can close it once both have confirmed the closing.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Without a confirmed closing the office says why."""
        confirmed = services.closing_of(self.pairing)[1].both
        return {"record": self.record, "must_say_why": not confirmed and may_end_pairing(self.grants, self.pairing)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where both sides stand with the closing."""
        pairing = self.pairing
        closing, standing = services.closing_of(pairing)
        return super().get_context_data(
            standing=standing,
            turn=turn_of(closing, standing),
            closing_url=reverse("partnerships:text", args=[pairing.strand.code, pairing.code, "closing"]),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Close it."""
        services.close_pairing(**self.given(form), reason=form.cleaned_data.get("reason", ""))
        return _("The pairing is closed.")


class PairingDiscontinue(OnPairing):
    """Ends the pairing before its closing."""

    form_class = ReasonForm
    title = gettext_lazy("Discontinue the pairing")
    question = gettext_lazy("The two sides stop before the closing. Nothing is deleted; the pairing can be reopened.")
    submit_label = gettext_lazy("Discontinue")
    danger = True
    undone_by = "partnerships:pairing-reopen"

    def act(self, form: Any) -> str:
        """End it."""
        services.discontinue_pairing(**self.given(form), reason=form.cleaned_data["reason"])
        return _("The pairing is discontinued.")


class PairingReopen(OnPairing):
    """Takes the pairing up again."""

    form_class = ReasonForm
    title = gettext_lazy("Reopen the pairing")
    question = gettext_lazy("Both sides can work in it again, from where it stood.")
    submit_label = gettext_lazy("Reopen")

    def act(self, form: Any) -> str:
        """Reopen it."""
        services.reopen_pairing(**self.given(form), reason=form.cleaned_data["reason"])
        return _("The pairing is active again.")
