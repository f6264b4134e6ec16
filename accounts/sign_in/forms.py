"""The forms of signing in and of a new password, the mails that lead there, and how often may be tried."""

import datetime as dt
import logging
import math
import secrets
import time
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import SignupWebAuthnForm
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext

from accounts.enums import MailKind
from accounts.mails.sending import waiting_link
from accounts.mails.services import queue_mail
from accounts.models import Mail, User

logger = logging.getLogger(__name__)

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
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        try:
            tried = take_try(context.request, self.user.email, "code")
        except TooManyTries as stopped:
            raise ValidationError(str(stopped)) from stopped
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except InvalidToken:
            code = self._check_by_each(self.cleaned_data["code"])
        tried.rollback()
        return code

    def _check_by_each(self, code: str) -> str:
        """Try app and recovery codes each by itself: what was sealed with a lost SECRET_KEY stops no other."""
        unread = set()
        for step in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            try:
                if step.wrap().validate_code(code):
                    self.authenticator = step
                    return code
            except InvalidToken:
                unread.add(step.type)
                logger.warning("SECRET_KEY_FALLBACKS lacks the key of %s of person %s", step.type, step.user_id)
        if unread == {Authenticator.Type.TOTP}:
            raise ValidationError(
                _("Your app cannot be read any more. Use a recovery code, or ask an administrator to remove the app.")
            )
        raise get_adapter().validation_error("incorrect_code")


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


_KEPT = dt.timedelta(days=365)


def remember_browser(response: HttpResponseBase, person: User) -> None:
    """Let the browser be known from now on, by a number that says nothing."""
    response.set_cookie(
        _name(person),
        _signer(person).sign(secrets.token_urlsafe(16)),
        max_age=_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def find_browser(request: HttpRequest, address: str) -> str:
    """The number of a browser that the account of an address knows; empty for every other."""
    person = get_user_model().objects.filter(email=address).first()
    try:
        return _signer(person).unsign(request.COOKIES[_name(person)]) if person else ""
    except (KeyError, BadSignature):
        return ""


def _name(person: User) -> str:
    return f"known-browser-{person.pk}"


def _signer(person: User) -> Signer:
    """Of this account, and of its password as long as that is its password."""
    return Signer(salt=f"accounts.known-browser:{person.pk}:{person.password}")


# As allauth writes rates; why: docs/decisions/0015-known-browsers.md. A known browser is counted by itself alone: no
# stranger uses up its tries. Any other by its network, by that and the address together, and, where it guesses, with
# all others that guess the password of one account.
_CLIENTS = {"browser": "5/5m/key", "network": "20/5m/ip", "client": "5/5m/key"}
_LIMITS = {"sign-in": {**_CLIENTS, "account": "50/h/key"}, "reset": _CLIENTS}
_LIMITS["code"] = _LIMITS["sign-in"]


class TooManyTries(Exception):
    """No try is left for `minutes` minutes."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes

    def __str__(self) -> str:
        words = ngettext(
            "Too many attempts. Try again in %(minutes)d minute.",
            "Too many attempts. Try again in %(minutes)d minutes.",
            self.minutes,
        )
        return words % {"minutes": self.minutes}


def take_try(request: HttpRequest, address: str, act: str) -> ratelimit.RateLimitUsage:
    """Use up one try of an act for an address, known or not; `rollback` gives it back. Raises TooManyTries."""
    address = address.strip().lower()
    taken = ratelimit.RateLimitUsage(usage=[])
    # The account comes last: who is refused already counts no more against it.
    for name, key in _counted(request, address).items():
        count = {"app": act, "action": name, "config": _LIMITS[act]}
        usage = ratelimit.consume(request, key=key, **count)
        if usage is None:
            taken.rollback()
            raise TooManyTries(_minutes_left(request, key, count))
        taken.usage += usage.usage
    return taken


def _counted(request: HttpRequest, address: str) -> dict[str, str]:
    if browser := find_browser(request, address):
        return {"browser": f"{address} {browser}"}
    return {"network": "", "client": f"{address} {ratelimit.get_ip(request)}", "account": address}


def _minutes_left(request: HttpRequest, key: str, count: dict[str, Any]) -> int:
    """Until the oldest try that counts is forgotten."""
    (rate,) = ratelimit.get_rates(**count)
    place = ratelimit.get_cache_key(request, app=count["app"], action=count["action"], rate=rate, key=key)
    tries = cache.get(place, [])[: rate.amount]
    return max(1, math.ceil((tries[-1] + rate.duration - time.time()) / 60)) if tries else 1
