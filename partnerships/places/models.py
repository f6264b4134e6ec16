"""Places and partners, and what all records have alike that strands share."""

from __future__ import annotations

from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

from accounts.models import User, validate_time_zone
from core.access import Grants
from core.folding import FoldedField
from core.formats import bracketed, format_number
from core.models import History, JoinedManager, PackRecord
from core.texts import BilingualTexts, TwoLanguageText, picked
from partnerships.enums import PartnerKind, one_of
from partnerships.fields import CodeField, name_field


class SharedRecord(BilingualTexts, PackRecord):
    """A record of all strands; the strand whose pack brought it first may change it.

    What a strand itself says of it, its sources and note, stands in the strand's directory (`entries`).
    """

    BILINGUAL: tuple[str, ...] = ("name",)

    code = CodeField(unique=True)
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    home_strand = models.ForeignKey(
        "partnerships.Strand",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kept by strand"),
        help_text=_(
            "The strand whose pack brought the record first. Packs of other strands only fill its empty fields."
        ),
    )

    name = TwoLanguageText()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, by: User | None, **kwargs: Any) -> None:  # type: ignore[override]
        """Save as any record; a cell that people write is left empty by no strand any more."""
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, by=by, **kwargs)
        if before is None:
            return
        for entry in self.entries.exclude(left_empty=""):  # type: ignore[attr-defined]
            names = entry.left_empty.split(";")
            kept = [name for name in names if getattr(self, name) == getattr(before, name)]
            entry.leave_empty(";".join(kept), by=by)


class City(SharedRecord):
    """A place on the map. It need not take part: a venue is a city too."""

    LISTED_IN: tuple[str, ...] = ("city_codes",)  # fields that hold its codes, in order

    name_local = models.CharField(_("name in its own language"), max_length=200, blank=True)
    country = CountryField(_("country"))
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    geonames_id = models.PositiveBigIntegerField(_("GeoNames number"), null=True, blank=True)
    search_text = FoldedField(sources=("name_en", "name_ko", "name_local", "code"), db_index=True)
    order_ko = FoldedField(sources=("name_ko", "name_en"), db_index=True)

    history = History()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["search_text", "id"]
        constraints = [
            models.CheckConstraint(
                name="city_on_the_globe",
                condition=models.Q(latitude=None) | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.time_zone)


class PartnerQuerySet(models.QuerySet[Any]):
    """Partners."""

    def visible_to(self, grants: Grants) -> Self:
        """Partners that take part in a strand one reads; an administrator sees all."""
        if grants.is_administrator:
            return self.all()
        return self.filter(
            pk__in=self.model._meta.get_field("participations")
            .related_model._default_manager.filter(strand__in=grants.strands)
            .values("partner")
        )


class Partner(SharedRecord):
    """Who takes part: a city, a district, a region, an alliance of cities.

    The cities stand in order: the first gives the partner its country and its time zone.
    `city_codes` repeats them as text, which history and packs read.
    """

    LISTED_IN: tuple[str, ...] = ("host_codes", "partner_codes")  # fields that hold its codes, in order

    name_local = models.CharField(_("name in its own language"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind)
    cities: models.ManyToManyField[City, PartnerCity] = models.ManyToManyField(
        City, through="PartnerCity", related_name="partners", verbose_name=_("cities")
    )
    city_codes = models.TextField(_("cities"), blank=True, editable=False)
    search_text = FoldedField(sources=("name_en", "name_ko", "name_local", "code"), db_index=True)
    order_ko = FoldedField(sources=("name_ko", "name_en"), db_index=True)

    objects = PartnerQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["search_text", "id"]
        constraints = [one_of("partner", "kind", PartnerKind)]

    @property
    def native(self) -> str:
        """Its name in its own language, where that is another one than the reader's."""
        return self.name_local if self.name_local != self.name else ""

    @property
    def placed_name(self) -> str:
        """Its name where one meets it first; a district says the city that it lies in, unless its name does."""
        city = self.first_city if self.kind == PartnerKind.DISTRICT else None
        return bracketed(self.name, city.name) if city and city.name not in self.name else str(self.name)

    @cached_property
    def first_city(self) -> City | None:
        """The city that stands first: its clock is the partner's clock."""
        places = sorted(self.places.all(), key=lambda place: place.position)
        return places[0].city if places else None


class PartnerCity(models.Model):
    """A city of a partner, in order."""

    ITEM: str = "city"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="places", verbose_name=_("partner"))
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+", verbose_name=_("city"))
    position = models.PositiveSmallIntegerField(_("position"))

    objects = JoinedManager()

    class Meta:
        verbose_name = _("city of a partner")
        verbose_name_plural = _("cities of a partner")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "city"], name="partner_city_once"),
            models.UniqueConstraint(fields=["partner", "position"], name="partner_city_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.city}"


class KnownPlace(models.Model):
    """A place of more than 15 000 people as GeoNames has it: what is proposed where somebody types the name of a city.

    No record of ours: a migration fills the table from the file that `manage.py write_places` makes.
    """

    geonames_id = models.PositiveBigIntegerField(_("GeoNames number"), primary_key=True)
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    country = models.CharField(_("country"), max_length=2)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    time_zone = models.CharField(_("time zone"), max_length=60)
    population = models.PositiveIntegerField(_("population"))
    names = models.TextField(_("names"))  # folded, each between two bars

    class Meta:
        verbose_name = _("known place")
        verbose_name_plural = _("known places")

    def __str__(self) -> str:
        return picked(self.name_en, self.name_ko)

    @property
    def with_country(self) -> str:
        """Its name, country and size: what tells it from others of the name."""
        facts = {"city": str(self), "country": countries.name(self.country), "number": format_number(self.population)}
        return gettext("%(city)s, %(country)s (%(number)s inhabitants)") % facts
