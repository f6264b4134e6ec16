"""The way to the mail server: Django's own, that knows whether the server may have a mail which it did not answer."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING, Any

from django.core.mail.backends import smtp

if TYPE_CHECKING:
    from django.core.mail import EmailMessage


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
