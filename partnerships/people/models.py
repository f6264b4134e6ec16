"""Who may do what in a strand: roles, memberships and the invitations that lead to them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Mail
from core import clock
from core.formats import format_name
from core.models import History, Versioned
from core.periods import PartialDate, Period
from partnerships.enums import InvitedAs, StrandRoleName, one_of
from partnerships.programmes.models import Participation, Strand
from partnerships.querysets.people import DeputyQuerySet, InvitationQuerySet, RoleQuerySet

INVITATION_DAYS = 14
# Of what did not wait for the end of its last day: from this moment on it gives nothing.
ENDED_AT_ONCE = _("ended at once")


class StrandRole(Versioned):
    """A person is staff, contracting authority or observer of a strand."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="strand_roles",
        verbose_name=_("person"),
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="roles", verbose_name=_("strand"))
    role = models.CharField(_("role"), max_length=9, choices=StrandRoleName)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(ENDED_AT_ONCE, null=True, blank=True, editable=False)

    objects = RoleQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("strand role")
        verbose_name_plural = _("strand roles")
        ordering = ["strand", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "strand", "role"],
                condition=Q(ended_on=None),
                name="strand_role_once",
            ),
            one_of("strand_role", "role", StrandRoleName),
        ]

    def __str__(self) -> str:
        return f"{self.user.kept_name}: {self.get_role_display()}, {self.strand}"


class Membership(Versioned):
    """A person is coordinator for a partner in a strand, from a day until another."""

    LIES_IN: ClassVar[str] = "participation"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
    )
    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("partner"),
    )
    started_on = models.DateField(_("from"), default=clock.today)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(ENDED_AT_ONCE, null=True, blank=True, editable=False)

    objects = RoleQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["participation", "started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "participation"],
                condition=Q(ended_on=None),
                name="membership_once",
            ),
            models.CheckConstraint(
                name="membership_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.kept_name}: {self.participation}"


class Deputy(Versioned):
    """A person who stands in for a coordinator during an absence, first and last day included."""

    LIES_IN: ClassVar[str] = "membership"

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="deputies", verbose_name=_("coordinator")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputises", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(ENDED_AT_ONCE, null=True, blank=True, editable=False)

    objects = DeputyQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["user", "ends_on"], name="deputy_of_person")]
        constraints = [
            models.CheckConstraint(name="deputy_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.user.kept_name} → {self.membership}"

    @property
    def days(self) -> Period:
        """From the first day to the last."""
        return Period(PartialDate(self.starts_on), PartialDate(self.ends_on))


class Invitation(models.Model):
    """A one-time link to a role. Only the hash of its token is kept; it lasts 14 days."""

    email = models.EmailField(_("e-mail address"))
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("strand"))
    role = models.CharField(_("role"), max_length=11, choices=InvitedAs)
    participation = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("partner"),
        help_text=_("For a coordinator: the partner the person works for."),
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("invited"), default=clock.now)
    sent_at = models.DateTimeField(_("sent"), default=clock.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    # Of an instance that a page shows: the mail of its present link, put there by `read_mail_states`.
    mail: Mail | None = None

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["strand", "-created_at", "-id"], name="invitation_order")]
        constraints = [
            models.CheckConstraint(
                name="invitation_partner_of_coordinator",
                condition=Q(role=InvitedAs.COORDINATOR, participation__isnull=False)
                | (~Q(role=InvitedAs.COORDINATOR) & Q(participation=None)),
            ),
            one_of("invitation", "role", InvitedAs),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @property
    def full_name(self) -> str:
        """The name as far as the inviter knows it, in the order of the mail's language."""
        return format_name(self.given_name, self.family_name, family_first=self.language == Language.KOREAN)

    @property
    def expires_at(self) -> dt.datetime:
        """The moment after which the link is dead."""
        return self.sent_at + dt.timedelta(days=INVITATION_DAYS)

    def is_open(self, now: dt.datetime) -> bool:
        """Whether the link still leads in."""
        return self.accepted_at is None and self.withdrawn_at is None and now <= self.expires_at

    @property
    def has_expired(self) -> bool:
        """Whether it ran out unused."""
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() > self.expires_at
