"""The frozen edition of a text, and each side's word under it."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.models import Addressed, Versioned
from core.texts import OneLanguageTexts, other_text
from partnerships.confirmations.models import text_model
from partnerships.enums import WAITING_CONFIRMATION, ConfirmationState, Side, one_of
from partnerships.pairings.models import Pairing
from partnerships.querysets.scopes import InPairingQuerySet, frozen_text
from partnerships.rules.journey import side_of
from partnerships.workflow import OWN


class TextEditionQuerySet(InPairingQuerySet):
    """Frozen editions of texts."""

    def visible_to(self, grants: Grants) -> Self:
        """As their pairing; of minutes and the like, those that one may read."""
        return self.filter(frozen_text(grants))

    def of(self, record: models.Model) -> Self:
        """Those of one record, newest first."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).order_by("-edition")

    def in_force(self) -> Self:
        """The last of each text that both sides have confirmed."""
        words = Confirmation.objects.filter(state=ConfirmationState.CONFIRMED, text=OuterRef("pk"))
        both = Q(*(Exists(words.filter(side=side)) for side in Side.values))
        same = {name: OuterRef(name) for name in ("content_type", "object_id")}
        later = TextEdition.objects.filter(both, edition__gt=OuterRef("edition"), **same)
        return self.filter(both & ~Exists(later))

    def as_it_is(self, record: Any) -> Self:
        """That of a text's present edition; none where nobody was asked to confirm it so."""
        return self.of(record).filter(edition=record.edition)


class ConfirmationQuerySet(models.QuerySet[Any]):
    """Each side's word under an edition."""

    def visible_to(self, grants: Grants) -> Self:
        return self.filter(frozen_text(grants, "text__"))

    def with_names(self) -> Self:
        """With their texts, and what the names of their pairings are made of."""
        pairing = "text__pairing"
        return self.select_related(f"{pairing}__strand", f"{pairing}__eu__partner", f"{pairing}__counterpart__partner")

    def live(self) -> Self:
        """Not withdrawn. Whether its edition is still the record's own is the record's to say."""
        return self.exclude(state=ConfirmationState.WITHDRAWN)

    def waiting(self) -> Self:
        """Asked for, or in internal approval."""
        return self.filter(state__in=WAITING_CONFIRMATION)


class TextEdition(models.Model):
    """One edition of a text as it stood when its confirmation was asked; never changed.

    `canonical` is the exact text (see `canonical_text`), `sha256` its hash in hexadecimal digits,
    `body` the same text as data, from which pages show and compare it. `record` is the milestone,
    action plan, or other record that the text belongs to; `slug` is its name in addresses.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record: Any = GenericForeignKey("content_type", "object_id")
    pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="text_editions", verbose_name=_("pairing")
    )
    slug = models.CharField(_("text"), max_length=100)
    edition = models.PositiveIntegerField(_("edition"))
    body = models.JSONField(_("text as data"))
    canonical = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("asked by")
    )
    requested_by_label = models.CharField(_("asked by"), max_length=200, blank=True)
    requested_at = models.DateTimeField(_("asked"), default=clock.now)

    search_text = FoldedField(sources=("body",), max_length=LONG)

    objects = TextEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a text")
        verbose_name_plural = _("editions of texts")
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["pairing", "slug", "-edition"], name="text_edition_newest")]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "edition"], name="text_edition_once"),
        ]

    def __str__(self) -> str:
        names = {"text": self.title[0], "pairing": self.pairing, "edition": self.edition}
        return _("%(text)s (%(pairing)s), edition %(edition)s") % names

    @property
    def title(self) -> tuple[str, str]:
        """Its name in the reader's language, else in the other one: its record's title, or the kind of text."""
        model = text_model(self.slug)
        return model.title_of(self.body) if model else (self.slug, "en")

    @property
    def is_release(self) -> bool:
        """Whether a side's word under it is called a release."""
        model = text_model(self.slug)
        return bool(model and model.IS_RELEASE)

    @property
    def answer_url(self) -> str:
        """Where a side gives its word."""
        model, pairing = text_model(self.slug), self.pairing
        if model:
            return model.get_answer_url(pairing, self.slug)
        return reverse("partnerships:text", args=[pairing.strand.code, pairing.code, self.slug])


class Confirmation(Addressed, OneLanguageTexts, Versioned):
    """One side's word under one edition of a text: requested, in internal approval, confirmed or withdrawn.

    Only a confirmed one counts, and only while the record still has that edition. Whoever acts for a
    side without being its coordinator (`on_behalf`) gives a reason. `approval_until`,
    `approver_function` and `approver_document` tell of the side's own internal approval: until when
    it lasts, the function of the person who approves (no name), the number of the document.
    """

    LIES_IN: str = "text"
    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    ADDRESS: dict[str, str] = {
        "strand": "text__pairing__strand__code",
        "pairing": "text__pairing__code",
        "confirmation": "pk",
    }

    text = models.ForeignKey(
        TextEdition, on_delete=models.PROTECT, related_name="confirmations", verbose_name=_("edition of a text")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side)
    state = models.CharField(_("state"), max_length=11, choices=ConfirmationState, default=ConfirmationState.REQUESTED)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    by_label = models.CharField(_("confirmed by"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    on_behalf = models.BooleanField(_("on behalf"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))
    approval_until = models.DateField(_("in internal approval until"), null=True, blank=True)
    approver_function = models.CharField(_("function of the approver"), max_length=200, blank=True)
    approver_document = models.CharField(_("document number"), max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="confirmation_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "side"], condition=~Q(state=ConfirmationState.WITHDRAWN), name="confirmation_live_side"
            ),
            models.UniqueConstraint(
                fields=["text", "by"], condition=Q(state=ConfirmationState.CONFIRMED), name="confirmation_live_person"
            ),
            models.CheckConstraint(name="confirmation_reason_on_behalf", condition=Q(on_behalf=False) | ~Q(reason="")),
            one_of("confirmation", "state", ConfirmationState),
            one_of("confirmation", "side", Side),
        ]

    def __str__(self) -> str:
        side = self.text.pairing.strand.side_name(self.side)
        return f"{self.text}: {side}, {self.get_state_display()}"

    @property
    def pairing(self) -> Pairing:
        return self.text.pairing

    @property
    def title(self) -> tuple[str, str]:
        """What its text is called, and the language of that."""
        return self.text.title

    @property
    def url(self) -> str:
        """Where its text is read and confirmed."""
        return self.text.answer_url

    @property
    def asked_on(self) -> dt.date:
        """The day it was asked."""
        return clock.day_of(self.asked_at)

    @property
    def in_approval_until(self) -> dt.date | None:
        """The end of the internal approval that runs, where its side named a day."""
        return self.approval_until if self.state == ConfirmationState.IN_APPROVAL else None

    @property
    def due(self) -> dt.date:
        """The day until which it may wait: the end of that approval, else so many days as the strand allows."""
        return self.in_approval_until or self.asked_on + dt.timedelta(days=self.pairing.strand.confirmation_days)

    def get_absolute_url(self) -> str:
        pairing = self.pairing
        return reverse("partnerships:text", args=[pairing.strand.code, pairing.code, self.text.slug])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.pairing.get_crumbs(), (self.title[0], self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing, and whether the side that is asked is the reader's own."""
        own = side_of(grants, self.pairing) == self.side
        return self.pairing.actors(grants) | ({OWN} if own else set())
