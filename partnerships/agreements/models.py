"""The agreement: what two sides put their names under, and how far it has come."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import TruncMonth, TruncYear
from django.utils.translation import gettext, gettext_lazy as _, pgettext, pgettext_lazy

from core.folding import FoldedField
from core.models import Addressed, History, PackRecord
from core.periods import MONTH, YEAR, PartialDate, PartialDateFields
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.confirmations.models import Confirmed
from partnerships.enums import AgreementKind, AgreementStatus, one_of
from partnerships.fields import CodeField, InOrder, SourceField, has_text, name_field, once_in_order
from partnerships.organisations.models import Organisation
from partnerships.pairings.models import Pairing
from partnerships.programmes.models import Strand
from partnerships.projects.models import Project
from partnerships.querysets import InPairingQuerySet, dated_by, pairing_names

LONGEST_TITLE = 200
LONGEST_TEXT = 50_000


class AgreementQuerySet(InPairingQuerySet):
    """Agreements."""

    NAMES = ("strand", *pairing_names())

    def signed(self, by: dt.date | None = None) -> Self:
        """Signed since their strand began: what was signed before it is no result of the strand."""
        return self.ever_signed(by).filter(is_earlier=False)

    def ever_signed(self, by: dt.date | None = None) -> Self:
        """Signed (by a day), also where they have lapsed since; `is_earlier` says that it was before the strand.

        One that came to nothing before it was signed has no such day. A row says by `signed_before_strand` the same.
        """
        start = F("strand__starts_on")
        starts = {MONTH: TruncMonth("strand__starts_on"), YEAR: TruncYear("strand__starts_on")}
        of_precision = [When(signed_on_precision=one, signed_on__lt=day, then=True) for one, day in starts.items()]
        exact = When(~Q(signed_on_precision__in=starts), signed_on__lt=start, then=True)
        lapsed = Q(status=AgreementStatus.LAPSED, signed_on__isnull=False)
        rows = self.annotate(is_earlier=Case(*of_precision, exact, default=False))
        rows = rows.filter(Q(status=AgreementStatus.SIGNED) | lapsed)
        return rows if by is None else rows.filter(Q(signed_on=None) | dated_by("signed_on", by))


class Agreement(Addressed, BilingualTexts, OneLanguageTexts, Confirmed, PackRecord):
    """A memorandum, letter of intent, declaration or tie of two cities: discussed, drafted, signed, lapsed.

    `strand` is the pairing's, so that the code is unique in it. Both sides confirm title and text of the draft;
    signing is an act on paper, of which the portal keeps the day and the file. Where no parties are named, the
    pairing's two partners are. `party_codes` repeats the ordered parties as text, which history reads.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ("title_en", "title_ko", "text_en", "text_ko")
    WRITTEN_FIELDS: tuple[str, ...] = ("text_en", "text_ko")  # a title is no text yet
    SETTLED: dict[str, Any] = {
        AgreementStatus.SIGNED: _("The agreement is signed: its text is no longer confirmed."),
        AgreementStatus.LAPSED: _("The agreement has lapsed: there is nothing to confirm."),
    }
    TEXT_KIND: str = "agreement"
    WRITTEN_TOGETHER: bool = True
    HAS_OWN_PAGE: bool = True
    EDITED_WITH_RECORD: bool = True
    # What was signed is what both had confirmed; a mistake is taken back by the agreement's step back.
    KEPT_ONCE_SETTLED: bool = True
    PART_LABELS: dict[str, Any] = {"title": _("Title"), "text": pgettext_lazy("of an agreement", "Text")}
    BILINGUAL: tuple[str, ...] = ("title", "text")
    WRITTEN_ONCE: tuple[str, ...] = ("note",)
    TAKES_DOCUMENTS: bool = True
    PAGE: str = "partnerships:agreement"
    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "agreement": "code"}
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "text_en", "text_ko", "note")
    NAMED_WITH: tuple[str, ...] = ()

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("strand"), editable=False
    )
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("pairing"))
    code = CodeField()
    kind = models.CharField(_("kind"), max_length=17, choices=AgreementKind)
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    text_en = models.TextField(_("text in English"), blank=True)
    text_ko = models.TextField(_("text in Korean"), blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=AgreementStatus, default=AgreementStatus.DISCUSSED, editable=False
    )
    signed_on_date: PartialDate | None
    signed_on = PartialDateFields(_("signed on"))
    lapsed_on = models.DateField(_("lapsed on"), null=True, blank=True, editable=False)
    parties: models.ManyToManyField[Organisation, AgreementParty] = models.ManyToManyField(
        Organisation, through="AgreementParty", related_name="agreements", verbose_name=_("parties")
    )
    party_codes = models.TextField(_("parties"), blank=True, editable=False)
    projects = models.ManyToManyField(
        Project, blank=True, related_name="agreements", verbose_name=_("projects"), editable=False
    )
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    note_other = other_text(_("note"))
    from_sources = models.BooleanField(_("recorded from sources"), default=False, editable=False)
    search_text = FoldedField(sources=("title_en", "title_ko"), db_index=True)
    order_ko = FoldedField(sources=("title_ko", "title_en"))

    title = TwoLanguageText()
    text = TwoLanguageText()
    objects = AgreementQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["search_text", "pk"]
        indexes = [
            models.Index(fields=["pairing", "search_text", "id"], name="agreement_order"),
            models.Index(fields=["pairing", "order_ko", "id"], name="agreement_order_ko"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="agreement_code"),
            has_text("agreement", "title"),
            one_of("agreement", "kind", AgreementKind),
            one_of("agreement", "status", AgreementStatus),
            models.CheckConstraint(
                name="agreement_lapsed_on", condition=models.Q(lapsed_on=None) | models.Q(status=AgreementStatus.LAPSED)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Agreements"), self.pairing.address_of("partnerships:agreement-list"))
        return [*self.pairing.get_crumbs(), listed, (self.title, self.get_absolute_url())]

    def get_text_edit_url(self) -> str:
        return self.address_of("partnerships:agreement-edit")

    @property
    def is_signed(self) -> bool:
        """Whether it was signed, also where it has lapsed since."""
        lapsed = self.status == AgreementStatus.LAPSED and self.signed_on is not None
        return self.status == AgreementStatus.SIGNED or lapsed

    @property
    def step_back_status(self) -> AgreementStatus:
        """Where a step back leads: what has lapsed is signed again where it was, what was signed a draft with a text.

        One that is discussed has no step before it.
        """
        if self.status == AgreementStatus.LAPSED and self.signed_on is not None:
            return AgreementStatus.SIGNED
        if self.status in {AgreementStatus.LAPSED, AgreementStatus.SIGNED} and self.is_written:
            return AgreementStatus.DRAFTED
        return AgreementStatus.DISCUSSED

    @property
    def signed_before_strand(self) -> bool:
        """Whether it was signed before the strand began: what the two sides come from, no result of the strand."""
        signed, begins = self.signed_on_date, self.pairing.strand.starts_on_date
        return bool(signed and begins and signed.last_day < begins.first_day)

    @property
    def status_label(self) -> str:
        """How far it has come; of an older one also that it is older."""
        if self.status == AgreementStatus.SIGNED and self.signed_before_strand:
            return pgettext("agreement", "Signed before the programme")
        return str(self.get_status_display())


class AgreementParty(InOrder):
    """An organisation that signs an agreement, in order."""

    ITEM: str = "organisation"
    REPEATED_IN: tuple[str, str] = ("agreement", "party_codes")
    STRAND_PATH: str = "agreement__strand"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="signatories", verbose_name=_("agreement")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )

    class Meta(InOrder.Meta):
        verbose_name = _("party of an agreement")
        verbose_name_plural = _("parties of an agreement")
        constraints = once_in_order("agreement_party", "agreement", "organisation")
