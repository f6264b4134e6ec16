"""How sign-in differs from allauth's own: by invitation only, with limits and a queue of mails of the portal's own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.audit_actions import SIGNED_IN
from accounts.enums import SignInChange
from accounts.sign_in.limits import TooManyTries, take_try
from accounts.sign_in.second_factor import has_steps, has_taken_step, note_steps
from accounts.sign_in.services import note_change
from core.log import write_audit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


# What allauth would write of by mail.
_CHANGES = {
    "account/email/password_changed": SignInChange.PASSWORD,
    "account/email/password_set": SignInChange.PASSWORD,
    "account/email/password_reset": SignInChange.PASSWORD,
    "socialaccount/email/account_connected": SignInChange.SERVICE_ADDED,
    "mfa/email/webauthn_added": SignInChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SignInChange.PASSKEY_REMOVED,
    "mfa/email/totp_activated": SignInChange.APP_ADDED,
    "mfa/email/totp_deactivated": SignInChange.APP_REMOVED,
    "mfa/email/recovery_codes_generated": SignInChange.NEW_CODES,
}


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed for everybody."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password, unless too many were wrong; the right one costs no try."""
        try:
            tried = take_try(request, credentials.get("email", ""), "sign-in")
        except TooManyTries as stopped:
            raise ValidationError(
                ngettext(
                    "Too many wrong passwords. Try again in %(minutes)d minute, or reset your password: then you can "
                    "sign in at once.",
                    "Too many wrong passwords. Try again in %(minutes)d minutes, or reset your password: then you can "
                    "sign in at once.",
                    stopped.minutes,
                )
                % {"minutes": stopped.minutes}
            ) from stopped
        person = super().authenticate(request, **credentials)
        if person:
            tried.rollback()
        return person

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and write it down; never past a second step, whatever led here."""
        if has_steps(user) and not has_taken_step(request, user):
            raise ImmediateHttpResponse(redirect("account_login"))
        if not get_authentication_records(request, user):
            # By an invitation, with the password that was chosen just now.
            record_authentication(request, user, "password")
        super().login(request, user)
        write_audit(action=SIGNED_IN, by=user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after the sign-in, which has asked for the same."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Write down a change of the own sign-in, and tell the person through the queue."""
        if self.request.user == user:
            note_steps(self.request)
        note_change(person=user, change=_CHANGES[template_prefix])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The own account, which says what ended with the old password."""
        return reverse("accounts:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refused: a page does not wait for a mail server. The one mail of signing in is `services/password_resets`."""
        message = f"{template_prefix}: queue this mail instead"
        raise NotImplementedError(message)
