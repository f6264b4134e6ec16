"""The form that makes a personal link."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from accounts.enums import Language
from core.act_forms import ActForm


class LinkForm(ActForm):
    """In which language the mail and the page greet the delegate; the page can be switched."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail and the page"),
        choices=[choice for choice in Language.choices if choice[0]],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The delegate can switch it on the page."),
    )
