"""Handing a queued mail to the mail server: claimed first, so that it never goes out twice."""

from __future__ import annotations

import datetime as dt
import email.policy
import logging
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import EmailPolicy
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from accounts.enums import MAIL_GROUPS, MailState
from accounts.models import Mail
from accounts.services.mail_settings import unsubscribe_link

logger = logging.getLogger(__name__)

# How long to wait after each refusal; the one after the last is final, about six hours after the first.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))


class WholeHeader(UnstructuredHeader):
    """A header that is never folded: Python would encode an address too long for a line, and nobody could follow it."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """Name and value in one line (RFC 5322 allows 998 characters)."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = HeaderRegistry()
# The registry itself puts the base of all headers below; its stubs ask for it here.
_HEADERS.map_to_type("list-unsubscribe", WholeHeader)  # type: ignore[arg-type]


class PortalMail(EmailMultiAlternatives):
    """A mail in plain text and HTML whose way to end it arrives as an address."""

    def message(self, *, policy: Any = email.policy.default) -> Any:
        """As Django makes it, but for the folding of that header."""
        return super().message(policy=policy.clone(header_factory=_HEADERS))


def send_queued(mail_id: int) -> dt.datetime | None:
    """Send one mail, if it still waits for it; returns when to try again, or None.

    Not in a transaction: the claim is committed before the mail server hears of the mail, and a
    refusal by it is written down. Only OSError (what smtplib and sockets raise) is tried again.
    """
    mail = _claim(mail_id)
    if mail is None:
        return None
    reader = mail.recipient
    if reader and not (reader.is_active and reader.wants_mail(mail.kind)):
        # Closed or switched off while the mail waited.
        mail.state, mail.text, mail.html = MailState.DROPPED, "", ""
        mail.save(update_fields=["state", "text", "html"])
        return None
    try:
        _message(mail).send()
    except OSError as refusal:
        return _put_back(mail, refusal)
    except Exception as fault:
        _give_up(mail, fault)
        raise
    mail.state, mail.sent_at = MailState.SENT, timezone.now()
    # One-time links stand in the texts.
    mail.text = mail.html = ""
    mail.save(update_fields=["state", "sent_at", "text", "html"])
    return None


@transaction.atomic
def _claim(mail_id: int) -> Mail | None:
    """The mail, taken for this worker alone; None where another one has it or had it."""
    mail = Mail.objects.select_for_update().filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None:
        return None
    mail.state, mail.claimed_at, mail.attempts = MailState.SENDING, timezone.now(), mail.attempts + 1
    mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _put_back(mail: Mail, refusal: OSError) -> dt.datetime | None:
    """Let it wait for the next attempt, each later than the one before; None after the last."""
    if mail.attempts > len(WAITS):
        _give_up(mail, refusal)
        return None
    mail.state, mail.due_at = MailState.QUEUED, timezone.now() + WAITS[mail.attempts - 1]
    mail.save(update_fields=["state", "due_at"])
    logger.warning(
        "Mail %s (%s) was not taken by the mail server at attempt %s; it waits until %s",
        mail.pk,
        mail.kind,
        mail.attempts,
        f"{mail.due_at:%Y-%m-%d %H:%M} UTC",
        exc_info=refusal,
    )
    return mail.due_at


def _give_up(mail: Mail, fault: Exception) -> None:
    mail.state = MailState.FAILED
    mail.save(update_fields=["state"])
    logger.error("Mail %s (%s) could not be sent and is given up", mail.pk, mail.kind, exc_info=fault)


def _message(mail: Mail) -> PortalMail:
    """The mail with both texts and what mail programs want to know: that a machine wrote it, how to end it."""
    headers = {"Auto-Submitted": "auto-generated"}
    group = MAIL_GROUPS.get(mail.kind)
    if mail.recipient and group:
        # RFC 8058: the mail program posts to the address by itself when its reader clicks.
        headers["List-Unsubscribe"] = f"<{unsubscribe_link(mail.recipient, group)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = PortalMail(mail.subject, mail.text, None, [mail.address], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message
