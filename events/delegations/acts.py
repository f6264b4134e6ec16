"""The acts on a delegation: nominating people, setting its places, saying who came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.acts import refusal_by
from core.errors import DomainError
from events.delegates.attendance import check_begun, record_attendance
from events.delegates.pasting_forms import PasteForm
from events.delegates.selectors import as_nominated_again, earlier_delegates
from events.delegations.forms import AttendanceForm, EarlierForm, PersonForm, QuotaForm
from events.delegations.nominations import NominationsRefused, check_deadline, check_takes, nominate
from events.delegations.quotas import check_quotas_open, set_quotas
from events.delegations.selectors import places_of
from events.delegations.sheets import count_text, places_label
from events.delegations.views import InDelegation
from events.enums import DelegateStatus
from events.events.pages import OfEvent
from events.events.selectors import check_works
from events.models import Delegate
from events.rules import delegation_actors, may_nominate, may_set_quota

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse


class OfDelegation(InDelegation, OfEvent):
    """An act below a delegation, with the way back to it."""

    rule: ClassVar[Any] = may_nominate
    given_as = "delegation"

    def get_record(self) -> Any:
        """The delegation, unless the act is about one of its people."""
        return self.delegation

    def get_places(self) -> list[tuple[str, str]]:
        """Below the delegation."""
        return [*self.delegation_places(), (str(self.title), "")]

    def get_done_url(self) -> str:
        """The delegation's page."""
        return self.delegation_address("delegation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the partner."""
        return super().get_context_data(partner=self.participation.partner, **kwargs)


class Nominating(OfDelegation):
    """What the ways to nominate have alike."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}

    def get_question(self) -> str:
        """How many places are left."""
        facts = {"count": count_text(self.places), "words": places_label(self.places)}
        if self.places.quota is None:
            return _("No limit is set.")
        said = ngettext(
            "%(count)s place is taken: %(words)s.", "%(count)s places are taken: %(words)s.", self.places.quota
        )
        return said % facts

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        actors = delegation_actors(self.grants, self.delegation)
        for check in (check_takes, check_deadline):
            if found := refusal_by(check, self.event, actors):
                return found
        return ""

    def get_consequences(self) -> list[str]:
        """That whoever is nominated now waits."""
        if not self.places.is_free:
            return [_("All places are taken: whoever is nominated now joins the waiting list.")]
        if self.places.waiting:
            return [_("Somebody waits: whoever is nominated now joins the waiting list behind.")]
        return []

    def send(self, people: Sequence[dict[str, Any]]) -> str:
        """Nominate them, and say where they stand."""
        self.nominated = nominate(
            by=self.request.user,
            grants=self.grants,
            event=self.event,
            participation=self.participation,
            people=people,
        )
        return nominated_message(self.nominated)


def nominated_message(found: Sequence[Delegate]) -> str:
    """How many have a place, wait, or stand ready."""
    by_state = {state: sum(row.status == state for row in found) for state in DelegateStatus}
    sentences = []
    if number := by_state[DelegateStatus.NOMINATED]:
        sentences.append(
            ngettext("%(count)s delegate nominated.", "%(count)s delegates nominated.", number) % {"count": number}
        )
    if number := by_state[DelegateStatus.WAITING]:
        words = ngettext(
            "No place is free: %(count)s delegate is on the waiting list.",
            "No place is free: %(count)s delegates are on the waiting list.",
            number,
        )
        sentences.append(words % {"count": number})
    if number := by_state[DelegateStatus.READY]:
        words = ngettext("%(count)s substitute stands ready.", "%(count)s substitutes stand ready.", number)
        sentences.append(words % {"count": number})
    return " ".join(sentences)


class DelegateAdd(Nominating):
    """Nominates one person."""

    form_class = PersonForm
    title = gettext_lazy("Nominate a delegate")
    submit_label = gettext_lazy("Nominate")
    undone_by = "events:delegate-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"delegate": "number"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """For the partner."""
        return {"participation": self.participation}

    def act(self, form: Any) -> str:
        """Nominate the person."""
        said = self.send([form.values])
        (self.added,) = self.nominated
        return said


class DelegatesPaste(Nominating):
    """Nominates several people, pasted as rows: first shown as they were read, then nominated."""

    template_name = "events/delegations/delegates_paste.html"
    form_class = PasteForm
    title = gettext_lazy("Paste several delegates")
    submit_label = gettext_lazy("Read the rows")

    def get_form_kwargs(self) -> dict[str, Any]:
        """For the partner."""
        return {"participation": self.participation}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the rows as they were read until exactly these were seen."""
        form = self.form_class(request.POST, **self.get_form_kwargs())
        if form.is_valid() and not form.was_seen:
            form.remember()
            return self._page(form)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def act(self, form: Any) -> str:
        """Nominate all of them, or say by line why none was."""
        try:
            return self.send([row.values for row in form.rows])
        except NominationsRefused as refused:
            form.refuse_rows(refused.faults)
            raise DomainError("") from refused


class DelegatesEarlier(Nominating):
    """Nominates people whom the partner has sent before."""

    template_name = "events/delegations/delegates_earlier.html"
    form_class = EarlierForm
    title = gettext_lazy("Choose from earlier delegates")
    submit_label = gettext_lazy("Nominate")

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who came before."""
        return {"earlier": earlier_delegates(self.grants, self.delegation)}

    def act(self, form: Any) -> str:
        """Nominate those who were ticked."""
        return self.send([as_nominated_again(row) for row in form.chosen])


# Setting the places at an event.


class QuotaEdit(OfEvent):
    """How many each side and partner may send, and until when they are nominated."""

    template_name = "events/delegations/quota_edit.html"
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


class Attendance(OfDelegation):
    """Says who came."""

    template_name = "events/delegations/attendance.html"
    form_class = AttendanceForm
    title = gettext_lazy("Who came")
    submit_label = gettext_lazy("Save")
    undone_by = "events:attendance"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With everybody whose nomination stands."""
        rows = Delegate.objects.active().filter(delegation=self.delegation.pk or 0).order_by("nominated_at", "number")
        return super().get_form_kwargs() | {"people": list(rows)}

    def get_refusal(self) -> str:
        """Why it cannot be said now, where it cannot."""
        return refusal_by(check_works, self.event) or refusal_by(check_begun, self.event) or self._nobody()

    def _nobody(self) -> str:
        """That there is nobody of whom it could be said."""
        return "" if self.delegation.pk else _("Nobody was nominated, so nobody can have come.")

    def act(self, form: Any) -> str:
        """Save who came."""
        if nobody := self._nobody():
            raise DomainError(nobody)
        record_attendance(**self.given(form), attended=form.attended)
        return _("Saved.")
