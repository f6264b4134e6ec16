"""What both sides confirm of a pairing's report: its words, and the very data that it was made of."""

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.access import Grants
from core.models import History, Versioned
from core.texts import LANGUAGES
from partnerships.fields import CodeField
from partnerships.models import Confirmed, Pairing
from partnerships.querysets import own_pairing
from reports.enums import ReportStatus
from reports.progress.models import ProgressReport


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
    NAMED_WITH: tuple[str, ...] = (
        "report__strand",
        "report__period__strand",
        "report__pairing__eu__partner",
        "report__pairing__counterpart__partner",
    )

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
        return (
            gettext("The report is issued: what both sides confirmed is still in force.")
            if self.report.is_issued
            else ""
        )

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
