"""The forms that invite people, one or many, accept an invitation, end a coordinator's work, or end an access."""

import copy
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import Language, NameOrder
from accounts.models import User
from core.act_forms import Act, ActForm, reason_field
from core.date_fields import DateField
from core.formats import bracketed
from core.texts import in_naming_order
from partnerships.enums import InvitedAs
from partnerships.models import Membership, Participation
from partnerships.people.models import Invitation

MOST_ROWS = 200
COLUMNS = ("email", "family_name", "given_name", "role", "partner", "language")
MAIL_LANGUAGES = [choice for choice in Language.choices if choice[0]]


class InvitePersonForm(forms.Form):
    """One person, invited to one role; each pasted row is read by this form too."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The invitation goes there, and it becomes the sign-in."),
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The invitation greets the person by it, who can correct it."),
    )
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=InvitedAs.choices,
        help_text=gettext_lazy("It decides what the person may see and do."),
    )
    partner = forms.ChoiceField(
        label=gettext_lazy("Partner"),
        required=False,
        help_text=gettext_lazy("For a coordinator: the partner the person works for."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=MAIL_LANGUAGES,
        help_text=gettext_lazy("The person can choose another one later."),
    )

    def __init__(self, *args: Any, participations: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participations = {row.partner.code: row for row in participations}
        nobody = ("", pgettext_lazy("partner", "None"))
        partners = [(code, row.partner.name) for code, row in self.participations.items()]
        self.fields["partner"].choices = [nobody, *partners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A coordinator works for a partner, nobody else does."""
        values = super().clean() or {}
        if "role" in values and "partner" in values:
            coordinates = values["role"] == InvitedAs.COORDINATOR
            if coordinates and not values["partner"]:
                self.add_error("partner", _("Choose the partner this coordinator works for."))
            if not coordinates and values["partner"]:
                self.add_error("partner", _("Only a coordinator has a partner. Leave this empty."))
        return values

    @property
    def people(self) -> list[Invitation]:
        """The invitation as it is to be sent."""
        values = self.cleaned_data
        names = ("email", "role", "family_name", "given_name", "language")
        participation = self.participations.get(values["partner"])
        return [Invitation(participation=participation, **{name: values[name] for name in names})]

    def refuse(self, _index: int, fault: str) -> None:
        self.add_error(None, fault)


class InviteSeveralForm(forms.Form):
    """Several people at once, one row each, pasted from a mail or a spreadsheet."""

    rows = forms.CharField(
        label=gettext_lazy("People, one in each row"),
        strip=False,  # faults are named by the number of the line
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "E-mail; family name; given name; role; partner code; language (en or ko). "
            "Rows copied from a spreadsheet work as well. Nothing is sent while a row has a fault."
        ),
    )

    def __init__(self, *args: Any, participations: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        self.people: list[Invitation] = []
        self.numbers: list[int] = []

    def clean_rows(self) -> str:
        """Read every row, and name the fault of each that has one."""
        text: str = self.cleaned_data["rows"]
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if not lines:
            raise ValidationError(self.fields["rows"].error_messages["required"])
        if len(lines) > MOST_ROWS:
            raise ValidationError(
                _("These are %(count)s rows. Invite at most %(most)s at once."),
                params={"count": len(lines), "most": MOST_ROWS},
            )
        faults: list[ValidationError] = []
        for number, line in lines:
            faults += self._read(number, line)
        if faults:
            raise ValidationError(faults)
        return text

    def refuse(self, index: int, fault: str) -> None:
        self.add_error("rows", _row_fault(self.numbers[index], fault))

    def _read(self, number: int, line: str) -> list[ValidationError]:
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        if len(cells) > len(COLUMNS):
            return [_row_fault(number, _("There are more than %(most)s entries.") % {"most": len(COLUMNS)})]
        data = dict(zip(COLUMNS, cells, strict=False))
        data["role"] = _value_of(data.get("role", ""), InvitedAs.choices)
        data["language"] = _value_of(data.get("language", ""), MAIL_LANGUAGES) or Language.ENGLISH
        form = InvitePersonForm(data, participations=self.participations)
        if form.is_valid():
            self.people += form.people
            self.numbers.append(number)
            return []
        return [
            _row_fault(number, f"{form.fields[name].label}: {fault}")
            for name, found in form.errors.items()
            for fault in found
        ]


def _row_fault(number: int, fault: str) -> ValidationError:
    """What is wrong with one pasted row."""
    return ValidationError(_("Row %(number)s: %(fault)s"), params={"number": number, "fault": fault})


def _value_of(cell: str, choices: Sequence[tuple[str, Any]]) -> str:
    """The stored value of a choice, written as such or as the reader's screen names it."""
    for value, label in choices:
        if cell.casefold() in (value.casefold(), str(label).casefold()):
            return value
    return cell


class AcceptInvitationForm(forms.Form):
    """Names and a password: what makes an account of an invitation."""

    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        help_text=gettext_lazy("Shown beside what you do."),
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    name_order = forms.ChoiceField(
        label=gettext_lazy("Name order"),
        choices=NameOrder.choices,
        help_text=gettext_lazy("How the name is written throughout the portal."),
    )
    name_native = forms.CharField(
        label=gettext_lazy("Name in own script"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As you write it yourself, such as 김지수."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.order_fields(in_naming_order(self.fields))

    def clean(self) -> dict[str, Any]:
        """The password twice the same, and hard enough to guess."""
        values = super().clean() or {}
        password = values.get("password", "")
        if password and values.get("password_again") and password != values["password_again"]:
            self.add_error("password_again", _("The two passwords differ."))
        if password:
            names = {name: values.get(name, "") for name in ("family_name", "given_name")}
            try:
                validate_password(password, get_user_model()(email=self.email, **names))
            except ValidationError as refused:
                self.add_error("password", refused)
        return values


# The forms by which a coordinator's work ends, or somebody stands in for it.

INVITE, NOBODY = "invite", "nobody"
OF_INVITATION = ("email", "given_name", "family_name", "language")


def _by_address(user: User) -> str:
    """A person by name and address, since two may have one name."""
    return bracketed(str(user), user.email)


class EndAccessForm(ActForm):
    """Why it ends."""

    reason = reason_field(required=True, help_text=gettext_lazy("Administrators read it in the list of acts."))


class EndingForm(ActForm):
    """Something that ends with a day, or at once."""

    at_once = forms.BooleanField(
        label=gettext_lazy("End it at once"),
        required=False,
        help_text=gettext_lazy("Access and mails end now instead of tomorrow."),
    )


class HandOverForm(EndingForm):
    """A last day and a successor: another coordinator, one who is invited now, or nobody and why."""

    keeps_drafts = True

    why: dict[str, Any] = {"successor": gettext_lazy("Open tasks and follow-ups go to this person.")}

    last_day = DateField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("Today or later, within a year; this day still counts.")
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
        help_text=gettext_lazy("Required if there is no successor."),
    )

    field_order = ("last_day", "at_once")
    needed_at_times = ("email", "given_name", "family_name", "reason")

    def __init__(self, *args: Any, record: Membership, may_invite: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.people = {str(user.pk): user for user in record.successors()}
        choices: list[tuple[str, Any]] = [(key, _by_address(user)) for key, user in self.people.items()]
        if may_invite:
            choices.append((INVITE, _("A new coordinator, invited now")))
            self.order_fields(in_naming_order(self.fields))
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
    def given(self) -> dict[str, Any]:
        given, invited = self.cleaned_data, None
        if given["successor"] == INVITE:
            facts = {name: given[name] for name in OF_INVITATION}
            facts["language"] = facts["language"] or MAIL_LANGUAGES[0][0]
            invited = Invitation(role=InvitedAs.COORDINATOR, participation=self.record.participation, **facts)
        return {
            "last_day": given["last_day"],
            "at_once": given.get("at_once", False),
            "successor": self.people.get(given["successor"]),
            "invited": invited,
            "reason": given["reason"],
        }


class PersonChoice(forms.ModelChoiceField):
    """A person by name and address."""

    def label_from_instance(self, obj: User) -> str:
        return _by_address(obj)


class DeputyAddForm(ActForm):
    """Who stands in, from which day to which."""

    why: dict[str, Any] = {
        "starts_on": gettext_lazy("From this day on the deputy can act for the coordinator."),
        "ends_on": gettext_lazy("The right still applies on this day and then ends by itself."),
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
        self.fields["user"].queryset = membership.candidates()  # type: ignore[attr-defined]


class CoordinatorsForm(Act):
    """A person for each partner that has nobody; a row without an address is left for later."""

    def __init__(self, *args: Any, participations: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        for row in participations:
            own = {name: copy.deepcopy(InvitePersonForm.base_fields[name]) for name in OF_INVITATION}
            for field in own.values():
                field.help_text, field.required = "", field is own["language"]
            place = row.partner.first_city
            own["language"].initial = Language.KOREAN if place and place.country == "KR" else Language.ENGLISH
            self.fields |= {f"{name}_{row.pk}": field for name, field in own.items()}

    @property
    def groups(self) -> list[tuple[Participation, list[Any]]]:
        """The fields by partner."""
        names = in_naming_order(OF_INVITATION)
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
            facts = {name: self.cleaned_data[f"{name}_{row.pk}"] for name in OF_INVITATION}
            if facts["email"]:
                found.append(Invitation(participation=row, role=InvitedAs.COORDINATOR, **facts))
        return {"people": found}
