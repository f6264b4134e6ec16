"""A mail on its way: made with the act that it tells of, sent by a worker afterwards."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from accounts.enums import MailKind, MailState

# No attempt takes this long: whoever began it is gone.
LOST_AFTER = dt.timedelta(seconds=100)
# What a person may send again.
STRANDED = (MailState.FAILED, MailState.UNSURE, MailState.LOST)


class Mail(models.Model):
    """One mail to one address; `key` says what it is about, so that the same notice is never queued twice.

    The texts are erased once it is sent, because they may hold one-time links; what stays says
    that it was sent, and keeps the key from being used again.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mails",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("e-mail address"))
    kind = models.CharField(_("kind"), max_length=24, choices=MailKind)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    state = models.CharField(_("state"), max_length=7, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["-queued_at", "-id"], name="mail_order"),
            models.Index(fields=["state", "due_at"], name="mail_waiting", condition=~Q(state=MailState.SENT)),
        ]
        constraints = [
            models.CheckConstraint(name="mail_kind_allowed", condition=Q(kind__in=MailKind.values)),
            models.CheckConstraint(name="mail_state_allowed", condition=Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="mail_sent_once",
                condition=Q(state=MailState.SENT, sent_at__isnull=False, text="", html="")
                | (~Q(state=MailState.SENT) & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.address}"

    @property
    def current_state(self) -> MailState:
        """The state, also where a worker died and nobody has written it down yet."""
        if self.state == MailState.SENDING and self.claimed_at and self.claimed_at < timezone.now() - LOST_AFTER:
            return MailState.LOST
        return MailState(self.state)

    @property
    def can_go_again(self) -> bool:
        """Whether a person may send it again: its way has ended, and its text is kept."""
        return self.current_state in STRANDED and bool(self.text)

    @property
    def message_id(self) -> str:
        """The same at each attempt, so that whoever gets the mail twice can tell."""
        host = punycode(urlsplit(settings.BASE_URL).hostname or "localhost")
        return f"<{self.pk}.{self.queued_at:%Y%m%d%H%M%S%f}@{host}>"
