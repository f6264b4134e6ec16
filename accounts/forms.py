"""The form of the account page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountForm(forms.ModelForm):
    """A person's own details; the address is the sign-in and is changed by an administrator."""

    class Meta:
        model = User
        fields = [
            "given_name",
            "family_name",
            "name_order",
            "name_native",
            "language",
            "time_zone",
        ]
        help_texts = {
            "name_native": _("As you write it yourself, such as 김지수."),
            "time_zone": _("Such as Asia/Seoul or Europe/Madrid. Empty: Brussels."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save"), css_class="wc-button wc-button-primary"))
