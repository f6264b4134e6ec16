"""The link to a new password, whose secret is made when its mail is handed over: no queue or backup holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import int_to_base36

from accounts.enums import MailKind

if TYPE_CHECKING:
    from accounts.models import Mail, User

_SECRET_HERE = "made-when-the-mail-is-sent"  # noqa: S105 - only the place of one


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
    secret = default_token_generator.make_token(mail.recipient)
    return [text.replace(_SECRET_HERE, secret) for text in texts]
