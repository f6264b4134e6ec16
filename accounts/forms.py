"""The form of the account page."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User

OF_THE_PERSON = ("given_name", "family_name", "name_order", "name_native", "language", "time_zone")
OF_MAILS = ("mail_now", "mail_deadlines", "mail_digest")


class AccountForm(forms.ModelForm):
    """A person's own details; the address is the sign-in and is changed by an administrator."""

    class Meta:
        model = User
        fields = [*OF_THE_PERSON, *OF_MAILS]
        help_texts = {
            "given_name": _("Both sides see the name beside what you do."),
            "name_order": _("It decides how the name is written everywhere."),
            "language": _("Pages and mails come in it."),
            "name_native": _("As you write it yourself, such as 김지수."),
            "time_zone": _("Times are shown by its clock, such as Asia/Seoul or Europe/Madrid. Empty: Brussels."),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "language": forms.Select(attrs={"autocomplete": "language"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        # The template has the form around it, with its token and its buttons.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        mails = Fieldset(pgettext_lazy("account", "Mail"), *OF_MAILS, css_class="wc-fieldset")
        self.helper.layout = Layout(*OF_THE_PERSON, mails)
