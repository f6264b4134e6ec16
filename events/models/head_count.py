"""How many people a source counts at an event."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.models import History, PackRecord
from core.texts import TwoLanguageText
from events.models.event import Event
from events.querysets import HeadCountQuerySet
from partnerships.enums import Side
from partnerships.models.fields import SourceField, has_text

MOST_PEOPLE = 100_000


class HeadCount(PackRecord):
    """How many people a source counts at an event, as it says it: "city representatives: 30–40".

    `least` and `most` are the numbers in it (equal where it names one); `side` is empty where both sides are meant.
    `number` tells those of an event apart and stays, also where one is withdrawn.
    """

    LIES_IN: ClassVar[str] = "event"
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("event__strand",)

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="head_counts", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    whom_en = models.CharField(_("who is counted, in English"), max_length=200, blank=True)
    whom_ko = models.CharField(_("who is counted, in Korean"), max_length=200, blank=True)
    least = models.PositiveIntegerField(_("at least"))
    most = models.PositiveIntegerField(_("at most"))
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True)
    source = SourceField()
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    whom = TwoLanguageText()
    objects = HeadCountQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        ordering = ["event_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="head_count_number"),
            has_text("head_count", "whom"),
            models.CheckConstraint(name="head_count_in_order", condition=Q(least__lte=models.F("most"))),
            models.CheckConstraint(name="head_count_side_allowed", condition=Q(side__in=["", *Side.values])),
        ]

    def __str__(self) -> str:
        words = {"number": self.number_words, "whom": self.whom}
        return pgettext("head count", "%(whom)s: %(number)s") % words

    def get_log_name(self) -> tuple[str, str]:
        return self.event.title, self.event.get_absolute_url()

    @property
    def number_words(self) -> str:
        """The number, or from the least to the most: 30–40."""
        number = str(self.least) if self.least == self.most else f"{self.least}–{self.most}"
        return pgettext("head count", "%(number)s") % {"number": number}
