"""Programme and strand, the strand's themes and who takes part in it on which side."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _, pgettext
from django_countries import countries

from core.access import Grants, within
from core.folding import FoldedField
from core.models import Addressed, History, PackRecord, Versioned
from core.periods import PartialDate, PartialDateFields, Period
from core.texts import LANGUAGES, BilingualTexts, SecondLanguage, TwoLanguageText, reader_language
from partnerships.enums import ADMINISTRATOR, OPEN_PAIRING, SIDE, STAFF, Side, actors_in, one_of
from partnerships.fields import CodeField, InOrder, SourceField, days_field, document_storage, name_field, once_in_order
from partnerships.organisations.models import DirectoryEntry, Organisation
from partnerships.places.models import City, Partner
from partnerships.querysets import InStrandQuerySet

# The days after which a strand's signals speak.
THRESHOLDS = ("silence_days", "confirmation_days", "stage_days", "level_days", "deadline_days")

# So many Hangul a badge has room for.
SHORT_NAME = 3


class Programme(BilingualTexts, Versioned):
    """A programme such as World Cities; it holds the strands of all its partner countries."""

    BILINGUAL: tuple[str, ...] = ("name",)

    code = CodeField(unique=True)
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))

    name = TwoLanguageText()
    history = History()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class StrandQuerySet(models.QuerySet[Any]):
    """Strands."""

    def visible_to(self, grants: Grants) -> Self:
        """Every role reads its strands; an administrator reads all."""
        return self.filter(within(grants, "pk"))

    def with_names(self) -> Self:
        return self.all()

    def newest_first(self) -> Self:
        """By their beginning, the newest first; those of which nobody knows it last, on every database."""
        return self.order_by(models.F("starts_on").desc(nulls_last=True), "code")

    def with_pairing_counts(self) -> Self:
        """With `pairing_count`, and with `open_count`, those planned or active."""
        pairings = models.Count("pairings", distinct=True)
        is_open = models.Q(pairings__status__in=OPEN_PAIRING)
        return self.annotate(pairing_count=pairings, open_count=models.Count("pairings", filter=is_open, distinct=True))


class Strand(Addressed, BilingualTexts, PackRecord):
    """One partner country's cooperation, such as EU-Korea 2017-2018.

    The programme's name is kept here as the strand's pack writes it. `cities`, `partners` and
    `organisations` are its directory: what its pack named, used elsewhere or not.
    """

    BILINGUAL: tuple[str, ...] = ("name", "programme")
    PAGE: str = "partnerships:strand"
    ADDRESS: dict[str, str] = {"strand": "code"}
    # Pages of others name it; and by it goes a pack, which brings what lies in no strand as well.
    SHOWN_EVERYWHERE: bool = True
    DOCUMENTS_BY: frozenset[str] = frozenset({STAFF, ADMINISTRATOR})

    code = CodeField(unique=True)
    programme_record = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="strands", verbose_name=_("programme")
    )
    programme_en = name_field(_("programme's name in English"), required=True)
    programme_ko = name_field(_("programme's name in Korean"))
    phase = models.CharField(_("phase"), max_length=40)
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    countries = models.CharField(
        _("partner countries"), max_length=200, help_text=_("Two-letter codes separated by “;”, such as KR.")
    )
    second_language = models.CharField(
        _("second language"),
        max_length=10,
        choices=SecondLanguage,
        default=SecondLanguage.KOREAN,
        blank=True,
        help_text=_("Beside English. So far forms and packs have Korean alone."),
    )
    starts_on_date: PartialDate | None
    starts_on = PartialDateFields(_("starts on"))
    ends_on_date: PartialDate | None
    ends_on = PartialDateFields(_("ends on"))
    implementers: models.ManyToManyField[Organisation, StrandImplementer] = models.ManyToManyField(
        Organisation, through="StrandImplementer", related_name="implemented_strands", verbose_name=_("implementers")
    )
    implementer_codes = models.TextField(_("implementers"), blank=True, editable=False)
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    cities: models.ManyToManyField[City, DirectoryEntry] = models.ManyToManyField(
        City, through="DirectoryCity", blank=True, related_name="strands", verbose_name=_("cities")
    )
    partners: models.ManyToManyField[Partner, DirectoryEntry] = models.ManyToManyField(
        Partner, through="DirectoryPartner", blank=True, related_name="strands", verbose_name=_("partners")
    )
    organisations: models.ManyToManyField[Organisation, DirectoryEntry] = models.ManyToManyField(
        Organisation,
        through="DirectoryOrganisation",
        blank=True,
        related_name="strands",
        verbose_name=_("organisations"),
    )

    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_rounds",
        verbose_name=_("earlier round"),
    )
    is_invented = models.BooleanField(
        _("invented"), default=False, help_text=_("Shows on every page that nothing in this strand really happened.")
    )
    silence_days = days_field(_("days without contact"), 30, _("After so many days the pairing is on watch."))
    confirmation_days = days_field(_("days a confirmation may wait"), 10, _("After so many days it is a signal."))
    stage_days = days_field(_("days before a stage ends"), 14, _("From then on its open milestones are a signal."))
    level_days = days_field(
        _("days a project may stay on one level"), 90, _("After so many days the project is a signal.")
    )
    deadline_days = days_field(_("days before a deadline"), 7, _("From then on an e-mail reminds of it."))

    name = TwoLanguageText()
    programme = TwoLanguageText()
    objects = StrandQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        ordering = ["-starts_on", "code"]
        indexes = [models.Index(fields=["-starts_on", "code"], name="strand_newest")]
        constraints = [
            one_of("strand", "second_language", SecondLanguage),
            models.CheckConstraint(name="strand_not_before_itself", condition=~models.Q(previous=models.F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.phase_beside}".rstrip()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self), self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on the strand as a whole."""
        return actors_in(grants, self.pk)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which it is written: English, and Korean where that is its second language."""
        return LANGUAGES if self.second_language == SecondLanguage.KOREAN else LANGUAGES[:1]

    @property
    def duration(self) -> Period:
        """From its first to its last day, as far as they are known."""
        return Period(self.starts_on_date, self.ends_on_date)

    @property
    def phase_beside(self) -> str:
        """The phase, to stand behind the name; nothing where the name says it."""
        return "" if self.phase in self.name else self.phase

    @property
    def country_codes(self) -> list[str]:
        """The counterpart's countries as two-letter codes."""
        return [code for code in self.countries.split(";") if code]

    @property
    def country_names(self) -> str:
        """The same by their names, in the reader's language."""
        return ", ".join(str(countries.name(code)) for code in self.country_codes)

    def side_name(self, side: str) -> str:
        """A side as screens call it: the EU side, or the counterpart's country."""
        if side == Side.EU:
            return str(Side.EU.label)
        return pgettext("side of a strand", "%(country)s") % {"country": self.country_names}

    def side_code(self, side: str) -> str:
        """The letters of a side in any language: EU, or the counterpart's country code."""
        return "EU" if side == Side.EU else (self.country_codes or ["–"])[0]

    def side_letters(self, side: str) -> str:
        """The letters beside a side's hue, as the reader's language has them."""
        return country_letters(self.side_code(side))


def country_letters(code: str) -> str:
    """A country as short as a badge needs it: its code, or in Korean its name where that is as short."""
    name = str(countries.name(code)) if reader_language() == "ko" else ""
    return name if 0 < len(name) <= SHORT_NAME else code


class StrandImplementer(InOrder):
    """An organisation that runs a strand, in order."""

    ITEM: str = "organisation"
    REPEATED_IN: tuple[str, str] = ("strand", "implementer_codes")
    STRAND_PATH: str = "strand"

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="+", verbose_name=_("strand"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta(InOrder.Meta):
        verbose_name = _("implementer")
        verbose_name_plural = _("implementers")
        constraints = once_in_order("implementer", "strand", "organisation")


class ThemeQuerySet(InStrandQuerySet):
    """Themes."""

    NAMES = ("strand", "parent")


class Theme(Addressed, BilingualTexts, PackRecord):
    """A subject of a strand: a thematic area, or a topic below one."""

    LISTED_IN: tuple[str, ...] = ("theme_codes",)  # fields that hold its codes, in order
    BILINGUAL: tuple[str, ...] = ("name",)
    PAGE: str = "partnerships:theme"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "theme": "code"}

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="themes", verbose_name=_("strand"))
    code = CodeField()
    name_en = name_field(_("name in English"), required=True)
    name_ko = name_field(_("name in Korean"))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
        verbose_name=_("thematic area"),
        help_text=_("Empty for a thematic area itself."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    source = SourceField()
    search_text = FoldedField(sources=("name_en", "name_ko", "code"), db_index=True)
    order_ko = FoldedField(sources=("name_ko", "name_en"))

    name = TwoLanguageText()
    objects = ThemeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["strand", "code"], name="theme_code")]
        indexes = [models.Index(fields=["strand", "position"], name="theme_order")]

    def __str__(self) -> str:
        return self.name

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Thematic areas"), self.strand.address_of("partnerships:theme-list"))
        return [*self.strand.get_crumbs(), listed, (str(self.name), self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        return actors_in(grants, self.strand_id)


class ParticipationQuerySet(InStrandQuerySet):
    """Participations."""

    NAMES = ("strand", "partner")

    def for_page(self) -> Self:
        """With the partner and its cities, in a constant number of queries."""
        return self.with_names().prefetch_related("partner__places__city")


class Participation(Addressed, PackRecord):
    """A partner in a strand, on its side. Once paired it does not change sides."""

    DOCUMENTS_BY: frozenset[str] = frozenset({SIDE, STAFF, ADMINISTRATOR})
    PAGE: str = "partnerships:partner"
    OWN_WORDS: tuple[str, ...] = ("department_en", "department_ko", "address", "website", "about_en", "about_ko")
    RESTORABLE: tuple[str, ...] = OWN_WORDS
    ADDRESS: dict[str, str] = {"strand": "strand__code", "partner": "partner__code"}

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="participations", verbose_name=_("strand")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="participations", verbose_name=_("partner")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side)
    delegates = models.PositiveSmallIntegerField(
        _("delegation size"),
        null=True,
        blank=True,
        help_text=_("How many delegates this partner may send, unless the event says otherwise."),
    )
    note = models.TextField(_("note"), blank=True)
    opens_at = models.TimeField(_("office opens"), default=dt.time(9))
    closes_at = models.TimeField(_("office closes"), default=dt.time(18))
    holiday_region = models.CharField(
        _("region of its public holidays"),
        max_length=10,
        blank=True,
        help_text=_("A part of the country that has holidays of its own, such as SCT for Scotland."),
    )

    # What the partner itself says of itself in this strand.
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    department_en = models.CharField(_("department, in English"), max_length=200, blank=True)
    department_ko = models.CharField(_("department, in Korean"), max_length=200, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    about_en = models.TextField(_("about the city, in English"), blank=True)
    about_ko = models.TextField(_("about the city, in Korean"), blank=True)
    logo = models.FileField(_("logo"), storage=document_storage, upload_to="logos", max_length=100, blank=True)
    logo_size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True, editable=False)
    logo_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    releases_projects = models.BooleanField(
        _("titles and levels of projects"), default=False, help_text=_("Once the other city releases them too.")
    )

    department = TwoLanguageText()
    about = TwoLanguageText()
    objects = ParticipationQuerySet.as_manager()
    # A logo that was replaced is gone: no version leads to it.
    history = History(excluded_fields=["logo", "logo_size", "logo_sha256"])

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["strand", "side", "partner"]
        constraints = [
            models.UniqueConstraint(fields=["strand", "partner"], name="participation_once"),
            one_of("participation", "side", Side),
            models.CheckConstraint(
                name="participation_hours_in_order", condition=models.Q(opens_at__lt=models.F("closes_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.strand})"

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Partners"), self.strand.address_of("partnerships:partner-list"))
        return [*self.strand.get_crumbs(), listed, (str(self.partner.name), self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act for the partner: its own coordinators as its side."""
        office = actors_in(grants, self.strand_id) - {SIDE}
        return office | {SIDE} if self.pk in grants.participations else office
