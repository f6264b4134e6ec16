"""The forms of signing in, in the words that the portal uses for the same fields everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from accounts.services.password_resets import write_reset_mails

if TYPE_CHECKING:
    from django.http import HttpRequest

LABELS: dict[str, Any] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
}


class _OwnLabels:
    """Labels of the portal, and no placeholder that says the label once more."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_OwnLabels, allauth_forms.LoginForm):
    """Signs in."""


class ReauthenticateForm(_OwnLabels, allauth_forms.ReauthenticateForm):
    """Asks for the password once more before something that matters."""


class ChangePasswordForm(_OwnLabels, allauth_forms.ChangePasswordForm):
    """Changes the password of whoever is signed in."""


class ResetPasswordForm(_OwnLabels, allauth_forms.ResetPasswordForm):
    """Asks for the mail that leads to a new password."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Leave it to a worker to write, whether anybody has the address or not."""
        write_reset_mails.enqueue([person.pk for person in self.users])
        return str(self.cleaned_data["email"])


class ResetPasswordKeyForm(_OwnLabels, allauth_forms.ResetPasswordKeyForm):
    """Takes the new password after that mail."""
