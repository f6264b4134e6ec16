"""The pairing: one EU partner and one counterpart, with the themes they chose."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_lazy as _

from core.access import Grants
from core.errors import DomainError
from core.flat_rows import prepared
from core.folding import FoldedField
from core.log import SHARED, ChangeCounter, around_pairings, count_changes
from core.models import Addressed, History, PackRecord, address
from core.texts import LANGUAGES, BilingualTexts, TwoLanguageText, in_reading_order, picked, reader_language
from partnerships.enums import ADMINISTRATOR, OPEN_PAIRING, SIDE, STAFF, PairingStatus, Side, one_of
from partnerships.fields import CodeField, InOrder, SourceField, once_in_order
from partnerships.places.models import Partner
from partnerships.programmes.models import Participation, Strand, Theme
from partnerships.querysets import InStrandQuerySet, own_pairing, pairing_names

# Letters of what a pairing says of itself, in one language.
LONGEST_TEXT = 5000


class PairingQuerySet(InStrandQuerySet):
    """Pairings: a coordinator sees all of the own strand."""

    NAMES = pairing_names("")

    def coordinated_by(self, grants: Grants) -> Self:
        """The pairings in which the reader is one of the two coordinators' sides."""
        mine = grants.participations
        return self.filter(Q(eu__in=mine) | Q(counterpart__in=mine))

    def with_dealings_for(self, grants: Grants) -> Self:
        """Those of which the reader sees what passes between the sides, such as their follow-ups."""
        return self.filter(own_pairing(grants))

    def own_first(self, grants: Grants) -> Self:
        """The pairings that the reader coordinates before the others; each by strand, newest first, then by code."""
        mine = grants.participations
        own = models.When(Q(eu__in=mine) | Q(counterpart__in=mine), then=models.Value(0))
        foreign = models.Case(own, default=models.Value(1), output_field=models.IntegerField())
        return self.order_by(foreign, "-strand__starts_on", "strand__code", "code")

    def open(self) -> Self:
        return self.filter(status__in=OPEN_PAIRING)

    def with_side(self, participation: Any) -> Self:
        """Those of which a participation is one of the two sides."""
        return self.filter(Q(eu=participation) | Q(counterpart=participation))

    def with_changes(self) -> Self:
        """With `changes`, by which parts of pages are kept (`kept_parts`)."""
        return self.annotate(changes=count_changes("strand_id", "pk"))

    def names(self) -> dict[int, dict[str, Any]]:
        """What lists show of each: its `name`, its page (`url`), and the name of each side's partner (`sides`).

        By key, in the order of their codes; one query, and no rows made of it.
        """
        sides = [f"{side}__partner__name_{language}" for side in Side.values for language in LANGUAGES]
        found = {}
        for key, code, strand, *texts in self.order_by("code").values_list("pk", "code", "strand__code", *sides):
            names = {side: picked(*texts[2 * at : 2 * at + 2]) for at, side in enumerate(Side.values)}
            url = address(Pairing.PAGE, strand=strand, pairing=code)
            found[key] = {"name": pairing_name(names["counterpart"], names["eu"]), "url": url, "sides": names}
        return found

    def choices(self) -> list[tuple[str, str]]:
        """Code and name of each, as a list chooses by them."""
        eu, counterpart = in_reading_order("eu__partner__name"), in_reading_order("counterpart__partner__name")
        rows = self.order_by("code").values_list("code", *counterpart, *eu)
        between = pairing_name("%s", "%s")
        return [(code, between % (first or second, third or fourth)) for code, first, second, third, fourth in rows]

    def for_page(self) -> Self:
        """With both partners and their cities, in a constant number of queries."""
        return self.with_names().prefetch_related(*(f"{side}__partner__places" for side in Side.values))


def pairing_name(counterpart: str, eu: str) -> str:
    """Two names of partners as the name of their pairing."""
    return ("·" if reader_language() == "ko" else "-").join((counterpart, eu))


class Pairing(Addressed, BilingualTexts, PackRecord):
    """Two partners of one strand who travel its journey together.

    Its name is computed, counterpart first as the programme writes it: Busan-Barcelona.
    `theme_codes` repeats the ordered themes as text, which history and packs read.
    """

    LISTED_IN: tuple[str, ...] = ("pairing_codes",)  # fields that hold its codes, in order

    BILINGUAL: tuple[str, ...] = ("summary", "why")
    TAKES_DOCUMENTS: bool = True
    PAGE: str = "partnerships:pairing"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "pairing": "code"}

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="pairings", verbose_name=_("strand"))
    code = CodeField()
    eu = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="pairings_as_eu", verbose_name=_("EU partner")
    )
    counterpart = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="pairings_as_counterpart",
        verbose_name=_("partner of the other side"),
    )
    themes: models.ManyToManyField[Theme, PairingTheme] = models.ManyToManyField(
        Theme, through="PairingTheme", related_name="pairings", verbose_name=_("themes")
    )
    theme_codes = models.TextField(_("themes"), blank=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=PairingStatus, default=PairingStatus.PLANNED)
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary_ko = models.TextField(_("summary in Korean"), blank=True)
    why_en = models.TextField(_("why these two, in English"), blank=True)
    why_ko = models.TextField(_("why these two, in Korean"), blank=True)
    predecessor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
        verbose_name=_("pairing of the earlier round"),
    )
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    search_text = FoldedField(sources=("code",), db_index=True)

    summary = TwoLanguageText()
    why = TwoLanguageText()
    objects = PairingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="pairing_code"),
            models.UniqueConstraint(
                fields=["eu", "counterpart"], condition=models.Q(status__in=OPEN_PAIRING), name="pairing_open_once"
            ),
            models.CheckConstraint(name="pairing_of_two", condition=~models.Q(eu=models.F("counterpart"))),
            one_of("pairing", "status", PairingStatus),
        ]

    @property
    def pairing(self) -> Self:
        """Itself: what asks a record for its pairing need not know whether it has one in hand."""
        return self

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Both partners' names in the reader's language, counterpart first."""
        return pairing_name(self.counterpart.partner.name, self.eu.partner.name)

    @property
    def partners(self) -> list[tuple[str, Partner]]:
        """Side and partner, EU first, as pages place them: left and right."""
        return [("eu", self.eu.partner), ("counterpart", self.counterpart.partner)]

    @property
    def participations(self) -> list[Participation]:
        return [self.eu, self.counterpart]

    @property
    def side_choices(self) -> list[tuple[str, str]]:
        """Both sides by their partners' names."""
        return [(side, partner.name) for side, partner in self.partners]

    @property
    def is_open(self) -> bool:
        """Whether the pairing is planned or active."""
        return self.status in OPEN_PAIRING

    @property
    def ended_because(self) -> str:
        """Why nothing is changed in it any more; empty while it goes on."""
        if self.status == PairingStatus.DISCONTINUED:
            return gettext("The pairing is discontinued. Staff can reopen it.")
        return "" if self.is_open else gettext("The pairing is closed. Staff can reopen it.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.strand), self.strand.get_absolute_url()), (self.name, self.get_absolute_url())]

    def side_of(self, grants: Grants) -> str:
        """The side the reader coordinates: `eu`, `counterpart` or nothing."""
        sides = (("eu", self.eu_id), ("counterpart", self.counterpart_id))
        return next((side for side, one in sides if one in grants.participations), "")

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in it: as a side, as staff, as administrator."""
        found = {SIDE} if self.side_of(grants) else set()
        if self.strand_id in grants.staff:
            found.add(STAFF)
        return frozenset(found | {ADMINISTRATOR} if grants.is_administrator else found)

    def check_open(self) -> None:
        """Refuse an act on what belongs to a closed or discontinued pairing. Raises DomainError."""
        if ended := self.ended_because:
            raise DomainError(ended)


class InPairingOrStrand(Addressed):
    """A record that lies in a pairing, or in the strand alone; the last word of its address is its own."""

    def save(self: Any, *args: Any, **kwargs: Any) -> None:
        """In the strand of its pairing, where it has one."""
        if self._state.adding and self.pairing is not None:
            self.strand_id = self.pairing.strand_id
        super().save(*args, **kwargs)  # type: ignore[misc]

    def address_of(self: Any, name: str, **words: Any) -> str:
        """Below its pairing, or below the strand itself."""
        word, path = list(self.ADDRESS.items())[-1]
        return str((self.pairing or self.strand).address_of(name, **{word: getattr(self, path)} | words))


class PairingTheme(InOrder):
    """A theme of a pairing, in order."""

    ITEM: str = "theme"

    pairing = models.ForeignKey(
        Pairing, on_delete=models.CASCADE, related_name="chosen_themes", verbose_name=_("pairing")
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme"))

    class Meta(InOrder.Meta):
        verbose_name = _("theme of a pairing")
        verbose_name_plural = _("themes of a pairing")
        constraints = once_in_order("pairing_theme", "pairing", "theme")


class PairingHealth(models.Model):
    """The signals of one pairing on a day, as `[kind, level, facts]`; no sentence, which is the reader's language's.

    `changes` is how often anything had changed that they are made of, before they were read: in the pairing, in its
    strand outside of pairings, and of what lies in no strand. It only rises.
    """

    WORKED_OUT: bool = True  # from records: a code in it is none that anybody was given

    pairing = models.OneToOneField(Pairing, primary_key=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    changes = models.BigIntegerField()
    signals = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pairing_id}, {self.day}"

    @classmethod
    def in_force(cls, keys: Iterable[int], day: dt.date) -> dict[int, Any]:
        """By pairing, the signals of a day since which nothing has changed; one query."""
        return dict(_in_force(pairings=keys, day=day))

    @classmethod
    def count_changes(cls, pairings: Iterable[Pairing]) -> dict[int, int]:
        """How often anything has changed for each of these pairings; one query."""
        scopes = {row.pk: (f"pairing-{row.pk}", around_pairings(row.strand_id), SHARED) for row in pairings}
        names = {name for some in scopes.values() for name in some}
        numbers = dict(ChangeCounter.objects.filter(scope__in=names).values_list("scope", "number"))
        return {key: sum(numbers.get(name, 0) for name in some) for key, some in scopes.items()}

    @classmethod
    def keep(cls, day: dt.date, found: Mapping[int, tuple[int, Any]]) -> None:
        """Keep the signals of some pairings, each with the changes that were counted before they were read."""
        if not found:
            return
        # In one order, so that two readers cannot wait for each other.
        rows = [
            (key, day.isoformat(), changes, json.dumps(signals)) for key, (changes, signals) in sorted(found.items())
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO partnerships_pairinghealth (pairing_id, day, changes, signals) "  # noqa: S608
                f"VALUES {', '.join(['(%s, %s, %s, %s)'] * len(rows))} ON CONFLICT (pairing_id) DO UPDATE "
                "SET day = excluded.day, changes = excluded.changes, signals = excluded.signals",
                [value for row in rows for value in row],
            )


@prepared(pairings=None, day=models.DateField())
def _in_force(pairings: Any, day: Any) -> models.QuerySet[PairingHealth, tuple[int, Any]]:
    rows = PairingHealth.objects.filter(pairing__in=pairings, day=day)
    now = count_changes("pairing__strand_id", "pairing_id")
    return rows.alias(now=now).filter(changes=F("now")).values_list("pairing_id", "signals")
