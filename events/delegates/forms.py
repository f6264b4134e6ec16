"""The form of the delegate's own page, which requires nothing but a name; those that make a link and a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import Language, NameOrder
from core.act_forms import ActForm
from core.texts import reader_language
from events.delegates.identity_numbers import validate_no_identity_number
from events.delegates.models import asked
from events.enums import QUESTIONS, AccessKind, ConsentPurpose, DietKind, FilledBy, Gender, NeedsGiven
from events.models import Delegate, DelegateLink, DelegateNeeds, InvitationLetter
from partnerships.fields import codes_in

WRITTEN = InvitationLetter.WRITTEN
YES, NO = "yes", "no"
_LANGUAGES = [choice for choice in Language.choices if choice[0]]
_ANSWERS = [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))]


def _text(label: Any, most: int, *, rows: int = 0, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        widget=widget,
        help_text=help_text,
        validators=[validate_no_identity_number],
    )


def _radio(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class DetailsForm(forms.Form):
    """Name, needs, journey, emergency contact, and what is asked of each delegate.

    `is_over` leaves what can still be taken back once the event is over. Where the details are hidden, what stays
    empty stays as it is.
    """

    # Left out or changed, the service refuses it.
    versions = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    given_name = _text(gettext_lazy("Given name"), Delegate.longest("given_name"), autocomplete="given-name")
    family_name = _text(gettext_lazy("Family name"), Delegate.longest("family_name"), autocomplete="family-name")
    name_order = _radio(gettext_lazy("Which of the two you write first"), NameOrder.choices)
    name_native = _text(
        gettext_lazy("Name in your own script"),
        Delegate.longest("name_native"),
        help_text=gettext_lazy("As you write it yourself, such as 김지수."),
    )
    title = _text(
        pgettext_lazy("title of a person", "Title"),
        Delegate.longest("title"),
        help_text=gettext_lazy("If you want one, such as Dr or Ms."),
        autocomplete="honorific-prefix",
    )
    function = _text(
        gettext_lazy("Function"),
        Delegate.longest("function"),
        help_text=gettext_lazy("For letters and lists."),
        autocomplete="organization-title",
    )
    spelling_checked = forms.BooleanField(
        label=gettext_lazy("My name is written correctly"),
        required=False,
        help_text=gettext_lazy("Used in letters and badges exactly as written here."),
    )
    arrival = _text(
        gettext_lazy("Arrival"),
        DelegateNeeds.TEXTS["arrival"],
        rows=2,
        help_text=gettext_lazy(
            "Flight or train, place, day and local time. Such as: KE901, Barcelona, 19 November 18:40."
        ),
    )
    departure = _text(
        gettext_lazy("Departure"),
        DelegateNeeds.TEXTS["departure"],
        rows=2,
        help_text=gettext_lazy("The same for the way home. Leave it empty until you know it; you can add it later."),
    )
    told = _radio("", NeedsGiven.choices, required=False)
    diet_kinds = _boxes(gettext_lazy("What the cooks must know"), DietKind.choices)
    diet = _text(
        gettext_lazy("Anything else about food, in your own words"),
        DelegateNeeds.TEXTS["diet"],
        rows=2,
        help_text=gettext_lazy("Such as an allergy and how severe it is."),
    )
    access_kinds = _boxes(gettext_lazy("What helps you on the way and in the rooms"), AccessKind.choices)
    access = _text(gettext_lazy("Anything else about access, in your own words"), DelegateNeeds.TEXTS["access"], rows=2)
    interpretation = _text(
        gettext_lazy("Interpretation"),
        DelegateNeeds.TEXTS["interpretation"],
        help_text=gettext_lazy("Into which language you want to hear what is said. Leave it empty if you need none."),
    )
    emergency_name = _text(
        gettext_lazy("Whom to call in an emergency"),
        DelegateNeeds.TEXTS["emergency_name"],
        help_text=gettext_lazy("A name, and what the person is to you. Please ask the person first."),
        autocomplete="off",
    )
    emergency_phone = _text(
        gettext_lazy("Telephone of this person"),
        DelegateNeeds.TEXTS["emergency_phone"],
        help_text=gettext_lazy("With the country code, such as +82 10 1234 5678."),
        inputmode="tel",
        autocomplete="off",
    )
    gender = _radio(gettext_lazy("Gender"), Gender.choices, required=False)
    for_somebody = forms.BooleanField(
        label=gettext_lazy("I fill this in for the delegate"),
        required=False,
        help_text=pgettext_lazy(
            "delegate's own page",
            "The answers, and the consent to keep food and access needs, are still the delegate's own: please ask "
            "first, and give none that you were not given.",
        ),
    )

    def __init__(self, data: Any = None, *, details: DelegateLink, is_over: bool = False, **kwargs: Any) -> None:
        super().__init__(data and _with_states(data, details), **kwargs)
        self.details = details
        self.is_over = is_over
        for purpose in QUESTIONS:
            self.fields[_field_of(purpose)] = _radio("", _ANSWERS, required=False)
        for purpose in (ConsentPurpose.SENSITIVE_NEEDS, *QUESTIONS):
            field = self.fields[_field_of(purpose)]
            field.label, what_for, kept = asked(purpose, reader_language()).split("\n")
            field.help_text = f"{what_for} {kept}"
        if is_over:
            for name in (*Delegate.CORRECTABLE, *DelegateNeeds.FIELDS, "gender", "spelling_checked"):
                self.fields.pop(name)
        self.initial = {**self._stored(), **self.initial}

    def _stored(self) -> dict[str, Any]:
        """What the page shows before anybody types."""
        details = self.details
        found: dict[str, Any] = {name: getattr(details.delegate, name) for name in Delegate.CORRECTABLE}
        found["versions"] = details.versions
        needs = details.needs
        if details.is_hidden:
            return found
        found["gender"] = details.delegate.gender
        if needs is not None:
            found |= {name: getattr(needs, name) for name in DelegateNeeds.TEXTS}
            found |= {name: codes_in(getattr(needs, name)) for name in DelegateNeeds.KINDS}
            # Whoever agreed to other words, or was not asked at all, is asked again.
            agreed = needs.told != NeedsGiven.HERE or details.answers.get(ConsentPurpose.SENSITIVE_NEEDS)
            found["told"] = needs.told if agreed else ""
            found["spelling_checked"] = needs.spelling_checked_at is not None
            found["for_somebody"] = needs.filled_by == FilledBy.ASSISTANT
        for purpose in QUESTIONS:
            if purpose in details.answers:
                found[_field_of(purpose)] = YES if details.answers[purpose] else NO
        return found

    @classmethod
    def typed(cls, data: Any, *, details: DelegateLink, is_over: bool) -> DetailsForm:
        """The form with what was typed so far, unjudged: for the same page in the other language."""
        blank, data = cls(details=details, is_over=is_over), _with_states(data, details)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in blank.fields.items()}
        return cls(details=details, is_over=is_over, initial=typed)

    @property
    def questions(self) -> list[BoundField]:
        """The fields that ask what the delegate agrees to."""
        return [self[_field_of(purpose)] for purpose in QUESTIONS]

    @property
    def person(self) -> dict[str, str]:
        """What was written of the person; the gender only where it was shown or is given."""
        if self.is_over:
            return {}
        found = {name: self.cleaned_data[name] for name in Delegate.CORRECTABLE}
        if not self.details.is_hidden or self.cleaned_data["gender"]:
            found["gender"] = self.cleaned_data["gender"]
        return found

    @property
    def spelling(self) -> bool | None:
        """Whether the name is written correctly; where the details are hidden, an empty box changes nothing."""
        checked: bool | None = self.cleaned_data.get("spelling_checked")
        return checked or (None if self.details.is_hidden else checked)

    @property
    def needs(self) -> dict[str, Any]:
        """What was written of the needs; where they are hidden, what is empty is not changed."""
        if self.is_over:
            return {}
        found = {name: self.cleaned_data[name] for name in DelegateNeeds.FIELDS}
        return {name: value for name, value in found.items() if value} if self.details.is_hidden else found

    @property
    def answers(self) -> dict[str, bool]:
        """Yes or no by purpose; what was not answered is left out."""
        given = {purpose: self.cleaned_data[_field_of(purpose)] for purpose in QUESTIONS}
        return {purpose: answer == YES for purpose, answer in given.items() if answer}

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Each fault as (address of the field on the page, its label, what is wrong), in the order of the page."""
        shown = [name for name in self.fields if name in self.errors]
        return [(f"#div_{self[name].auto_id}", str(self[name].label), str(self.errors[name][0])) for name in shown]

    def mark_stale(self, details: DelegateLink) -> None:
        """Somebody else saved meanwhile: say so, keep the input, and let the next try carry the new version."""
        self.add_error(
            None,
            _(
                "These details were changed meanwhile, perhaps by your coordinator or by whoever fills them in "
                "for you. Nothing was saved and your input is kept. Check it and save again."
            ),
        )
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["versions"] = details.versions
        self.data = sent


def _with_states(data: Any, details: DelegateLink) -> Any:
    """What was sent, with the needs that the page shows where it keeps their fields shut and so sends none of them."""
    needs = None if details.is_hidden else details.needs
    if needs is None or data.get("told") == NeedsGiven.HERE:
        return data
    data = data.copy()
    for name in DelegateNeeds.SENSITIVE:
        kept = getattr(needs, name)
        if kept and name not in data:
            data.setlist(name, codes_in(kept) if name in DelegateNeeds.KINDS else [kept])
    return data


def _field_of(purpose: str) -> str:
    """The name of the field that asks for a purpose."""
    return "told" if purpose == ConsentPurpose.SENSITIVE_NEEDS else f"agrees_{purpose.replace('-', '_')}"


class LinkForm(ActForm):
    """In which language the mail and the page greet the delegate; the page can be switched."""

    language = _radio(
        gettext_lazy("Language of the mail and the page"),
        _LANGUAGES,
        help_text=gettext_lazy("The delegate can switch it on the page."),
    )


class LetterForm(ActForm):
    """Language, who signs, and what the records do not tell."""

    why: dict[str, Any] = {
        "language": gettext_lazy("The letter is written in it alone."),
        "signatory": gettext_lazy("The name is printed below the letter."),
        "signatory_function": gettext_lazy("Shown below the name."),
        "further": gettext_lazy("It goes into the letter exactly as you write it."),
    }

    language = _radio(gettext_lazy("Language of the letter"), _LANGUAGES)
    signatory = forms.CharField(
        label=pgettext_lazy("letter", "Who signs"),
        max_length=WRITTEN["signatory"],
        validators=[validate_no_identity_number],
        error_messages={"required": gettext_lazy("Write who signs the letter.")},
    )
    signatory_function = _text(gettext_lazy("Function of whoever signs"), WRITTEN["signatory_function"])
    costs = _text(
        gettext_lazy("Who bears the costs"),
        WRITTEN["costs"],
        rows=2,
        help_text=gettext_lazy("A sentence for the letter, such as: Travel is paid by the sending city."),
    )
    further = _text(gettext_lazy("Anything else for the letter"), WRITTEN["further"], rows=4)

    @property
    def given(self) -> dict[str, Any]:
        texts = {name: self.cleaned_data[name] for name in WRITTEN}
        return {"language": self.cleaned_data["language"], "texts": texts}
