"""What was published about the cooperation, and where."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.folding import FoldedField
from core.models import History, Versioned
from core.texts import LANGUAGES
from partnerships.enums import Side
from partnerships.models import Pairing, Strand
from reports.querysets import PublicityItemQuerySet


class PublicityItem(Versioned):
    """One item: the day it appeared, the outlet, its title as printed with its language, its link, who brought it.

    Of a pairing, or of the strand as a whole. `side` is the side that entered it (empty: the office). A withdrawn one
    keeps its trace.
    """

    RESTORABLE: ClassVar[tuple[str, ...]] = ("title", "outlet", "published_by")
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("strand",)

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="publicity", verbose_name=_("strand"))
    pairing = models.ForeignKey(
        Pairing,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publicity",
        verbose_name=_("pairing"),
        help_text=_("Empty where it is about the strand as a whole."),
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    published_on = models.DateField(_("published"))
    outlet = models.CharField(_("outlet"), max_length=200)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=7, help_text=_("As a code, such as en, ko, es, ca."))
    link = models.URLField(_("link"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])])
    published_by = models.CharField(
        _("published by"), max_length=200, blank=True, help_text=_("An organisation, not a person.")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    search_text = FoldedField(sources=("title", "outlet"), db_index=True)

    objects = PublicityItemQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("publicity item")
        verbose_name_plural = _("publicity items")
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["strand", "-published_on", "-id"], name="publicity_newest")]
        constraints = [
            models.UniqueConstraint(fields=["strand", "number"], name="publicity_number"),
            models.CheckConstraint(name="publicity_side_allowed", condition=Q(side__in=["", *Side.values])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title_language(self) -> str:
        """The language of the title where a page can mark it, else nothing."""
        return self.language if self.language in LANGUAGES else ""

    def get_absolute_url(self) -> str:
        """Its place in the list of the strand."""
        return reverse("reports:publicity", args=[self.strand.code]) + f"#item-{self.number}"
