"""Setting the places at an event."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import refusal_by
from events.forms.quotas import QuotaForm
from events.rules import may_set_quota
from events.services.quota_setting import check_quotas_open, set_quotas
from events.services.quotas import places_of
from events.views.places import OfEvent


class QuotaEdit(OfEvent):
    """How many each side and partner may send, and until when they are nominated."""

    template_name = "events/quota_edit.html"
    form_class = QuotaForm
    rule: ClassVar[Any] = may_set_quota
    title = gettext_lazy("Places and deadline")
    submit_label = gettext_lazy("Save")
    undone_by = "events:quota-edit"
    proposes_reopening = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the partners that come."""
        return super().get_form_kwargs() | {"places": places_of(self.event)}

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_quotas_open, self.event)

    def get_places(self) -> list[tuple[str, str]]:
        """Below the delegations."""
        return [self.delegations_place(), (str(self.title), "")]

    def get_done_url(self) -> str:
        """The delegations of the event."""
        return self.address("delegation-list")

    def act(self, form: Any) -> str:
        """Save them."""
        set_quotas(
            **self.given(form),
            sides=form.sides,
            partners=form.own,
            until=form.cleaned_data["nominate_until"],
        )
        return _("Saved.")
