"""The link to a new password: it ends with the access of its account.

Its secret is made when its mail is handed over, so that no queue or backup holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import int_to_base36

from accounts.enums import MailKind

if TYPE_CHECKING:
    from accounts.models import Mail, User

_SECRET_HERE = "made-when-the-mail-is-sent"  # noqa: S105 - only the place of one


class ResetLinks(PasswordResetTokenGenerator):
    """As Django's: for an account that may sign in, as long as its access is that of the day of the mail."""

    def check_token(self, user: Any, token: str | None) -> bool:
        """Whether the link still opens the account."""
        return bool(user and user.is_active) and super().check_token(user, token)

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        renewed = user.access_renewed_at
        return f"{super()._make_hash_value(user, timestamp)}{renewed.isoformat() if renewed else ''}"


def waiting_link(person: User) -> str:
    """The address as a queued mail holds it; it opens nothing."""
    parts = {"uidb36": int_to_base36(person.pk), "key": _SECRET_HERE}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=parts)


def is_misled(mail: Mail) -> bool:
    """Whether a link would go to an address that is no longer the person's own."""
    return mail.kind == MailKind.PASSWORD_RESET and (not mail.recipient or mail.address != mail.recipient.email)


def texts_to_send(mail: Mail) -> list[str]:
    """Text and HTML of a mail as they go out."""
    texts = [mail.text, mail.html]
    if mail.recipient is None or mail.kind != MailKind.PASSWORD_RESET:
        return texts
    secret = ResetLinks().make_token(mail.recipient)
    return [text.replace(_SECRET_HERE, secret) for text in texts]
