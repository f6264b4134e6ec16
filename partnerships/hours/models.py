"""When a partner's offices are closed beside its public holidays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.formats import format_period
from core.models import Addressed, PartOf, Versioned
from core.periods import PartialDate, Period
from core.texts import OneLanguageTexts, other_text
from partnerships.programmes.models import Participation
from partnerships.querysets import InStrandQuerySet

LONGEST_NAME = 120


class ClosingDayQuerySet(InStrandQuerySet):
    """Closing days."""

    STRAND = "participation__strand"
    NAMES = ("participation__strand", "participation__partner")


class ClosingDay(PartOf, Addressed, OneLanguageTexts, Versioned):
    """Days on which a partner's offices are closed though no public holiday says so; `until` counts."""

    LIES_IN: str = "participation"
    PART_OF: str = "participation"
    WRITTEN_ONCE: tuple[str, ...] = ("name",)
    ADDRESS: dict[str, str] = {
        "strand": "participation__strand__code",
        "partner": "participation__partner__code",
        "closing_day": "pk",
    }

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="closing_days", verbose_name=_("partner")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    name = models.CharField(_("why"), max_length=LONGEST_NAME)
    name_other = other_text(_("why"))

    objects = ClosingDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["participation", "starts_on", "ends_on"], name="closing_day_order")]
        constraints = [models.CheckConstraint(name="closing_day_in_order", condition=Q(starts_on__lte=F("ends_on")))]

    def __str__(self) -> str:
        return self.name

    def language_wanted(self, name: str) -> str:
        """Why an office was closed nobody asks afterwards."""
        return "" if self.ends_on < clock.today() else super().language_wanted(name)

    def get_absolute_url(self) -> str:
        """The partner's office hours."""
        return f"{self.participation.get_absolute_url()}#office-hours"

    @property
    def period(self) -> Period:
        """Its days."""
        last = PartialDate(self.ends_on) if self.ends_on != self.starts_on else None
        return Period(PartialDate(self.starts_on), last)

    @property
    def days(self) -> str:
        """Its days in the reader's language."""
        return format_period(self.period)
