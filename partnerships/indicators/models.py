"""Indicators of a programme, their targets, and the values that are entered for them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.formats import format_date
from core.models import History, Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.documents.models import Document
from partnerships.enums import BuiltIn, Direction, IndicatorLevel, one_of
from partnerships.fields import CodeField, name_field
from partnerships.pairings.models import Pairing
from partnerships.programmes.models import Programme, Strand
from partnerships.querysets.together import FigureQuerySet, IndicatorQuerySet


class Indicator(BilingualTexts, Versioned):
    """What a programme measures by values that people enter; its own counts are `BuiltIn` and computed.

    Code, name, unit, direction, level of the chain of results, definition and means of verification: what the
    Commission's guidance on logical frameworks asks of an indicator.
    """

    BILINGUAL: ClassVar[tuple[str, ...]] = ("name", "unit", "definition", "verification")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("programme")
    )
    code = CodeField()
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    unit_en = models.CharField(_("unit in English"), max_length=60)
    unit_ko = models.CharField(_("unit in Korean"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    level = models.CharField(_("level"), max_length=7, choices=IndicatorLevel)
    definition_en = models.TextField(_("definition in English"), blank=True)
    definition_ko = models.TextField(_("definition in Korean"), blank=True)
    verification_en = models.TextField(_("means of verification, in English"), blank=True)
    verification_ko = models.TextField(_("means of verification, in Korean"), blank=True)
    ended_on = models.DateField(_("no longer measured from"), null=True, blank=True, editable=False)

    name = TwoLanguageText()
    unit = TwoLanguageText()
    definition = TwoLanguageText()
    verification = TwoLanguageText()
    objects = IndicatorQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["programme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="indicator_code"),
            one_of("indicator", "direction", Direction),
            one_of("indicator", "level", IndicatorLevel),
        ]

    def __str__(self) -> str:
        return self.name


class Target(Versioned):
    """Where an indicator or a built-in count started and is to arrive, in a whole strand or one pairing of it."""

    NAMED_WITH: ClassVar[tuple[str, ...]] = ("indicator", "strand")

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="targets", verbose_name=_("strand"))
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="targets", verbose_name=_("pairing")
    )
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    built_in = models.CharField(_("count"), max_length=18, choices=BuiltIn, blank=True)
    baseline = models.DecimalField(_("baseline value"), max_digits=15, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)
    target = models.DecimalField(_("target value"), max_digits=15, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)

    objects = FigureQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["strand", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "indicator"], name="target_of_pairing_once"),
            models.UniqueConstraint(
                fields=["pairing", "built_in"], condition=~Q(built_in=""), name="target_of_pairing_count_once"
            ),
            models.UniqueConstraint(
                fields=["strand", "indicator"], condition=Q(pairing=None), name="target_of_strand_once"
            ),
            models.UniqueConstraint(
                fields=["strand", "built_in"],
                condition=Q(pairing=None) & ~Q(built_in=""),
                name="target_of_strand_count_once",
            ),
            models.CheckConstraint(
                name="target_of_one",
                condition=Q(indicator__isnull=False, built_in="") | (Q(indicator=None) & ~Q(built_in="")),
            ),
            models.CheckConstraint(name="target_built_in_allowed", condition=Q(built_in__in=["", *BuiltIn.values])),
        ]

    def __str__(self) -> str:
        return str(self.indicator or self.get_built_in_display())

    def get_log_name(self) -> tuple[str, str]:
        if self.pairing is None:
            return str(self), reverse("partnerships:indicator-list", args=[self.strand.code])
        return str(self), reverse("partnerships:pairing-indicators", args=[self.strand.code, self.pairing.code])


class Measurement(Versioned):
    """A value of an indicator on a day, with its source and perhaps a document; a wrong one is withdrawn."""

    NAMED_WITH: ClassVar[tuple[str, ...]] = ("indicator", "strand")

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("indicator")
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("strand"))
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("pairing")
    )
    on = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2)
    source = models.CharField(_("source"), max_length=500)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["strand", "pairing", "indicator", "-on", "-id"], name="measurement_newest")]

    def __str__(self) -> str:
        return f"{self.indicator}, {format_date(self.on)}"

    def get_log_name(self) -> tuple[str, str]:
        if self.pairing is None:
            return str(self), reverse("partnerships:indicator-list", args=[self.strand.code])
        return str(self), reverse("partnerships:pairing-indicators", args=[self.strand.code, self.pairing.code])
