"""When a partner's offices are closed beside its public holidays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Versioned
from partnerships.programmes.models import Participation


class ClosingDay(Versioned):
    """Days on which a partner's offices are closed though no public holiday says so; `until` counts."""

    LIES_IN: ClassVar[str] = "participation"

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="closing_days", verbose_name=_("partner")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    name = models.CharField(_("why"), max_length=120)

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["participation", "starts_on", "ends_on"], name="closing_day_order")]
        constraints = [
            models.CheckConstraint(name="closing_day_in_order", condition=Q(starts_on__lte=F("ends_on"))),
        ]

    def __str__(self) -> str:
        return self.name
