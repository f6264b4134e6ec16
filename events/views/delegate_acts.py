"""The acts on one nomination: edit, decide, replace, withdraw, bring back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from core.acts import refusal_by
from events.enums import BENCH_DELEGATE
from events.forms.delegations import DelegateReasonForm, PersonForm, ReplaceForm
from events.models import Delegate
from events.rules import delegation_actors, may_decide_delegate, may_edit_delegate
from events.services import nomination_steps as steps
from events.services.nominations import check_goes_on
from events.services.transitions import act_instead, available, check_transition, nomination_refusal
from events.views.nominating import OfDelegation, nominated_words
from events.views.places import delegate_address
from events.workflow import DELEGATE

# The acts that a refusal may send to, in the words of their buttons.
_INSTEAD: dict[str, Any] = {
    "accept": gettext_lazy("Accept the nomination"),
    "bring-back": gettext_lazy("Bring the nomination back"),
    "move-up": gettext_lazy("Give a free place"),
    "withdraw": gettext_lazy("Withdraw the nomination"),
}


class OnDelegate(OfDelegation):
    """An act on one nomination; `name` is the transition's."""

    template_name = "events/delegate_act.html"
    refused_page = "events/delegate_refused.html"
    rule: ClassVar[Any] = may_edit_delegate
    given_as = "delegate"
    name: ClassVar[str]

    def get_record(self) -> Delegate:
        """The delegate of the address."""
        return self.find_delegate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the person, whom the page names; where the act is refused, with the one that comes first."""
        instead = self._instead() if "refusal" in kwargs else None
        return super().get_context_data(record=self.record, instead=instead, **kwargs)

    def _instead(self) -> tuple[str, str] | None:
        """The act that the refusal names, for those who may carry it out now: its address and title."""
        status = self.record.status
        actors = delegation_actors(self.grants, self.delegation)
        name = "" if status in DELEGATE[self.name].sources else act_instead(status, self.name)
        possible = {transition.name for transition in available(DELEGATE, status, actors)}
        if name not in possible or refusal_by(check_goes_on, self.event):
            return None
        return delegate_address(self.record, f"delegate-{name}"), str(_INSTEAD[name])

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        actors = delegation_actors(self.grants, self.delegation)
        words = nomination_refusal(self.record.status, self.name)
        asked = {"table": DELEGATE, "name": self.name, "state": self.record.status, "words": words}
        found = refusal_by(check_transition, **asked, actors=actors, reason="-")
        return found or refusal_by(check_goes_on, self.event)


class DelegateEdit(OnDelegate):
    """Changes what is written of a person."""

    name = "edit"
    form_class = PersonForm
    title = gettext_lazy("Edit the delegate")
    submit_label = gettext_lazy("Save")
    undone_by = "events:delegate-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """For the partner."""
        return super().get_form_kwargs() | {"participation": self.participation}

    def act(self, form: Any) -> str:
        """Save it."""
        steps.edit_delegate(**self.given(form), changes=form.values)
        return _("Saved.")


class DelegateMoveUp(OnDelegate):
    """Gives a free place to somebody who waits or stands ready."""

    name = "move-up"
    form_class = ActForm
    title = gettext_lazy("Give a free place")
    submit_label = gettext_lazy("Give the place")
    question = gettext_lazy("The person takes a free place and is nominated.")

    def get_refusal(self) -> str:
        """Whether a place is free at all."""
        found = super().get_refusal()
        return found if found or self.places.is_free else _("No place is free. Withdraw or replace somebody first.")

    def act(self, form: Any) -> str:
        """Give it."""
        steps.move_up(**self.given(form))
        return _("The place is taken.")


class DelegateAccept(OnDelegate):
    """Staff accept a nomination."""

    rule = may_decide_delegate
    name = "accept"
    form_class = ActForm
    title = gettext_lazy("Accept the nomination")
    submit_label = gettext_lazy("Accept")

    def act(self, form: Any) -> str:
        """Accept it."""
        steps.accept_delegate(**self.given(form))
        return _("Accepted.")


class DelegateConfirm(OnDelegate):
    """Staff confirm the place."""

    rule = may_decide_delegate
    name = "confirm"
    form_class = ActForm
    title = gettext_lazy("Confirm the place")
    submit_label = gettext_lazy("Confirm the place")

    def act(self, form: Any) -> str:
        """Confirm it."""
        steps.confirm_delegate(**self.given(form))
        return _("The place is confirmed.")


class DelegateDecline(OnDelegate):
    """Staff decline a nomination, and say why."""

    rule = may_decide_delegate
    name = "decline"
    form_class = DelegateReasonForm
    title = gettext_lazy("Decline the nomination")
    submit_label = gettext_lazy("Decline")
    danger = True
    question = gettext_lazy("The place is free for somebody else; the partner is told. It can be brought back.")
    undone_by = "events:delegate-bring-back"

    def act(self, form: Any) -> str:
        """Decline it."""
        steps.decline_delegate(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Declined. You can bring the nomination back.")


class DelegateWithdraw(OnDelegate):
    """The person will not come."""

    name = "withdraw"
    form_class = DelegateReasonForm
    title = gettext_lazy("Withdraw the nomination")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    question = gettext_lazy("The place is free for somebody else. The nomination can be brought back.")
    undone_by = "events:delegate-bring-back"

    def act(self, form: Any) -> str:
        """Withdraw it."""
        steps.withdraw_delegate(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Withdrawn. You can bring the nomination back.")


class DelegateBringBack(OnDelegate):
    """Takes back a withdrawal or a decline."""

    name = "bring-back"
    form_class = ActForm
    title = gettext_lazy("Bring the nomination back")
    submit_label = gettext_lazy("Bring back")
    question = gettext_lazy("The person takes a place again, or joins the waiting list where none is free.")
    undone_by = "events:delegate-withdraw"

    def act(self, form: Any) -> str:
        """Bring it back."""
        return nominated_words([steps.bring_back(**self.given(form))])


class DelegateReplace(OnDelegate):
    """Gives the place of one to another."""

    name = "replace"
    form_class = ReplaceForm
    title = gettext_lazy("Replace the delegate")
    submit_label = gettext_lazy("Replace")
    question = gettext_lazy("Who comes instead takes the place in the same role. Both keep their history.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who wait or stand ready, in their order."""
        rows = Delegate.objects.filter(delegation=self.delegation, status__in=BENCH_DELEGATE).exclude(pk=self.record.pk)
        return super().get_form_kwargs() | {
            "participation": self.participation,
            "bench": list(rows.order_by("-status", "nominated_at", "number")),
        }

    def act(self, form: Any) -> str:
        """Replace the one by the other."""
        steps.replace_delegate(**self.given(form), reason=form.cleaned_data["reason"], **form.choice)
        return _("Replaced.")
