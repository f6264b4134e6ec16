"""The first coordinators of a strand's partners are invited together, as a step of setting it up."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.enums import Language
from core.act_forms import Act
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.texts import in_naming_order
from partnerships.actions import SetUpStep
from partnerships.enums import InvitedAs
from partnerships.models import Invitation, Participation
from partnerships.people.forms import MAIL_LANGUAGES
from partnerships.people.invitations import InvitationsRefused, invite
from partnerships.programmes.selectors import IN_ACTIVE_PAIRING, next_step, without_coordinator

OF_PERSON = ("email", "given_name", "family_name", "language")


class CoordinatorsForm(Act):
    """A person for each partner that has nobody; a row without an address is left for later."""

    def __init__(self, *args: Any, participations: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        for row in participations:
            place = row.partner.first_city
            korean = place is not None and place.country == "KR"
            self.fields |= {
                f"email_{row.pk}": forms.EmailField(
                    label=_("E-mail address"),
                    max_length=254,
                    required=False,
                    widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                ),
                f"given_name_{row.pk}": forms.CharField(label=_("Given name"), max_length=80, required=False),
                f"family_name_{row.pk}": forms.CharField(label=_("Family name"), max_length=80, required=False),
                f"language_{row.pk}": forms.ChoiceField(
                    label=_("Language of the mail"),
                    choices=MAIL_LANGUAGES,
                    initial=Language.KOREAN if korean else Language.ENGLISH,
                ),
            }

    @property
    def groups(self) -> list[tuple[Participation, list[Any]]]:
        """The fields by partner."""
        names = in_naming_order(OF_PERSON)
        return [(row, [self[f"{name}_{row.pk}"] for name in names]) for row in self.participations]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not any(self.data.get(f"email_{row.pk}") for row in self.participations):
            raise forms.ValidationError(_("Enter at least one e-mail address."))
        return values

    @property
    def given(self) -> dict[str, Any]:
        found = []
        for row in self.participations:
            facts = {name: self.cleaned_data[f"{name}_{row.pk}"] for name in OF_PERSON}
            if facts["email"]:
                found.append(Invitation(participation=row, role=InvitedAs.COORDINATOR, **facts))
        return {"people": found}


class InviteCoordinators(SetUpStep):
    """Invite somebody for each partner that has neither a coordinator nor an invitation."""

    key = "coordinator-invite"
    asks_again = True
    listed = "partnerships:people"
    form = CoordinatorsForm
    template = "partnerships/programmes/coordinators.html"
    title = gettext_lazy("Invite coordinators")
    submit_label = gettext_lazy("Send the invitations")

    def check_possible(self) -> None:
        super().check_possible()
        if not self.participations:
            raise AlreadyDone(_("Each partner of the strand has a coordinator or an invitation."))

    @cached_property
    def participations(self) -> list[Participation]:
        """Those of active pairings, else all."""
        rows = without_coordinator(self.row).for_page().order_by("-side", ByName("partner__"), "pk")
        return list(rows.filter(IN_ACTIVE_PAIRING).distinct()) or list(rows)

    def perform(self, *, people: list[Invitation]) -> str:
        """Raises DomainError on the address that cannot be invited."""
        try:
            invite(by=self.by, grants=self.grants, strand=self.row, rows=people)
        except InvitationsRefused as refused:
            index, fault = refused.faults[0]
            raise DomainError(fault, field=f"email_{people[index].participation_id}") from refused
        text = ngettext("Sent %(count)s invitation.", "Sent %(count)s invitations.", len(people))
        return text % {"count": len(people)}

    def get_done_url(self) -> str:
        """The strand, once nothing is missing."""
        return next_step(self.row, self.row.get_absolute_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"participations": self.participations}
