"""The texts that a pairing has once each, and that both sides confirm: agreed themes, action plan, closing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.models.confirmed import Confirmed
from partnerships.models.pairing import Pairing
from partnerships.querysets import InPairingQuerySet


class PairingText(BilingualTexts, Confirmed, Versioned):
    """What the three have alike: they belong to a pairing, which has one of each."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page on which the text is read and confirmed."""
        pairing = self.pairing
        return reverse("partnerships:text", args=[pairing.strand.code, pairing.code, self.text_slug])


class AgreedThemes(PairingText):
    """The themes that the two sides agreed to work on, in order, and who agreed them.

    `theme_codes` holds the codes in order, separated by `;`; the pairing shows them once they are
    saved, and they count as agreed once both sides confirmed.
    """

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = ("theme_codes", "agreed_by_en", "agreed_by_ko")
    TEXT_KIND: ClassVar[str] = "agreed-themes"
    BILINGUAL: ClassVar[tuple[str, ...]] = ("agreed_by",)

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="agreed_themes", verbose_name=_("pairing")
    )
    theme_codes = models.TextField(_("themes"), blank=True)
    agreed_by_en = models.TextField(_("who agreed them, in English"), blank=True)
    agreed_by_ko = models.TextField(_("who agreed them, in Korean"), blank=True)

    agreed_by = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("agreed themes")
        verbose_name_plural = _("agreed themes")

    def __str__(self) -> str:
        return str(self._meta.verbose_name).capitalize()


class ActionPlan(PairingText):
    """What the two sides want to reach together, and the steps towards it.

    `items` are the open follow-ups and milestones as they stood when confirmation was last asked:
    a list of objects with kind, code, title_en, title_ko, side and until (ISO 8601).
    """

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = (
        "vision_en",
        "vision_ko",
        "objectives_en",
        "objectives_ko",
        "items",
    )
    TEXT_KIND: ClassVar[str] = "action-plan"
    WRITTEN_TOGETHER: ClassVar[bool] = True
    BILINGUAL: ClassVar[tuple[str, ...]] = ("vision", "objectives")

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="action_plan", verbose_name=_("pairing")
    )
    vision_en = models.TextField(_("vision in English"), blank=True)
    vision_ko = models.TextField(_("vision in Korean"), blank=True)
    objectives_en = models.TextField(_("objectives in English"), blank=True)
    objectives_ko = models.TextField(_("objectives in Korean"), blank=True)
    items = models.JSONField(_("items"), default=list, blank=True, editable=False)

    vision = TwoLanguageText()
    objectives = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")

    def __str__(self) -> str:
        return str(self._meta.verbose_name).capitalize()


class Closing(PairingText):
    """What each side takes away from the pairing, and what it expects of the time after it."""

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = (
        "eu_take_aways_en",
        "eu_take_aways_ko",
        "eu_prospects_en",
        "eu_prospects_ko",
        "counterpart_take_aways_en",
        "counterpart_take_aways_ko",
        "counterpart_prospects_en",
        "counterpart_prospects_ko",
    )
    TEXT_KIND: ClassVar[str] = "closing"
    WRITTEN_TOGETHER: ClassVar[bool] = True
    BILINGUAL: ClassVar[tuple[str, ...]] = (
        "eu_take_aways",
        "eu_prospects",
        "counterpart_take_aways",
        "counterpart_prospects",
    )

    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, related_name="closing", verbose_name=_("pairing"))
    eu_take_aways_en = models.TextField(_("take-aways of the EU side in English"), blank=True)
    eu_take_aways_ko = models.TextField(_("take-aways of the EU side in Korean"), blank=True)
    eu_prospects_en = models.TextField(_("prospects of the EU side in English"), blank=True)
    eu_prospects_ko = models.TextField(_("prospects of the EU side in Korean"), blank=True)
    counterpart_take_aways_en = models.TextField(_("take-aways of the counterpart in English"), blank=True)
    counterpart_take_aways_ko = models.TextField(_("take-aways of the counterpart in Korean"), blank=True)
    counterpart_prospects_en = models.TextField(_("prospects of the counterpart in English"), blank=True)
    counterpart_prospects_ko = models.TextField(_("prospects of the counterpart in Korean"), blank=True)

    eu_take_aways = TwoLanguageText()
    eu_prospects = TwoLanguageText()
    counterpart_take_aways = TwoLanguageText()
    counterpart_prospects = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name).capitalize()
