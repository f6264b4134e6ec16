"""What a delegate tells of the own journey by the personal link, what was agreed to, and what was destroyed when."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from core import clock
from core.formats import format_date
from core.models import Versioned
from events.delegations.models import Delegate
from events.enums import AccessKind, ConsentPurpose, DietKind, FilledBy, NeedsGiven
from events.events.models import Event
from events.events.querysets import OfEventQuerySet
from partnerships.documents.models import document_storage
from partnerships.enums import one_of


class DelegateLink(models.Model):
    """A personal link: the hash of its secret, until when it opens the delegate's own page. The secret is not kept.

    `mailed` says that it went to the delegate's own address; whoever made another one has seen its secret. `url` is
    known only where it was made just now, to be handed over.
    """

    url = ""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="links", verbose_name=_("delegate"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    created_at = models.DateTimeField(_("made"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    mailed = models.BooleanField(_("sent by mail"), default=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class DelegateNeeds(Versioned):
    """What a delegate needs on the journey, in the delegate's own words; erased by the clock after the event.

    Kept apart from the delegate and without history. `filled_by` says who filled it: the delegate or an assistant;
    `filled_with` by which link, because another link does not show what was written. `diet_kinds` and `access_kinds`
    hold the values of DietKind and AccessKind that were ticked, separated by `;`, to be counted for the host. These
    and the words beside them may tell of health or belief: they stand here where `told` says that the delegate agreed;
    it is empty for what was told before that was asked.
    Arrival and departure are local moments as the delegate writes them, with flight or train. `kept_days` is how long
    after the event they stay, as the page said it: a longer setting later does not reach them.
    """

    # What is kept of them in own words, with the most characters of each; what is ticked.
    TEXTS: ClassVar[dict[str, int]] = {
        "diet": 1000,
        "access": 1000,
        "interpretation": 200,
        "arrival": 500,
        "departure": 500,
        "emergency_name": 200,
        "emergency_phone": 60,
    }
    KINDS: ClassVar[dict[str, Any]] = {"diet_kinds": DietKind, "access_kinds": AccessKind}
    FIELDS: ClassVar[tuple[str, ...]] = ("told", *KINDS, *TEXTS)
    # What may tell of health or belief: kept where the delegate agreed to it alone (`told`).
    SENSITIVE: ClassVar[tuple[str, ...]] = ("diet_kinds", "diet", "access_kinds", "access")

    delegate = models.OneToOneField(
        Delegate, on_delete=models.CASCADE, related_name="needs", verbose_name=_("delegate")
    )
    spelling_checked_at = models.DateTimeField(_("spelling checked"), null=True, blank=True)
    told = models.CharField(_("how food and access needs are told"), max_length=6, choices=NeedsGiven, blank=True)
    diet_kinds = models.CharField(_("dietary needs that were ticked"), max_length=200, blank=True)
    diet = models.TextField(_("dietary needs"), blank=True)
    access_kinds = models.CharField(_("access needs that were ticked"), max_length=200, blank=True)
    access = models.TextField(_("access needs"), blank=True)
    interpretation = models.CharField(_("interpretation wanted"), max_length=200, blank=True)
    arrival = models.TextField(_("arrival"), blank=True)
    departure = models.TextField(_("departure"), blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=200, blank=True)
    emergency_phone = models.CharField(_("telephone of the emergency contact"), max_length=60, blank=True)
    filled_at = models.DateTimeField(_("filled in"), null=True, blank=True)
    filled_by = models.CharField(_("filled in by"), max_length=9, choices=FilledBy, blank=True)
    kept_days = models.PositiveSmallIntegerField(_("days kept after the event"), null=True, blank=True)
    filled_with = models.ForeignKey(
        DelegateLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("link")
    )

    class Meta:
        verbose_name = _("needs of a delegate")
        verbose_name_plural = _("needs of delegates")
        constraints = [
            models.CheckConstraint(
                name="delegate_needs_filled_by_allowed", condition=models.Q(filled_by__in=["", *FilledBy.values])
            ),
            models.CheckConstraint(
                name="delegate_needs_as_agreed",
                condition=models.Q(told__in=["", NeedsGiven.HERE])
                | models.Q(told__in=NeedsGiven.values, diet_kinds="", diet="", access_kinds="", access=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def saved_as(self) -> str:
        """What no other save has, of these needs or of what is told anew once they are erased."""
        return f"{self.pk}.{self.version}"


class ConsentQuerySet(models.QuerySet[Any]):
    """What delegates agreed to; the newest word of each purpose counts."""

    def newest(self) -> Self:
        """The newest of each delegate and purpose."""
        later = self.model._default_manager.filter(
            delegate=OuterRef("delegate"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))


class Consent(models.Model):
    """A delegate's word on one purpose, given or taken back; the newest counts, none is ever changed.

    `filled_by` says who wrote it down: the delegate, or somebody who had asked; empty where that was not kept yet.
    """

    delegate = models.ForeignKey(
        Delegate, on_delete=models.CASCADE, related_name="consents", verbose_name=_("delegate")
    )
    purpose = models.CharField(_("purpose"), max_length=17, choices=ConsentPurpose)
    given = models.BooleanField(_("given"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    words = models.TextField(_("what was asked, in these words"))
    at = models.DateTimeField(_("when"), default=clock.now)
    filled_by = models.CharField(_("filled in by"), max_length=9, choices=FilledBy, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["delegate", "purpose", "-id"]
        indexes = [models.Index(fields=["delegate", "purpose", "-id"], name="consent_newest")]
        constraints = [
            one_of("consent", "purpose", ConsentPurpose),
            models.CheckConstraint(
                name="consent_filled_by_allowed", condition=models.Q(filled_by__in=["", *FilledBy.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.given}"


class InvitationLetter(models.Model):
    """A letter of invitation as it was issued: numbered within its event, the file kept and never changed.

    `strand_number` is the number as it stands in the letter: the event's code and the number.
    """

    # What whoever issues a letter writes, with the most characters of each.
    WRITTEN: ClassVar[dict[str, int]] = {"signatory": 120, "signatory_function": 200, "costs": 600, "further": 1500}
    LIES_IN: ClassVar[str] = "event"

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="letters", verbose_name=_("delegate"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="letters", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"))
    strand_number = models.CharField(_("number as written"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    file = models.FileField(_("file"), storage=document_storage, upload_to="letters", max_length=100)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation letter")
        verbose_name_plural = _("invitation letters")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="invitation_letter_number")]

    def __str__(self) -> str:
        return f"{self.delegate.label} · {self.event}"


class DestructionRecord(models.Model):
    """That personal data of an event was erased: when, by which rule, how much of what; nothing of its content.

    `counts` holds numbers by kind, as delegates/erasure.py names them.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="destructions", verbose_name=_("event"))
    at = models.DateTimeField(_("when"), default=clock.now)
    kept_days = models.PositiveSmallIntegerField(_("days kept after the event"))
    counts = models.JSONField(default=dict)
    by_label = models.CharField(_("by"), max_length=200, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("destruction record")
        verbose_name_plural = _("destruction records")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.event}, {format_date(timezone.localtime(self.at).date())}"
