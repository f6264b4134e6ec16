"""How sign-in differs from allauth's own: by invitation only, with limits and a queue of mails of the portal's own."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext

from accounts import audit_actions
from accounts.enums import AccountChange
from accounts.models import User
from accounts.sign_in.forms import TooManyTries, take_try
from accounts.sign_in.second_factor import has_steps, has_taken_step, note_steps
from accounts.sign_in.services import log_refused, log_sign_in, note_change
from accounts.users import mail_account_changed
from core.log import one_act

# What allauth would write of by mail; a new password is told where it is set.
_CHANGES = {
    "socialaccount/email/account_connected": AccountChange.SERVICE_ADDED,
    "mfa/email/webauthn_added": AccountChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": AccountChange.PASSKEY_REMOVED,
    "mfa/email/totp_activated": AccountChange.APP_ADDED,
    "mfa/email/totp_deactivated": AccountChange.APP_REMOVED,
    "mfa/email/recovery_codes_generated": AccountChange.NEW_CODES,
}


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed for everybody."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """An address of this portal; what is no address at all is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password, unless too many were wrong; the right one costs no try."""
        address = credentials.get("email", "")
        try:
            tried = take_try(request, address, "sign-in")
        except TooManyTries as stopped:
            log_refused(audit_actions.SIGN_IN_STOPPED, request, address=address, once_a_minute=True)
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
        else:
            log_refused(audit_actions.SIGN_IN_FAILED, request, address=address)
        return person

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and write it down; never past a second step, whatever led here."""
        if has_steps(user) and not has_taken_step(request, user):
            raise ImmediateHttpResponse(redirect("account_login"))
        if not get_authentication_records(request, user):
            # By an invitation, with the password that was chosen just now.
            record_authentication(request, user, "password")
        super().login(request, user)
        log_sign_in(audit_actions.SIGNED_IN, request, by=user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> Any:
        """Let nobody in by a closed account, and write it down."""
        log_refused(audit_actions.SIGN_IN_CLOSED, request, address=user.email, once_a_minute=True)
        return super().respond_user_inactive(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and write it down."""
        log_sign_in(audit_actions.SIGNED_OUT, request)
        super().logout(request)

    @one_act()
    def set_password(self, user: User, password: str) -> None:
        """Take the new password of whoever is signed in, or comes by the link of a mail."""
        super().set_password(user, password)
        is_own = self.request.user.is_authenticated
        log_sign_in(audit_actions.PASSWORD_CHANGED if is_own else audit_actions.PASSWORD_RESET, self.request, by=user)
        mail_account_changed(user, AccountChange.PASSWORD, by=user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after the sign-in, which has asked for the same."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Write down a change of the own sign-in, and tell the person through the queue."""
        if self.request.user == user and template_prefix.startswith("mfa/"):
            note_steps(self.request)
        if change := _CHANGES.get(template_prefix):
            note_change(person=user, change=change)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The own account, which says what ended with the old password."""
        return reverse("accounts:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refused: a page does not wait for a mail server. The one mail of signing in is `services/password_resets`."""
        message = f"{template_prefix}: queue this mail instead"
        raise NotImplementedError(message)


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions of the own account."""

    def end_sessions(self, sessions: Any) -> None:
        """End them, and write it down."""
        super().end_sessions(sessions)
        log_sign_in(audit_actions.SESSIONS_ENDED, self.request)
