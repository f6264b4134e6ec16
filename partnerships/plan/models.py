"""The strand's way in order: its stages and the items of its milestone plan."""

from typing import Any

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from core.access import Grants
from core.models import History, PackRecord
from core.periods import Period, PeriodFields, period_in_order
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.enums import ConfirmationBy, ConfirmedText, Responsible, actors_in, one_of
from partnerships.fields import CodeField, SourceField, has_text, name_field
from partnerships.programmes.models import Strand
from partnerships.querysets import InStrandQuerySet


class OnPlan(PackRecord):
    """A record that is read on the page of its strand's plan, among the others."""

    strand: Any

    class Meta:
        abstract = True

    def actors(self, grants: Grants) -> frozenset[str]:
        return actors_in(grants, self.strand.pk)

    def get_absolute_url(self) -> str:
        """The plan."""
        return str(self.strand.address_of("partnerships:plan"))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.strand.get_crumbs(), (gettext("Plan of the strand"), self.get_absolute_url())]


class Stage(BilingualTexts, OnPlan):
    """A part of the strand's way: launch, cooperation, visits, closing."""

    BILINGUAL: tuple[str, ...] = ("name",)
    ADDRESS: dict[str, str] = {"strand": "strand__code", "stage": "code"}
    RESTORABLE: tuple[str, ...] = ("name_en", "name_ko", "source")

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="stages", verbose_name=_("strand"))
    code = CodeField()
    position = models.PositiveSmallIntegerField(_("position"))
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    baseline: Period = PeriodFields(_("baseline"))  # type: ignore[assignment]
    forecast: Period = PeriodFields(_("forecast"))  # type: ignore[assignment]
    source = SourceField()

    name = TwoLanguageText()
    objects = InStrandQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["strand", "position"]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="stage_code"),
            models.UniqueConstraint(fields=["strand", "position"], name="stage_order"),
            period_in_order("stage", "baseline"),
            period_in_order("stage", "forecast"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"


class PlanItem(BilingualTexts, OneLanguageTexts, OnPlan):
    """A milestone as the strand plans it for every pairing; it has no status of its own."""

    BILINGUAL: tuple[str, ...] = ("title",)
    WRITTEN_ONCE: tuple[str, ...] = ("note",)
    ADDRESS: dict[str, str] = {"strand": "strand__code", "plan_item": "code"}
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "note", "source")

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="plan", verbose_name=_("strand"))
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="plan", verbose_name=_("stage"))
    code = CodeField()
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    responsible = models.CharField(_("responsible"), max_length=11, choices=Responsible)
    baseline: Period = PeriodFields(_("baseline"))  # type: ignore[assignment]
    forecast: Period = PeriodFields(_("forecast"))  # type: ignore[assignment]
    confirmation = models.CharField(_("confirmed by"), max_length=4, choices=ConfirmationBy, blank=True)
    confirmed_text = models.CharField(_("confirmed text"), max_length=13, choices=ConfirmedText, blank=True)
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    note_other = other_text(_("note"))

    title = TwoLanguageText()
    objects = InStrandQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        ordering = ["stage__position", "forecast_start", "forecast_last_day", "pk"]
        indexes = [models.Index(fields=["strand", "forecast_start", "code"], name="plan_item_order")]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="plan_item_code"),
            has_text("plan_item", "title"),
            one_of("plan_item", "responsible", Responsible),
            one_of("plan_item", "confirmation", ConfirmationBy),
            one_of("plan_item", "confirmed_text", ConfirmedText),
            period_in_order("plan_item", "baseline"),
            period_in_order("plan_item", "forecast"),
        ]

    def __str__(self) -> str:
        return self.title
