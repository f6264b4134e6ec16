"""The progress report of a strand or of one pairing: words, the frozen snapshot, the issued files, its steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, override, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.models import Addressed, History, Versioned
from core.texts import LANGUAGES, BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.documents.models import document_storage
from partnerships.enums import AUTHORITY, STAFF, one_of
from partnerships.fields import CodeField
from partnerships.models import Confirmed, Pairing, Strand
from partnerships.querysets import own_pairing, pairing_names, within
from reports.enums import ISSUED_REPORT, FileFormat, ReportAct, ReportStatus, Section
from reports.periods.models import ReportingPeriod, usual_sections

# In an address, where a pairing's report has the pairing's code.
OF_STRAND = "strand"
# In characters: of a section in one language some seventy pages.
LONGEST_TEXT, LONGEST_REASON = 200_000, 2000


def _follows(grants: Grants) -> Q:
    """Reports in the making: staff and authority, and of a pairing's report its two sides."""
    return Q(strand__in=grants.staff | grants.authority) | Q(pairing__isnull=False) & own_pairing(grants, "pairing__")


class ProgressReportQuerySet(models.QuerySet[Any]):
    """Progress reports."""

    def visible_to(self, grants: Grants) -> Self:
        """Issued ones for whoever reads the strand; drafts for staff, authority, those of a pairing for its sides."""
        if grants.is_administrator:
            return self
        return self.filter(within(grants, "strand") & Q(status__in=ISSUED_REPORT) | _follows(grants))

    def followed_by(self, grants: Grants) -> Self:
        """Those whose making the reader follows: as a draft, also once it is issued."""
        return self if grants.is_administrator else self.filter(_follows(grants))

    def with_names(self) -> Self:
        """With what pages and rules read of them."""
        return self.select_related("strand", "period__strand", "replaces", *pairing_names()).defer("snapshot")

    def at(self, words: Mapping[str, Any]) -> Self:
        """The one that the words of an address lead to."""
        scope = words["scope"]
        of = Q(pairing=None) if scope == OF_STRAND else Q(pairing__code=scope)
        place = Q(strand__code=words["strand"], period__code=words["period"], revision=words["revision"])
        return self.filter(of & place)

    def issued(self) -> Self:
        """Those that left the house."""
        return self.filter(status__in=ISSUED_REPORT)

    def drafts(self) -> Self:
        """Those that are still written."""
        return self.filter(status=ReportStatus.DRAFT)

    def newest_issued(self) -> Self:
        """Of each period and scope the one that no later issued revision replaces."""
        newer = self.model._default_manager.filter(replaces=OuterRef("pk"), status__in=ISSUED_REPORT)
        return self.issued().filter(~Exists(newer))

    def in_order(self) -> Self:
        """The newest first."""
        return self.order_by("-period__due_on", "pairing__code", "-revision", "pk")


class OfReportQuerySet(models.QuerySet[Any]):
    """What belongs to a progress report: its files and steps."""

    def visible_to(self, grants: Grants) -> Self:
        """As the report."""
        return self.filter(report__in=ProgressReport.objects.visible_to(grants).values("pk"))


class SectionTextQuerySet(models.QuerySet[Any]):
    """What staff write in the sections of drafts."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft, also once the report is issued: what it says then stands in its snapshot."""
        return self.filter(report__in=ProgressReport.objects.followed_by(grants).values("pk"))


class ProgressReport(Addressed, OneLanguageTexts, Versioned):
    """A report on a period: of the whole strand, or of one pairing (a joint report, which both sides confirm).

    `revision` counts from 1 for each period and scope; `replaces` is the issued one that it corrects, and `correction`
    why. `snapshot` is the canonical JSON that all formats are made of, `sha256` the hash of its bytes in UTF-8,
    `renderer` the version of the writers that made the issued files. A draft has no snapshot, but a joint one whose
    confirmation was asked for (`frozen_at`).
    """

    WRITTEN_ONCE: tuple[str, ...] = ("correction",)
    PAGE: str = "reports:report"
    ADDRESS: dict[str, str] = {
        "strand": "strand__code",
        "period": "period__code",
        "scope": "scope",
        "revision": "revision",
    }
    NAMED_WITH: tuple[str, ...] = ("strand", "period__strand", "pairing__eu__partner", "pairing__counterpart__partner")

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="progress_reports", verbose_name=_("strand")
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("reporting period")
    )
    pairing = models.ForeignKey(
        Pairing,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="progress_reports",
        verbose_name=_("pairing"),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revisions",
        verbose_name=_("corrects"),
        editable=False,
    )
    correction = models.TextField(_("what is corrected"), blank=True, editable=False)
    correction_other = other_text(_("what is corrected"))
    status = models.CharField(
        _("status"), max_length=8, choices=ReportStatus, default=ReportStatus.DRAFT, editable=False
    )
    sections = models.JSONField(_("sections"), default=usual_sections, blank=True)
    snapshot = models.TextField(_("snapshot"), blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    renderer = models.PositiveIntegerField(_("version of the renderer"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("records as of"), null=True, blank=True, editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    issued_label = models.CharField(_("issued by"), max_length=200, blank=True, editable=False)

    objects = ProgressReportQuerySet.as_manager()
    history = History(excluded_fields=["snapshot"])

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-period__due_on", "pairing", "-revision"]
        indexes = [models.Index(fields=["strand", "period", "pairing"], name="progress_report_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "revision"], condition=Q(pairing=None), name="strand_report_revision"
            ),
            models.UniqueConstraint(
                fields=["period", "pairing", "revision"],
                condition=Q(pairing__isnull=False),
                name="pairing_report_revision",
            ),
            models.UniqueConstraint(
                fields=["period"], condition=Q(pairing=None, status=ReportStatus.DRAFT), name="strand_report_one_draft"
            ),
            models.UniqueConstraint(
                fields=["period", "pairing"],
                condition=Q(pairing__isnull=False, status=ReportStatus.DRAFT),
                name="pairing_report_one_draft",
            ),
            one_of("progress_report", "status", ReportStatus),
            models.CheckConstraint(
                name="progress_report_frozen",
                condition=Q(status=ReportStatus.DRAFT)
                | (~Q(snapshot="") & ~Q(sha256="") & Q(renderer__isnull=False) & Q(issued_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        of = self.pairing.name if self.pairing else str(self.strand)
        return f"{of}: {self.title}"

    @property
    def title(self) -> str:
        """Its period and its revision, in the reader's language."""
        words = {"period": self.period, "revision": self.revision}
        return str(pgettext("progress report", "%(period)s, revision %(revision)s") % words)

    @property
    def scope(self) -> str:
        """The word in its address: the pairing's code, or that it is the strand's."""
        return self.pairing.code if self.pairing else OF_STRAND

    @property
    def is_issued(self) -> bool:
        """Whether it left the house."""
        return self.status in ISSUED_REPORT

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it: the implementer's staff, or the authority, never both.

        Who issued it as staff does not decide on it later, whatever role that person has by then.
        """
        if self.strand_id in grants.staff:
            return frozenset({STAFF})
        decides = self.strand_id in grants.authority and self.issued_by_id != grants.user_id
        return frozenset({AUTHORITY}) if decides else frozenset()

    def texts_of(self, sections: Collection[str]) -> dict[str, SectionText]:
        """What is written in these sections; unsaved where nobody has. One query."""
        found = {row.section: row for row in SectionText.objects.filter(report=self.pk, section__in=sections)}
        rows = {section: found.get(section) or SectionText(section=section) for section in sections}
        for row in rows.values():
            row.report = self
        return rows

    def get_crumbs(self) -> list[tuple[str, str]]:
        of = self.pairing.name if self.pairing else pgettext("report on", "The strand as a whole")
        return [*self.period.get_crumbs(), (of, self.get_absolute_url())]

    def address(self, name: str, *more: object) -> str:
        """An address of one of the report's pages."""
        return reverse(f"reports:{name}", args=[self.strand.code, self.period.code, self.scope, self.revision, *more])


class SectionText(BilingualTexts, Versioned):
    """What staff write in a section of a draft, above what the records tell there."""

    LIES_IN: str = "report"

    BILINGUAL: tuple[str, ...] = ("text",)

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="texts", verbose_name=_("progress report")
    )
    section = models.CharField(_("section"), max_length=10, choices=Section)
    text_en = models.TextField(_("in English"), blank=True)
    text_ko = models.TextField(_("in Korean"), blank=True)

    text = TwoLanguageText()
    objects = SectionTextQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("text of a section")
        verbose_name_plural = _("texts of sections")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="section_text_once"),
            one_of("section_text", "section", Section),
        ]

    def __str__(self) -> str:
        return str(self.get_section_display())

    @property
    def strand(self) -> Strand:
        """The strand of the report."""
        return self.report.strand

    @property
    def seen_version(self) -> int:
        """What a form over it carries as its version: 0 until something is written."""
        return self.version if self.pk else 0

    @property
    def stale_language(self) -> str:
        """The language whose version is the older one, or nothing."""
        return next((name[-2:] for name in self.stale_texts.split()), "")

    @property
    def states(self) -> list[tuple[str, str]]:
        """For each language whether its text is written, wanted, or older than the other."""
        written = self.report.strand.languages
        return [(language, self._text_state(language)) for language in LANGUAGES if language in written]

    def _text_state(self, language: str) -> str:
        if not (self.text_en or self.text_ko):
            return pgettext("words of staff in a section", "none")
        if not getattr(self, f"text_{language}"):
            return pgettext("words of staff in a section", "wanted")
        if f"text_{language}" in self.stale_texts.split():
            return pgettext("words of staff in a section", "older than its pair")
        return pgettext("words of staff in a section", "written")

    @staticmethod
    def trimmed(text: str) -> str:
        """As a section keeps it, with the ends of lines alike whichever browser sent them."""
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()

    def get_absolute_url(self) -> str:
        """The report's page."""
        return self.report.get_absolute_url()


class IssuedFile(models.Model):
    """A file of an issued report, kept as it was made: its size in bytes and its SHA-256."""

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="files", verbose_name=_("progress report")
    )
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    language = models.CharField(_("language"), max_length=2, choices=[(one, one) for one in LANGUAGES])
    file = models.FileField(_("file"), storage=document_storage, upload_to="reports", max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["report", "language", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format", "language"], name="issued_file_once"),
            one_of("issued_file", "format", FileFormat),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.report.address("report-file", self.language, self.format)

    def get_rebuilt_url(self) -> str:
        """Where it is made anew to compare."""
        return self.report.address("report-rebuilt", self.language, self.format)


class ReportStep(OneLanguageTexts):
    """One step of an issued report, never changed: issued by the implementer, accepted or returned by the authority."""

    WRITTEN_ONCE: tuple[str, ...] = ("reason",)
    WRITTEN_IN: tuple[str, ...] = ("report",)

    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="steps", verbose_name=_("progress report")
    )
    act = models.CharField(_("step"), max_length=8, choices=ReportAct)
    at = models.DateTimeField(_("when"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ["at", "id"]
        constraints = [
            one_of("report_step", "act", ReportAct),
            models.CheckConstraint(
                name="report_step_returned_why", condition=~Q(act=ReportAct.RETURNED) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.get_act_display()}"


# What both sides confirm of a pairing's report: its words, and the very data that it was made of.


class JointReportQuerySet(models.QuerySet[Any]):
    """Joint reports, and public results."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft of their pairing: both sides, staff, authority, administrator."""
        return self.filter(own_pairing(grants, "pairing__"))


class JointReport(Confirmed, Versioned):
    """A pairing's report as both sides confirm it.

    `words` are the texts of its sections, as objects with `title_en`, `title_ko`, `text_en`, `text_ko`; `data` is the
    SHA-256 of its frozen snapshot, so that no figure changes below a confirmation. `code` is that of the period and
    the revision, such as `final-1`.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ("words", "data")
    TEXT_KIND: str = "joint-report"
    BETWEEN_SIDES: bool = True
    HAS_OWN_PAGE: bool = True
    EDITED_WITH_RECORD: bool = True
    KEPT_ONCE_SETTLED: bool = True
    BY_STAFF: bool = True
    ALSO_ONCE_CLOSED: bool = True
    PART_LABELS: dict[str, Any] = {
        "title": _("Report"),
        "words": _("What is written"),
        "text": pgettext_lazy("of a section", "Text"),
        "data": _("SHA-256 of the figures"),
    }
    NAMED_WITH: tuple[str, ...] = tuple(f"report__{name}" for name in ProgressReport.NAMED_WITH)

    pairing = models.ForeignKey(
        Pairing, on_delete=models.PROTECT, related_name="joint_reports", verbose_name=_("pairing")
    )
    code = CodeField()
    report = models.OneToOneField(
        ProgressReport, on_delete=models.PROTECT, related_name="joint", verbose_name=_("progress report")
    )
    words = models.JSONField(_("words"), default=list, blank=True, encoder=DjangoJSONEncoder)
    data = models.CharField(_("SHA-256 of the figures"), max_length=64)

    objects = JointReportQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("joint report")
        verbose_name_plural = _("joint reports")
        ordering = ["pairing", "code"]
        constraints = [models.UniqueConstraint(fields=["pairing", "code"], name="joint_report_code")]

    def __str__(self) -> str:
        return str(self.report)

    def get_absolute_url(self) -> str:
        """The report's page."""
        return self.report.get_absolute_url()

    @classmethod
    def text_rows(cls, pairing: Pairing) -> models.QuerySet[Any]:
        """With the report, whose name they bear."""
        rows = super().text_rows(pairing).select_related("report__strand", "report__period__strand")
        return rows.defer("report__snapshot")

    @classmethod
    def asking(cls) -> Q:
        """Those whose report is not issued yet."""
        return Q(report__status=ReportStatus.DRAFT)

    def settled_label(self) -> str:
        """What is issued is confirmed for good; a correction is a report of its own."""
        said = gettext("The report is issued: what both sides confirmed is still in force.")
        return said if self.report.is_issued else ""

    def frozen_body(self) -> dict[str, Any]:
        """With the name of the period and the number of the revision."""
        titles = {}
        for language in LANGUAGES:
            with override(language):
                titles[f"title_{language}"] = self.report.title
        return titles | self.text_body()

    def get_text_edit_url(self) -> str:
        """Where staff write the words of the report."""
        return self.report.address("report-write")
