"""The forms by which a coordinator's work ends, or somebody stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.date_fields import DateField
from core.formats import bracketed
from partnerships.enums import InvitedAs
from partnerships.forms.invitations import MAIL_LANGUAGES
from partnerships.services.deputies import candidates
from partnerships.services.handovers import successors
from partnerships.services.invitations import InvitationRow

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Membership

INVITE, NOBODY = "invite", "nobody"
OF_INVITATION = ("email", "given_name", "family_name", "language")


def _by_address(user: User) -> str:
    """A person by name and address, since two may have one name."""
    return bracketed(str(user), user.email)


class EndingForm(ActForm):
    """Something that ends with a day, or at once."""

    at_once = forms.BooleanField(
        label=gettext_lazy("End it at once"),
        required=False,
        help_text=gettext_lazy("The person sees and gets nothing more from now on, instead of from tomorrow on."),
    )


class HandOverForm(EndingForm):
    """A last day and a successor: another coordinator, one who is invited now, or nobody and why."""

    why: ClassVar[dict[str, Any]] = {
        "successor": gettext_lazy("Open tasks and follow-ups go to this person."),
    }

    last_day = DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Today or later, within a year; this day still counts."),
    )
    successor = forms.ChoiceField(label=gettext_lazy("Successor"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the person you invite"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("These four fields are for a successor who is invited now. Else leave them empty."),
    )
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=MAIL_LANGUAGES, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where nobody follows."),
    )

    field_order = ("last_day", "at_once")

    def __init__(self, *args: Any, record: Membership, may_invite: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.people = {str(user.pk): user for user in successors(record)}
        choices: list[tuple[str, Any]] = [(key, _by_address(user)) for key, user in self.people.items()]
        if may_invite:
            choices.append((INVITE, _("A new coordinator, invited now")))
        else:
            for name in (*OF_INVITATION, "at_once"):
                self.fields.pop(name)
        choices.append((NOBODY, pgettext_lazy("successor", "Nobody")))
        self.fields["successor"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An invitation needs an address."""
        values = super().clean()
        if values.get("successor") == INVITE and not values.get("email") and "email" not in self.errors:
            self.add_error("email", _("Give the address that the invitation goes to."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets."""
        given = self.cleaned_data
        return {
            "last_day": given["last_day"],
            "at_once": given.get("at_once", False),
            "successor": self.people.get(given["successor"]),
            "invited": self._row() if given["successor"] == INVITE else None,
            "reason": given["reason"],
        }

    def _row(self) -> InvitationRow:
        given = self.cleaned_data
        return InvitationRow(
            email=given["email"],
            role=InvitedAs.COORDINATOR,
            participation=self.record.participation,
            family_name=given["family_name"],
            given_name=given["given_name"],
            language=given["language"] or MAIL_LANGUAGES[0][0],
        )


class PersonChoice(forms.ModelChoiceField):
    """A person by name and address."""

    def label_from_instance(self, obj: User) -> str:
        """Both."""
        return _by_address(obj)


class DeputyAddForm(ActForm):
    """Who stands in, from which day to which."""

    why: ClassVar[dict[str, Any]] = {
        "starts_on": gettext_lazy("From this day on the deputy can act for the coordinator."),
        "ends_on": gettext_lazy("It still counts; then the right ends by itself."),
    }

    user = PersonChoice(
        label=gettext_lazy("Deputy"),
        queryset=get_user_model().objects.none(),
        help_text=gettext_lazy(
            "Coordinators of the same side and observers of the strand. Programme staff invite anybody else first."
        ),
    )
    starts_on = DateField(label=gettext_lazy("First day"))
    ends_on = DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = candidates(membership)  # type: ignore[attr-defined]
