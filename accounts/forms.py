"""The form of the account page."""

from __future__ import annotations

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
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "language": forms.Select(attrs={"autocomplete": "language"}),
        }
