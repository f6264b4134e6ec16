"""How a mail leaves the portal: the mail server, its answer, and links that are made as it goes."""

import datetime as dt
import email.policy
import logging
import smtplib
import time
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import EmailPolicy
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends import smtp
from django.core.signing import BadSignature, Signer
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from accounts.enums import MAIL_GROUPS, CommentMails, MailGroup, MailKind, MailState
from accounts.models import Mail, User
from core.errors import DomainError


class NoAnswer(smtplib.SMTPException):
    """The mail was handed over, and the server did not say what became of it: it may go out, or not."""


class _Attentive(smtplib.SMTP):
    """Tells a server that refuses a mail from one that falls silent once it has it."""

    patience: float | None = None
    _code = 0

    def getreply(self) -> tuple[int, bytes]:
        """Wait longer for the answer to the mail itself: some servers look through it first."""
        if self._code == 354 and self.sock is not None and self.patience is not None:
            self.sock.settimeout(self.patience)
        self._code, words = super().getreply()
        return self._code, words

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib does; raises NoAnswer where the server asked for the mail and then gave no clear word."""
        usual = self.sock.gettimeout() if self.sock is not None else None
        try:
            code, words = super().data(msg)
        except OSError as fault:
            if self._code == 354:
                raise NoAnswer(str(fault)) from fault
            raise
        finally:
            if self.sock is not None:
                self.sock.settimeout(usual)
        if code != 250 and not 400 <= code < 600:
            raise NoAnswer(f"{code} {words!r}")
        return code, words


class _AttentiveTLS(_Attentive, smtplib.SMTP_SSL):
    """The same over TLS from the beginning."""


class EmailBackend(smtp.EmailBackend):
    """Raises NoAnswer where a mail was perhaps taken. A mail may say how long to wait for that answer (`patience`)."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """How to speak to the server."""
        return _AttentiveTLS if self.use_ssl else _Attentive

    def _send(self, email_message: EmailMessage) -> bool:
        self.connection.patience = getattr(email_message, "patience", None)  # type: ignore[union-attr]
        return super()._send(email_message)  # type: ignore[misc]


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


def _sender(mail: Mail) -> str:
    """The portal's address; its own name in the language of the mail, another one as it was set."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if name != "World Cities":
        return settings.DEFAULT_FROM_EMAIL
    with translation.override("ko" if '<html lang="ko">' in mail.html else "en"):
        return formataddr((_("World Cities"), address))


def _message(mail: Mail) -> PortalMail:
    """The mail with both texts and what mail programs want to know: that a machine wrote it, how to end it."""
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": mail.message_id}
    group = MAIL_GROUPS.get(mail.kind)
    if mail.recipient and group:
        # RFC 8058: the mail program posts to the address by itself when its reader clicks.
        headers["List-Unsubscribe"] = f"<{unsubscribe_link(mail.recipient, group)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = texts_to_send(mail)
    message = PortalMail(mail.subject, text, _sender(mail), [mail.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


_SIGNER = Signer(salt="accounts.mail-unsubscribe")


class UnknownLink(DomainError):
    """The link was not made by this portal, or its person is gone."""


def unsubscribe_token(person: User, group: MailGroup) -> str:
    """A token for one person and one group of mails; it does not expire, since mails are kept for years."""
    return _SIGNER.sign_object([person.pk, group.value])


def unsubscribe_link(person: User, group: MailGroup) -> str:
    """The whole address, as a mail needs it."""
    return settings.BASE_URL + reverse("mail:unsubscribe", args=[unsubscribe_token(person, group)])


def read_token(token: str) -> tuple[User, MailGroup]:
    """Whom and what a token speaks of; raises UnknownLink."""
    unknown = UnknownLink(_("This link is not known. Copy it whole from the mail, or change your account."))
    try:
        key, value = _SIGNER.unsign_object(token)
        group = MailGroup(value)
    except (BadSignature, ValueError, TypeError) as wrong:
        raise unknown from wrong
    person = get_user_model().objects.filter(pk=key).first()
    if person is None:
        raise unknown
    return person, group


@transaction.atomic
def switch_mails(*, token: str, wanted: bool) -> tuple[User, MailGroup]:
    """Switch a group of mails on or off for the person of a token; repeating it changes nothing.

    Raises UnknownLink.
    """
    person, group = read_token(token)
    person = get_user_model().objects.select_for_update().get(pk=person.pk)
    chosen = CommentMails.NOW if wanted else CommentMails.NEVER
    setattr(person, f"mail_{group.value}", chosen if group == MailGroup.COMMENTS else wanted)
    person.save(update_fields=[f"mail_{group.value}"])
    return person, group
