"""The people's accounts and the mails that go out to them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from accounts.enums import MAIL_GROUPS, CommentMails, Language, MailKind, MailState, NameOrder
from core import clock
from core.folding import FoldedField
from core.formats import format_name
from core.log import SHARED, count_change
from core.texts import TwoLanguageText, in_reading_script


def validate_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not hold."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Asia/Seoul or Europe/Madrid."),
            params={"name": name},
        )


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the address is kept in lower case, so that one person has one account."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that signs in by `email`; without a password it cannot sign in yet."""
        if not email:
            message = "an account needs an e-mail address"
            raise ValueError(message)
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An administrator: the one kind of person who enters Django admin."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account however its address was typed."""
        return self.get(email=(username or "").strip().lower())


LONGEST_LABEL = 200
TELEPHONE = RegexValidator(
    r"\A(?=.*[0-9])[0-9 +()-]+\Z", _("Write it with digits, blanks, +, - and brackets alone, such as +82 51 888 0000.")
)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Not versioned: each sign-in writes `last_login`.

    What was given before `access_renewed_at` opens nothing any more: sessions, links to a new password, calendar
    addresses. It moves with a changed password and when access ends, so that nothing old comes back with the account.
    """

    # What stands on the card of whoever works in a strand, and ends with the access.
    NAMES: tuple[str, ...] = ("family_name", "given_name", "name_native")
    POST: tuple[str, ...] = ("function_en", "function_ko", "office_en", "office_ko")
    OF_CARD: tuple[str, ...] = (*POST, "telephone", "languages")

    # Whom a deputy stands in for: her mails say so. Filled in by whoever looks up who gets a mail.
    stands_in_for: object = None
    _password: str | None  # of AbstractBaseUser: a password that was set and not saved yet

    email = models.EmailField(_("e-mail address"), unique=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    name_order = models.CharField(_("name order"), max_length=12, choices=NameOrder, default=NameOrder.GIVEN_FIRST)
    name_native = models.CharField(_("name in own script"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, validators=[validate_time_zone])
    function_en = models.CharField(_("function in English"), max_length=120, blank=True)
    function_ko = models.CharField(_("function in Korean"), max_length=120, blank=True)
    office_en = models.CharField(_("department in English"), max_length=120, blank=True)
    office_ko = models.CharField(_("department in Korean"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True, validators=[TELEPHONE])
    languages = models.CharField(_("languages"), max_length=60, blank=True)
    shows_email = models.BooleanField(_("e-mail address"), default=True)
    shows_telephone = models.BooleanField(_("telephone"), default=True)
    shows_hours = models.BooleanField(_("office hours"), default=True)
    shows_to_programme = models.BooleanField(_("to other strands too: my name and office"), default=False)
    mail_now = models.BooleanField(
        _("what needs me at once"),
        default=True,
        help_text=_("A confirmation that is asked of my side, an objection, a reminder by the staff."),
    )
    mail_deadlines = models.BooleanField(
        _("deadlines"),
        default=True,
        help_text=_("A few days before something of mine is due, and once when it is late."),
    )
    mail_digest = models.BooleanField(
        _("Monday summary"),
        default=True,
        help_text=_("Up to seven things that wait for me, the most urgent first. Nothing when nothing waits."),
    )
    mail_comments = models.CharField(
        _("comments"),
        max_length=5,
        choices=CommentMails,
        default=CommentMails.NOW,
        blank=True,
        help_text=_(
            "What the other side comments, and answers to my comments. Who names me with @ reaches me at once."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    erasure_asked_at = models.DateTimeField(_("erasure asked"), null=True, blank=True, editable=False)
    access_renewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # What happened before has been read: since the visit to my tasks before this one, which began when it was read.
    tasks_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    tasks_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_steps_put_away_at = models.DateTimeField(null=True, blank=True, editable=False)
    search_text = FoldedField(sources=(*NAMES, "email", *POST), db_index=True)

    function = TwoLanguageText()
    office = TwoLanguageText()

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["search_text", "id"]

    def __str__(self) -> str:
        """The name as the page writes it: in Korean in Hangul, for whoever gave it so, else in Latin letters."""
        return in_reading_script(self.kept_name, self.name_native)[0]

    @property
    def kept_name(self) -> str:
        """The name that records of an act keep, which readers of both languages share: in Latin letters.

        As long as those records have room for.
        """
        return (self.get_full_name() or self.email)[:LONGEST_LABEL]

    @property
    def other_name(self) -> str:
        """The name in the script that the reader's page does not write it in; nothing where there is one alone."""
        return in_reading_script(self.get_full_name() or str(self), self.name_native)[1]

    @property
    def shown_email(self) -> str:
        """The address, where the person lets others of the strand see it."""
        return self.email if self.shows_email else ""

    @property
    def shown_telephone(self) -> str:
        """The telephone, where the person lets others of the strand see it."""
        return self.telephone if self.shows_telephone else ""

    @property
    def dialled(self) -> str:
        """The telephone as a link dials it: digits, and the plus before them."""
        plus = "+" if self.telephone.lstrip(" (").startswith("+") else ""
        return plus + "".join(mark for mark in self.telephone if mark.isdigit())

    def save(self, **kwargs: Any) -> None:
        """Save; with a changed password, though not with one that is only kept in a newer way, access is renewed.

        Names and address stand on pages of others, and people change their own outside of acts.
        """
        if self._password is not None and not self._state.adding:
            self.access_renewed_at = clock.now()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "access_renewed_at"}
        is_known = not self._state.adding
        super().save(**kwargs)
        if is_known and kwargs.get("update_fields") is None:
            count_change(SHARED)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's, which a changed password changes; and with access that ended, where the password stayed."""
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if self.access_renewed_at is None:
            return own
        told = f"{own}{self.access_renewed_at.isoformat()}"
        return salted_hmac("accounts.access-renewed", told, secret=secret, algorithm="sha256").hexdigest()

    def clean(self) -> None:
        """Keep the address in the one form it is looked up by."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """The name in Latin letters, in the person's own order."""
        family_first = self.name_order == NameOrder.FAMILY_FIRST
        return format_name(self.given_name, self.family_name, family_first=family_first)

    def get_short_name(self) -> str:
        """Used by Django where it greets."""
        return str(self)

    @property
    def mail_language(self) -> str:
        """The language of mails: the account's, else Korean for whoever lives by Seoul's time, else English."""
        return self.language or (Language.KOREAN if self.time_zone == "Asia/Seoul" else Language.ENGLISH)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clock that the person's mails, files and pages go by: the account's time zone, else the portal's."""
        return zoneinfo.ZoneInfo(self.time_zone or settings.TIME_ZONE)

    def wants_mail(self, kind: str) -> bool:
        """Whether the person takes mails of a kind (MailKind); an invitation is always taken."""
        group = MAIL_GROUPS.get(kind)
        return group is None or bool(getattr(self, f"mail_{group.value}"))


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
