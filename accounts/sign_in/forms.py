"""The forms of signing in and of a new password, and the mails that lead there."""

import datetime as dt
import secrets
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.enums import MailKind
from accounts.mails.sending import waiting_link
from accounts.mails.services import queue_mail
from accounts.models import Mail, User
from accounts.sign_in.limits import TooManyTries, take_try

# Whoever asks for somebody else fills no mailbox: each of these mails lets its reader in.
MOST_MAILS = 3
IN_TIME = dt.timedelta(hours=1)


# Here and not in `tasks`, which the queue of mails needs itself.
@task
def write_reset_mails(person_ids: list[int]) -> None:
    """Queue the mail of each person who may have one; for an unknown address there is nobody."""
    for person in get_user_model().objects.filter(pk__in=person_ids):
        earlier = Mail.objects.filter(recipient=person, kind=MailKind.PASSWORD_RESET)
        if earlier.filter(queued_at__gt=timezone.now() - IN_TIME).count() < MOST_MAILS:
            queue_mail(
                to=person,
                kind=MailKind.PASSWORD_RESET,
                key=f"password-reset:{person.pk}:{secrets.token_hex(8)}",
                template="password_reset",
                context={"link": waiting_link(person)},
            )


LABELS: dict[str, Any] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
    "name": _("Name of the passkey"),
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


class _Counted(_OwnLabels):
    """A code from the app, or a recovery code. Wrong tries are counted as those of passwords are."""

    user: User

    def clean_code(self) -> str:
        try:
            tried = take_try(context.request, self.user.email, "code")
        except TooManyTries as stopped:
            words = ngettext(
                "Too many attempts. Try again in %(minutes)d minute.",
                "Too many attempts. Try again in %(minutes)d minutes.",
                stopped.minutes,
            )
            raise ValidationError(words % {"minutes": stopped.minutes}) from stopped
        code: str = super().clean_code()  # type: ignore[misc]
        tried.rollback()
        return code


class CodeForm(_Counted, code_forms.AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_Counted, code_forms.ReauthenticateForm):
    """Asks for a code once more before something that matters."""


class ActivateAppForm(_OwnLabels, ActivateTOTPForm):
    """Takes the first code of an app."""


class AddPasskeyForm(_OwnLabels, SignupWebAuthnForm):
    """Takes a passkey, which signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["name"].help_text = _("So that you can tell it apart later, such as “Phone”.")


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
