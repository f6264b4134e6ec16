"""One city's part of a report: three answers above lines drafted from the records, and its way to acceptance."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.models import History, Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.enums import one_of
from partnerships.models import Participation, Strand
from reports.enums import UpdateAct, UpdateStatus
from reports.periods.models import ReportingPeriod
from reports.querysets import CityUpdateQuerySet


class CityUpdate(BilingualTexts, Versioned):
    """What a partner reports for a period, in one language at least.

    `lines` are those that were drafted from the records and touched, or frozen when it was submitted: objects with
    `key` (which record and what of it), `question`, `state` (kept, edited, dropped), `text_en`, `text_ko` and `url`.
    """

    LIES_IN: ClassVar[str] = "period"

    BILINGUAL: ClassVar[tuple[str, ...]] = ("achieved", "difficult", "next")
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("period__strand", "participation__partner")

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="updates", verbose_name=_("reporting period")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="city_updates", verbose_name=_("partner")
    )
    status = models.CharField(
        _("status"), max_length=9, choices=UpdateStatus, default=UpdateStatus.DRAFT, editable=False
    )
    achieved_en = models.TextField(_("what was achieved, in English"), blank=True)
    achieved_ko = models.TextField(_("what was achieved, in Korean"), blank=True)
    difficult_en = models.TextField(_("what was difficult, in English"), blank=True)
    difficult_ko = models.TextField(_("what was difficult, in Korean"), blank=True)
    next_en = models.TextField(_("what comes next, in English"), blank=True)
    next_ko = models.TextField(_("what comes next, in Korean"), blank=True)
    lines = models.JSONField(
        _("lines from the records"), default=list, blank=True, encoder=DjangoJSONEncoder, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(pgettext_lazy("city update", "accepted"), null=True, blank=True, editable=False)

    achieved = TwoLanguageText()
    difficult = TwoLanguageText()
    next = TwoLanguageText()
    objects = CityUpdateQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("city update")
        verbose_name_plural = _("city updates")
        ordering = ["period", "participation"]
        constraints = [
            models.UniqueConstraint(fields=["period", "participation"], name="city_update_once"),
            one_of("city_update", "status", UpdateStatus),
        ]

    def __str__(self) -> str:
        return f"{self.participation.partner}: {self.period}"

    @property
    def strand(self) -> Strand:
        """The strand of the period."""
        return self.period.strand

    def get_absolute_url(self) -> str:
        """The update's page."""
        return reverse(
            "reports:update", args=[self.period.strand.code, self.period.code, self.participation.partner.code]
        )


class UpdateStep(models.Model):
    """One step of a city update, never changed: who did what when, why, and what the update said then (`body`)."""

    update = models.ForeignKey(CityUpdate, on_delete=models.PROTECT, related_name="steps", verbose_name=_("update"))
    act = models.CharField(_("step"), max_length=10, choices=UpdateAct)
    at = models.DateTimeField(_("when"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    reason = models.TextField(_("reason"), blank=True)
    body = models.JSONField(_("what it said"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("step of a city update")
        verbose_name_plural = _("steps of city updates")
        ordering = ["at", "id"]
        constraints = [
            one_of("update_step", "act", UpdateAct),
            models.CheckConstraint(
                name="update_step_returned_why", condition=~Q(act=UpdateAct.RETURNED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update}, {self.get_act_display()}"
