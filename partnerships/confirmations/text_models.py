"""The texts that a pairing has once each, and that both sides confirm: agreed themes, action plan, closing."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy

from core.folding import LONG, FoldedField
from core.models import History, Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.confirmations.models import Confirmed
from partnerships.enums import ConfirmationBy, ConfirmedText, MilestoneStatus, Side
from partnerships.follow_ups.models import FollowUp
from partnerships.milestones.models import Milestone
from partnerships.pairings.models import Pairing
from partnerships.programmes.models import Theme
from partnerships.querysets import InPairingQuerySet


class PairingText(BilingualTexts, Confirmed, Versioned):
    """What the three have alike: they belong to a pairing, which has one of each."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind_name()}: {self.pairing}"

    def get_absolute_url(self) -> str:
        """The page on which the text is read and confirmed."""
        return self.get_text_page_url()


class AgreedThemes(PairingText):
    """The themes that the two sides agreed to work on, in order, and who agreed them.

    `theme_codes` holds the codes in order, separated by `;`; the pairing shows them once they are
    saved, and they count as agreed once both sides confirmed.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ("theme_codes", "agreed_by_en", "agreed_by_ko")
    WRITTEN_FIELDS: tuple[str, ...] = ("theme_codes",)
    MISSING: Any = _("Choose the themes first.")
    TEXT_KIND: str = "agreed-themes"
    PART_LABELS: dict[str, Any] = {"themes": _("Themes"), "agreed_by": _("Who agreed them")}
    BILINGUAL: tuple[str, ...] = ("agreed_by",)
    TAKES_DOCUMENTS: bool = False
    RESTORABLE: tuple[str, ...] = CONFIRMED_FIELDS

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="agreed_themes", verbose_name=_("pairing")
    )
    theme_codes = models.TextField(_("themes"), blank=True)
    agreed_by_en = models.TextField(_("who agreed them, in English"), blank=True)
    agreed_by_ko = models.TextField(_("who agreed them, in Korean"), blank=True)

    agreed_by = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("agreed themes")
        verbose_name_plural = _("agreed themes")

    @classmethod
    def blank(cls, pairing: Pairing) -> Self:
        """With the themes that the pairing shows."""
        text = super().blank(pairing)
        text.theme_codes = pairing.theme_codes
        return text

    def frozen_body(self) -> dict[str, Any]:
        """With the names of the themes as they are now: a theme may be renamed later."""
        body = self.text_body()
        codes = [code for code in body.pop("theme_codes").split(";") if code]
        known = {theme.code: theme for theme in Theme.objects.filter(strand=self.pairing.strand_id, code__in=codes)}
        themes = [
            {"code": code, "name_en": known[code].name_en, "name_ko": known[code].name_ko}
            for code in codes
            if code in known
        ]
        return {"themes": themes, **body}


class ActionPlan(PairingText):
    """What the two sides want to reach together, and the steps towards it.

    `items` are the open follow-ups and milestones as they stood when confirmation was last asked:
    a list of objects with kind, code, title_en, title_ko, side and until (ISO 8601).
    """

    # Steps alone are no plan.
    WRITTEN_FIELDS: tuple[str, ...] = ("vision_en", "vision_ko", "objectives_en", "objectives_ko")
    CONFIRMED_FIELDS: tuple[str, ...] = (*WRITTEN_FIELDS, "items")
    MISSING: Any = _("Write the vision or the objectives first.")
    TEXT_KIND: str = "action-plan"
    WRITTEN_TOGETHER: bool = True
    PART_LABELS: dict[str, Any] = {
        "vision": _("Vision"),
        "objectives": _("Objectives"),
        "items": _("Steps: open follow-ups and milestones"),
    }
    LINE_HEADS: dict[str, Any] = {"items": pgettext_lazy("action plan", "Step")}
    BILINGUAL: tuple[str, ...] = ("vision", "objectives")
    TAKES_DOCUMENTS: bool = False

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="action_plan", verbose_name=_("pairing")
    )
    vision_en = models.TextField(_("vision in English"), blank=True)
    vision_ko = models.TextField(_("vision in Korean"), blank=True)
    objectives_en = models.TextField(_("objectives in English"), blank=True)
    objectives_ko = models.TextField(_("objectives in Korean"), blank=True)
    items = models.JSONField(_("items"), default=list, blank=True, editable=False)
    search_text = FoldedField(sources=WRITTEN_FIELDS, max_length=LONG)

    vision = TwoLanguageText()
    objectives = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")

    def taken_along(self) -> dict[str, Any]:
        """The steps that it would have today: the open follow-ups and milestones of its pairing, by date.

        The milestone that the plan's own confirmation completes is no step of the plan.
        """
        follow_ups = FollowUp.objects.filter(pairing=self.pairing).open()
        milestones = Milestone.objects.filter(pairing=self.pairing, status=MilestoneStatus.PLANNED).exclude(
            confirmation=ConfirmationBy.BOTH, confirmed_text=ConfirmedText.ACTION_PLAN
        )
        found = [
            *((row.due_on, _step(row, "follow-up", row.side, row.due_on.isoformat(), "what")) for row in follow_ups),
            *(
                (
                    row.forecast.last_day or dt.date.max,
                    _step(row, "milestone", row.responsible, row.forecast.iso(), "title"),
                )
                for row in milestones
            ),
        ]
        found.sort(key=lambda pair: (pair[0], pair[1]["kind"], pair[1]["code"]))
        return {"items": [item for _day, item in found]}


def _step(record: Any, kind: str, side: str, until: str, name: str) -> dict[str, str]:
    return {
        "kind": kind,
        "code": record.code,
        "title_en": getattr(record, f"{name}_en"),
        "title_ko": getattr(record, f"{name}_ko"),
        "side": side,
        "until": until,
    }


class Closing(PairingText):
    """What each side takes away from the pairing, and what it expects of the time after it."""

    CONFIRMED_FIELDS: tuple[str, ...] = (
        "eu_take_aways_en",
        "eu_take_aways_ko",
        "eu_prospects_en",
        "eu_prospects_ko",
        "counterpart_take_aways_en",
        "counterpart_take_aways_ko",
        "counterpart_prospects_en",
        "counterpart_prospects_ko",
    )
    TEXT_KIND: str = "closing"
    TAKES_DOCUMENTS: bool = False
    WRITTEN_TOGETHER: bool = True
    BILINGUAL: tuple[str, ...] = ("eu_take_aways", "eu_prospects", "counterpart_take_aways", "counterpart_prospects")

    pairing = models.OneToOneField(Pairing, on_delete=models.PROTECT, related_name="closing", verbose_name=_("pairing"))
    eu_take_aways_en = models.TextField(_("take-aways of the EU side in English"), blank=True)
    eu_take_aways_ko = models.TextField(_("take-aways of the EU side in Korean"), blank=True)
    eu_prospects_en = models.TextField(_("prospects of the EU side in English"), blank=True)
    eu_prospects_ko = models.TextField(_("prospects of the EU side in Korean"), blank=True)
    counterpart_take_aways_en = models.TextField(_("take-aways of the partner country in English"), blank=True)
    counterpart_take_aways_ko = models.TextField(_("take-aways of the partner country in Korean"), blank=True)
    counterpart_prospects_en = models.TextField(_("prospects of the partner country in English"), blank=True)
    counterpart_prospects_ko = models.TextField(_("prospects of the partner country in Korean"), blank=True)
    search_text = FoldedField(sources=CONFIRMED_FIELDS, max_length=LONG)

    eu_take_aways = TwoLanguageText()
    eu_prospects = TwoLanguageText()
    counterpart_take_aways = TwoLanguageText()
    counterpart_prospects = TwoLanguageText()
    objects = InPairingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")

    def missing_label(self) -> str:
        """Each side has written what it takes away."""
        names = {side: partner.name for side, partner in self.pairing.partners}
        for side in self.silent_sides():
            return gettext("The take-aways of %(partner)s are missing.") % {"partner": names[side]}
        return ""

    def silent_sides(self) -> list[str]:
        """The sides whose take-aways are missing."""
        return [side for side in Side.values if not getattr(self, f"{side}_take_aways")]

    def silent_label(self, names: str, number: int) -> str:
        """Whose take-aways are missing."""
        return ngettext(
            "%(partner)s has yet to write its take-aways.", "%(partner)s have yet to write their take-aways.", number
        ) % {"partner": names}

    @classmethod
    def part_label(cls, name: str, pairing: Pairing) -> str:
        """Each side's part by the partner's name."""
        for side, partner in pairing.partners:
            if name == f"{side}_take_aways":
                return gettext("Take-aways: %(partner)s") % {"partner": partner.name}
            if name == f"{side}_prospects":
                return gettext("Prospects: %(partner)s") % {"partner": partner.name}
        return super().part_label(name, pairing)
