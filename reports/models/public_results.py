"""What both sides of a pairing release to the public."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import History, Versioned
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.models import Confirmed, Pairing
from reports.querysets import JointReportQuerySet


class PublicResults(BilingualTexts, Confirmed, Versioned):
    """The public results of a pairing: a summary and what was chosen of its records, frozen when it is asked for.

    It is public while both sides' word stands under the same edition, as that edition was frozen: what is written
    later is not public, and one side's withdrawal takes it off at once. `items` are the chosen records with the words
    that are shown, as objects with `kind`, `code`, `title_en`, `title_ko`, `text_en`, `text_ko`; never a person.
    """

    BILINGUAL: ClassVar[tuple[str, ...]] = ("summary",)
    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = ("summary_en", "summary_ko", "items")
    TEXT_KIND: ClassVar[str] = "public-results"
    WRITTEN_TOGETHER: ClassVar[bool] = True
    HAS_OWN_PAGE: ClassVar[bool] = True
    EDITED_WITH_RECORD: ClassVar[bool] = True
    EDITED_ONCE_SETTLED: ClassVar[bool] = True
    ALSO_ONCE_CLOSED: ClassVar[bool] = True
    IS_RELEASE: ClassVar[bool] = True
    PART_LABELS: ClassVar[dict[str, Any]] = {
        "summary": _("Summary"),
        "items": _("Results"),
        "partners": _("The two sides"),
    }
    RESTORABLE: ClassVar[tuple[str, ...]] = CONFIRMED_FIELDS
    NAMED_WITH: ClassVar[tuple[str, ...]] = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")

    pairing = models.OneToOneField(
        Pairing, on_delete=models.PROTECT, related_name="public_results", verbose_name=_("pairing")
    )
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary_ko = models.TextField(_("summary in Korean"), blank=True)
    items = models.JSONField(_("results"), default=list, blank=True, encoder=DjangoJSONEncoder)

    summary = TwoLanguageText()
    objects = JointReportQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("public results")
        verbose_name_plural = _("public results")
        ordering = ["pairing"]

    def __str__(self) -> str:
        return str(_("Public results: %(pairing)s") % {"pairing": self.pairing.name})

    def frozen_body(self) -> dict[str, Any]:
        """With the names of both sides as they are now: what is public reads nothing else."""
        names = [
            {"side": side, "name_en": partner.name_en, "name_ko": partner.name_ko}
            for side, partner in self.pairing.partners
        ]
        return {**self.text_body(), "partners": names}

    def get_absolute_url(self) -> str:
        """Where the two sides write, look at and release them."""
        return reverse("reports:results-edit", args=[self.pairing.strand.code, self.pairing.code])

    @classmethod
    def get_word_url(cls, pairing: Pairing, slug: str) -> str:
        """Where a side sees what would be public, and releases it."""
        del slug
        return reverse("reports:results-release", args=[pairing.strand.code, pairing.code])

    def get_text_edit_url(self) -> str:
        """The same page."""
        return self.get_absolute_url()
