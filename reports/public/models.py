"""What both sides of a pairing release to the public."""

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from core import clock
from core.access import Grants
from core.folding import FoldedField
from core.models import Addressed, History, Versioned
from core.texts import LANGUAGES, BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.enums import ADMINISTRATOR, STAFF, Side, actors_in
from partnerships.models import Confirmed, Pairing, Strand
from partnerships.querysets import InStrandQuerySet, pairing_names
from reports.enums import PublicityLanguage
from reports.progress.models import JointReportQuerySet

LONGEST_SUMMARY, LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 5000, 300, 2000, 500
# The words of a released record.
TEXTS = ("title_en", "title_ko", "text_en", "text_ko")


class PublicResults(Addressed, BilingualTexts, Confirmed, Versioned):
    """The public results of a pairing: a summary and what was chosen of its records, frozen when it is asked for.

    It is public while both sides' word stands under the same edition, as that edition was frozen: what is written
    later is not public, and one side's withdrawal takes it off at once. `items` are the chosen records with the words
    that are shown, as objects with `kind`, `code`, `title_en`, `title_ko`, `text_en`, `text_ko`; never a person.
    """

    PAGE: str = "reports:results-edit"
    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code"}
    BILINGUAL: tuple[str, ...] = ("summary",)
    CONFIRMED_FIELDS: tuple[str, ...] = ("summary_en", "summary_ko", "items")
    TEXT_KIND: str = "public-results"
    WRITTEN_TOGETHER: bool = True
    HAS_OWN_PAGE: bool = True
    EDITED_WITH_RECORD: bool = True
    EDITED_ONCE_SETTLED: bool = True
    ALSO_ONCE_CLOSED: bool = True
    IS_RELEASE: bool = True
    PART_LABELS: dict[str, Any] = {"summary": _("Summary"), "items": _("Results"), "partners": _("The two sides")}
    RESTORABLE: tuple[str, ...] = CONFIRMED_FIELDS
    NAMED_WITH: tuple[str, ...] = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")

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

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.pairing.get_crumbs(), (gettext("Public results"), self.get_absolute_url())]

    @classmethod
    def get_answer_url(cls, pairing: Pairing, slug: str) -> str:
        """Where a side sees what would be public, and releases it."""
        del slug
        return reverse("reports:results-release", args=[pairing.strand.code, pairing.code])

    def get_text_edit_url(self) -> str:
        """The same page."""
        return self.get_absolute_url()


# What was published about the cooperation, and where.


class PublicityItemQuerySet(InStrandQuerySet):
    """Publicity items."""

    NAMES = ("strand", *pairing_names())

    def active(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def in_order(self) -> Self:
        """The newest first."""
        return self.order_by("-published_on", "-pk")


class PublicityItem(Addressed, OneLanguageTexts, Versioned):
    """One item: the day it appeared, the outlet, its title as printed with its language, its link, who brought it.

    Of a pairing, or of the strand as a whole. `side` is the side that entered it (empty: the office). A withdrawn one
    keeps its trace.
    """

    ADDRESS: dict[str, str] = {"strand": "strand__code", "publicity": "number"}
    RESTORABLE: tuple[str, ...] = ("title", "outlet", "published_by")
    WRITTEN_ONCE: tuple[str, ...] = ("withdrawn_reason",)
    NAMED_WITH: tuple[str, ...] = ("strand",)

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
    link = models.URLField(_("link"), max_length=LONGEST_LINK, blank=True, validators=[URLValidator(["http", "https"])])
    published_by = models.CharField(
        _("published by"), max_length=200, blank=True, help_text=_("An organisation, not a person.")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    withdrawn_reason_other = other_text(_("reason"))
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

    @property
    def language_label(self) -> str:
        """The language in which it was published, by name; a code that nobody names stands as it is."""
        return str(dict(PublicityLanguage.choices).get(self.language, self.language))

    @property
    def pairing_label(self) -> str:
        """The pairing that it is of, else that it is of the strand."""
        return self.pairing.name if self.pairing else pgettext("publicity item", "the strand as a whole")

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing; of the strand as a whole the office alone."""
        if self.pairing:
            return self.pairing.actors(grants)
        return actors_in(grants, self.strand_id) & {STAFF, ADMINISTRATOR}

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = gettext("Publicity"), self.strand.address_of("reports:publicity")
        return [*self.strand.get_crumbs(), listed]

    def get_absolute_url(self) -> str:
        """Its place in the list of the strand."""
        return reverse("reports:publicity", args=[self.strand.code]) + f"#item-{self.number}"
