"""Indicators of a programme, their targets, and the values that are entered for them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from core import clock
from core.access import Grants
from core.formats import format_date
from core.models import History, Versioned
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.documents.models import Document
from partnerships.enums import ADMINISTRATOR, SIDE, STAFF, BuiltIn, Direction, IndicatorLevel, actors_in, one_of
from partnerships.fields import CodeField, name_field
from partnerships.pairings.models import Pairing
from partnerships.programmes.models import Programme, Strand
from partnerships.querysets import InStrandQuerySet, pairing_names

# Words that stand where an indicator's code does: those of the counts, and of the addresses themselves.
TAKEN = frozenset({*BuiltIn.values, "counts", "values", "target", "targets"})
LONGEST_SOURCE = 500
TARGET_FIELDS = ("baseline", "baseline_on", "target", "due_on")


class IndicatorQuerySet(models.QuerySet[Any]):
    """The indicators of programmes."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the programmes of which one reads a strand."""
        if grants.is_administrator:
            return self.all()
        strands = Strand.objects.filter(pk__in=grants.strands)
        return self.filter(programme__in=strands.values("programme_record"))

    def with_names(self) -> Self:
        return self.select_related("programme")


class FigureQuerySet(InStrandQuerySet):
    """Targets and measurements: of a whole strand, or of one of its pairings."""

    NAMES = ("indicator", "strand", *pairing_names())

    def active(self) -> Self:
        """Not withdrawn (of measurements; targets are changed instead)."""
        return self.filter(withdrawn_at=None)

    def newest(self) -> Self:
        """Of measurements: the newest of each indicator in each pairing, and in the strand as a whole."""
        place = Window(RowNumber(), partition_by=["indicator", "pairing"], order_by=["-on", "-pk"])
        return self.annotate(place=place).filter(place=1)


def figures_url(strand: Strand, pairing: Pairing | None) -> str:
    """The page of a pairing's figures, or of the strand's."""
    if pairing is None:
        return strand.address_of("partnerships:indicator-list")
    return pairing.address_of("partnerships:pairing-indicators")


def actors_in_scope(grants: Grants, strand: Strand, pairing: Pairing | None) -> frozenset[str]:
    """As what the reader can act on figures: a pairing's are joint parts of it, the strand's are the office's."""
    return pairing.actors(grants) if pairing else actors_in(grants, strand.pk) - {SIDE}


class Indicator(BilingualTexts, Versioned):
    """What a programme measures by values that people enter; its own counts are `BuiltIn` and computed.

    Code, name, unit, direction, level of the chain of results, definition and means of verification: what the
    Commission's guidance on logical frameworks asks of an indicator.
    """

    BILINGUAL: tuple[str, ...] = ("name", "unit", "definition", "verification")

    strand: Strand  # in which it is looked at, set by who finds it there

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("programme")
    )
    code = CodeField()
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    unit_en = models.CharField(_("unit in English"), max_length=60)
    unit_ko = models.CharField(_("unit in Korean"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    level = models.CharField(_("level"), max_length=7, choices=IndicatorLevel)
    definition_en = models.TextField(_("definition in English"), blank=True)
    definition_ko = models.TextField(_("definition in Korean"), blank=True)
    verification_en = models.TextField(_("means of verification, in English"), blank=True)
    verification_ko = models.TextField(_("means of verification, in Korean"), blank=True)
    ended_on = models.DateField(_("no longer measured from"), null=True, blank=True, editable=False)

    name = TwoLanguageText()
    unit = TwoLanguageText()
    definition = TwoLanguageText()
    verification = TwoLanguageText()
    objects = IndicatorQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["programme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="indicator_code"),
            one_of("indicator", "direction", Direction),
            one_of("indicator", "level", IndicatorLevel),
        ]

    def __str__(self) -> str:
        return self.name

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it: in the strand in which it is looked at, else in any of its programme's."""
        looked_at = getattr(self, "strand", None)
        strands = [looked_at] if looked_at else self.programme.strands.all()
        found = {STAFF} if any(strand.pk in grants.staff for strand in strands) else set()
        return frozenset(found | {ADMINISTRATOR} if grants.is_administrator else found)


class InScope:
    """A target or a value: of a whole strand, or of one of its pairings."""

    NAMED_WITH: tuple[str, ...] = ("indicator", "strand")

    indicator: Any
    strand: Any
    pairing: Any

    @property
    def figure_code(self) -> str:
        """How addresses name what is measured."""
        return str(self.indicator.code if self.indicator else getattr(self, "built_in", ""))

    def get_log_name(self) -> tuple[str, str]:
        return str(self), figures_url(self.strand, self.pairing)

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it; as nothing across strands and programmes."""
        foreign = self.indicator is not None and self.indicator.programme_id != self.strand.programme_record_id
        if foreign or (self.pairing is not None and self.pairing.strand_id != self.strand.pk):
            return frozenset()
        return actors_in_scope(grants, self.strand, self.pairing)


class Target(InScope, Versioned):
    """Where an indicator or a built-in count started and is to arrive, in a whole strand or one pairing of it."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="targets", verbose_name=_("strand"))
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="targets", verbose_name=_("pairing")
    )
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    built_in = models.CharField(_("count"), max_length=18, choices=BuiltIn, blank=True)
    baseline = models.DecimalField(_("baseline value"), max_digits=15, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)
    target = models.DecimalField(_("target value"), max_digits=15, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("to be reached by"), null=True, blank=True)

    objects = FigureQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["strand", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "indicator"], name="target_of_pairing_once"),
            models.UniqueConstraint(
                fields=["pairing", "built_in"], condition=~Q(built_in=""), name="target_of_pairing_count_once"
            ),
            models.UniqueConstraint(
                fields=["strand", "indicator"], condition=Q(pairing=None), name="target_of_strand_once"
            ),
            models.UniqueConstraint(
                fields=["strand", "built_in"],
                condition=Q(pairing=None) & ~Q(built_in=""),
                name="target_of_strand_count_once",
            ),
            models.CheckConstraint(
                name="target_of_one",
                condition=Q(indicator__isnull=False, built_in="") | (Q(indicator=None) & ~Q(built_in="")),
            ),
            models.CheckConstraint(name="target_built_in_allowed", condition=Q(built_in__in=["", *BuiltIn.values])),
        ]

    def __str__(self) -> str:
        return str(self.indicator or self.get_built_in_display())

    @property
    def figure(self) -> BuiltIn | Indicator:
        """What it is a target of."""
        return self.indicator or BuiltIn(self.built_in)


class Measurement(InScope, OneLanguageTexts, Versioned):
    """A value of an indicator on a day, with its source and perhaps a document; a wrong one is withdrawn."""

    WRITTEN_ONCE: tuple[str, ...] = ("withdrawn_reason",)
    ADDRESS: dict[str, str] = {"strand": "strand__code"}

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("indicator")
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("strand"))
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("pairing")
    )
    on = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2)
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason"), blank=True)
    withdrawn_reason_other = other_text(_("reason"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["strand", "pairing", "indicator", "-on", "-id"], name="measurement_newest")]

    def __str__(self) -> str:
        return f"{self.indicator}, {format_date(self.on)}"

    def get_absolute_url(self) -> str:
        """Its place among the values of its indicator, of the pairing where it has one."""
        query = {"pairing": self.pairing.code} if self.pairing else None
        page = reverse("partnerships:indicator", args=[self.strand.code, self.indicator.code], query=query)
        return f"{page}#value-{self.pk}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Indicators"), figures_url(self.strand, self.pairing))
        return [*(self.pairing or self.strand).get_crumbs(), listed, (self.indicator.name, self.get_absolute_url())]
