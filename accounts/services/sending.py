"""Handing a queued mail to the mail server: claimed first, so that it never goes out twice."""

from __future__ import annotations

import datetime as dt
import email.policy
import logging
import time
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import EmailPolicy
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils import timezone

from accounts.enums import MAIL_GROUPS, MailState
from accounts.models import Mail
from accounts.services.mail_settings import unsubscribe_link
from accounts.services.reset_links import is_misled, texts_to_send
from accounts.smtp import NoAnswer

logger = logging.getLogger(__name__)

# How long to wait after each refusal; the one after the last is final, about six hours after the first.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))
# Seconds between two attempts to write down what became of a mail, where the database is locked or away.
PAUSES = (1, 2, 4, 8, *[15] * 40)


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

    # Seconds that the mail server has for its answer to the mail; nobody waits for it at a page.
    patience = 60

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
    if (reader and not (reader.is_active and reader.wants_mail(mail.kind))) or is_misled(mail):
        # Closed, switched off or moved while the mail waited.
        _write_down(mail, state=MailState.DROPPED, text="", html="")
        return None
    try:
        _message(mail).send()
    except NoAnswer as silence:
        _write_down(mail, state=MailState.UNSURE)
        logger.error(  # noqa: TRY400 - no fault of the code
            "Mail %s (%s) was handed over, and the mail server did not answer: %s", mail.pk, mail.kind, silence
        )
        return None
    except OSError as refusal:
        return _put_back(mail, refusal)
    except Exception as fault:
        _give_up(mail, fault)
        raise
    # One-time links stand in the texts.
    _write_down(mail, state=MailState.SENT, sent_at=timezone.now(), text="", html="")
    return None


@transaction.atomic
def note_lost(mail_id: int) -> None:
    """Say that the worker that was sending a mail is gone. Whether the mail went out is not known."""
    mail = Mail.objects.select_for_update().filter(pk=mail_id, state=MailState.SENDING).first()
    if mail is not None:
        mail.state = MailState.LOST
        mail.save(update_fields=["state"])
        logger.error("Mail %s was handed over and its worker is gone: whether it went out is not known", mail.pk)


@transaction.atomic
def _claim(mail_id: int) -> Mail | None:
    """The mail, taken for this worker alone; None where another one has it or had it."""
    mail = Mail.objects.select_for_update().filter(pk=mail_id, state=MailState.QUEUED).first()
    if mail is None:
        return None
    mail.state, mail.claimed_at, mail.attempts = MailState.SENDING, timezone.now(), mail.attempts + 1
    mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _write_down(mail: Mail, **outcome: Any) -> None:
    """Keep what became of this attempt, unless another one has begun since; patient with the database.

    What is not written down now would have to be asked of the mail server, which nobody can.
    """
    for pause in PAUSES:
        try:
            _write(mail, outcome)
        except (OperationalError, InterfaceError):
            logger.warning("What became of mail %s could not be written down; again in %s s", mail.pk, pause)
            time.sleep(pause)
            close_old_connections()
        else:
            return
    _write(mail, outcome)


@transaction.atomic
def _write(mail: Mail, outcome: dict[str, Any]) -> None:
    row = Mail.objects.select_for_update().filter(pk=mail.pk, claimed_at=mail.claimed_at).first()
    if row is None:
        logger.warning("Mail %s has another attempt by now; this one's end is not written down", mail.pk)
        return
    for name, value in outcome.items():
        setattr(row, name, value)
    row.save(update_fields=[*outcome])


def _put_back(mail: Mail, refusal: OSError) -> dt.datetime | None:
    """Let it wait for the next attempt, each later than the one before; None after the last."""
    if mail.attempts > len(WAITS):
        _give_up(mail, refusal)
        return None
    due_at = timezone.now() + WAITS[mail.attempts - 1]
    _write_down(mail, state=MailState.QUEUED, due_at=due_at)
    logger.warning(
        "Mail %s (%s) was not taken by the mail server at attempt %s; it waits until %s",
        mail.pk,
        mail.kind,
        mail.attempts,
        f"{due_at:%Y-%m-%d %H:%M} UTC",
        exc_info=refusal,
    )
    return due_at


def _give_up(mail: Mail, fault: Exception) -> None:
    _write_down(mail, state=MailState.FAILED)
    logger.error("Mail %s (%s) could not be sent and is given up", mail.pk, mail.kind, exc_info=fault)


def _message(mail: Mail) -> PortalMail:
    """The mail with both texts and what mail programs want to know: that a machine wrote it, how to end it."""
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": mail.message_id}
    group = MAIL_GROUPS.get(mail.kind)
    if mail.recipient and group:
        # RFC 8058: the mail program posts to the address by itself when its reader clicks.
        headers["List-Unsubscribe"] = f"<{unsubscribe_link(mail.recipient, group)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = texts_to_send(mail)
    message = PortalMail(mail.subject, text, None, [mail.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message
