"""Who may do what in a strand: roles, memberships and the invitations that lead to them."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_lazy as _

from accounts.enums import Language
from accounts.models import Mail, User
from core import clock
from core.access import Grants
from core.formats import format_name
from core.models import Addressed, History, PartOf, Versioned
from core.periods import PartialDate, Period
from partnerships.enums import ADMINISTRATOR, OWN, STAFF, InvitedAs, StrandRoleName, actors_in, one_of
from partnerships.programmes.models import Participation, Strand
from partnerships.querysets import InStrandQuerySet

INVITATION_DAYS = 14
# Of what did not wait for the end of its last day: from this moment on it gives nothing.
ENDED_AT_ONCE = _("ended at once")


class RoleQuerySet(InStrandQuerySet):
    """Roles in strands."""

    def not_ended(self, day: dt.date) -> Self:
        """Still held on a day: the last day counts, unless the role was ended at once."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), ended_at=None)


class MembershipQuerySet(RoleQuerySet):
    """The work of coordinators."""

    STRAND = "participation__strand"
    NAMES = ("user", "participation__partner", "participation__strand")

    def with_deputies(self, today: dt.date) -> Self:
        """With who stands in for them now or later, as `deputies_of`."""
        rows = Deputy.objects.not_over(today).select_related("user").order_by("starts_on", "pk")
        return self.prefetch_related(models.Prefetch("deputies", queryset=rows, to_attr="deputies_of"))


class DeputyQuerySet(InStrandQuerySet):
    """Deputies."""

    STRAND = "membership__participation__strand"
    NAMES = ("user", *(f"membership__{name}" for name in MembershipQuerySet.NAMES))

    def on(self, day: dt.date) -> Self:
        """Who stands in on a day, for a coordinator whose work has not ended."""
        return (
            self.not_over(day)
            .filter(starts_on__lte=day, membership__started_on__lte=day, membership__ended_at=None)
            .filter(Q(membership__ended_on=None) | Q(membership__ended_on__gte=day))
        )

    def not_over(self, day: dt.date) -> Self:
        """Standing in now or later, unless it was ended at once."""
        return self.filter(ends_on__gte=day, ended_at=None)

    not_ended = not_over


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations."""

    def visible_to(self, grants: Grants) -> Self:
        """Staff see those of their strands, an administrator all, nobody else any."""
        if grants.is_administrator:
            return self.all()
        return self.filter(strand__in=grants.staff)

    def waiting(self) -> Self:
        """Neither accepted nor withdrawn; expired ones wait for a resend."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class StrandRole(Versioned):
    """A person is staff, contracting authority or observer of a strand."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strand_roles", verbose_name=_("person")
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
                fields=["user", "strand", "role"], condition=Q(ended_on=None), name="strand_role_once"
            ),
            one_of("strand_role", "role", StrandRoleName),
        ]

    def __str__(self) -> str:
        return f"{self.user.kept_name}: {self.get_role_display()}, {self.strand}"


class Membership(PartOf, Addressed, Versioned):
    """A person is coordinator for a partner in a strand, from a day until another."""

    LIES_IN: str = "participation"
    PART_OF: str = "participation"
    PAGE: str = "partnerships:hand-over-sheet"
    ADDRESS: dict[str, str] = {"strand": "participation__strand__code", "membership": "pk"}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("partner")
    )
    started_on = models.DateField(_("from"), default=clock.today)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(ENDED_AT_ONCE, null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        ordering = ["participation", "started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "participation"], condition=Q(ended_on=None), name="membership_once"
            ),
            models.CheckConstraint(
                name="membership_in_order", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.kept_name}: {self.participation}"

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it: as the person, or as who keeps the strand's people."""
        own = {OWN} if self.user_id == grants.user_id else set()
        return (actors_in(grants, self.strand_id) & {STAFF, ADMINISTRATOR}) | own

    def home(self, grants: Grants) -> tuple[str, str]:
        """Name and address of the page that leads here: the strand's people, or the own partner."""
        if self.actors(grants) - {OWN}:
            return gettext("People"), self.strand.address_of("partnerships:people")
        return self.participation.partner.name, self.participation.get_absolute_url()

    def successors(self) -> models.QuerySet[User]:
        """The other coordinators of the participation whose work goes on."""
        rows = Membership.objects.filter(
            participation=self.participation_id, ended_on=None, started_on__lte=clock.today()
        )
        users = get_user_model().objects.filter(pk__in=rows.values("user"), is_active=True)
        return users.exclude(pk=self.user_id).order_by("search_text", "pk")

    def candidates(self) -> models.QuerySet[User]:
        """Who may stand in: the strand's coordinators of the same side and its observers.

        Not the person, not whoever works or stands in for the other side, and not staff or authority, who act for
        a side with a reason only.
        """
        today, strand, side = clock.today(), self.strand_id, self.participation.side
        current = Membership.objects.not_ended(today).filter(started_on__lte=today, participation__strand=strand)
        deputies = Deputy.objects.not_over(today).filter(membership__participation__strand=strand)
        roles = StrandRole.objects.not_ended(today).filter(strand=strand)
        users = get_user_model().objects.filter(is_active=True)
        own_side = users.filter(pk__in=current.filter(participation__side=side).values("user"))
        observers = users.filter(pk__in=roles.filter(role=StrandRoleName.OBSERVER).values("user"))
        return (
            (own_side | observers)
            .exclude(pk=self.user_id)
            .exclude(pk__in=current.exclude(participation__side=side).values("user"))
            .exclude(pk__in=deputies.exclude(membership__participation__side=side).values("user"))
            .exclude(pk__in=roles.exclude(role=StrandRoleName.OBSERVER).values("user"))
            .order_by("search_text", "pk")
        )


class Deputy(PartOf, Addressed, Versioned):
    """A person who stands in for a coordinator during an absence, first and last day included."""

    LIES_IN: str = "membership"
    PART_OF: str = "membership"
    PAGE: str = "partnerships:deputy-end"
    ADDRESS: dict[str, str] = {
        "strand": "membership__participation__strand__code",
        "membership": "membership__pk",
        "deputy": "pk",
    }

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
        constraints = [models.CheckConstraint(name="deputy_in_order", condition=Q(ends_on__gte=F("starts_on")))]

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
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("invited by")
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
