"""The form that issues a letter of invitation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import Language
from core.act_forms import ActForm
from events.services.identity_numbers import validate_no_identity_number
from events.services.invitation_letters import WRITTEN


class LetterForm(ActForm):
    """Language, who signs, and what the records do not tell."""

    why: ClassVar[dict[str, Any]] = {
        "language": gettext_lazy("The letter is written in it alone."),
        "signatory": gettext_lazy("The name stands below the letter."),
        "signatory_function": gettext_lazy("It stands below the name."),
        "further": gettext_lazy("It stands in the letter as you write it."),
    }

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=[choice for choice in Language.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    signatory = forms.CharField(
        label=pgettext_lazy("letter", "Who signs"),
        max_length=WRITTEN["signatory"],
        error_messages={"required": gettext_lazy("Write who signs the letter.")},
    )
    signatory_function = forms.CharField(
        label=gettext_lazy("Function of whoever signs"), max_length=WRITTEN["signatory_function"], required=False
    )
    costs = forms.CharField(
        label=gettext_lazy("Who bears the costs"),
        max_length=WRITTEN["costs"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A sentence for the letter, such as: Travel is paid by the sending city."),
    )
    further = forms.CharField(
        label=gettext_lazy("What else the letter is to say"),
        max_length=WRITTEN["further"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in WRITTEN:
            self.fields[name].validators.append(validate_no_identity_number)

    @property
    def words(self) -> dict[str, str]:
        """What the service sets into the letter."""
        return {name: self.cleaned_data[name] for name in WRITTEN}
