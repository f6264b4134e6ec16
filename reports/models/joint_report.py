"""What both sides confirm of a pairing's progress report: its words, and the very data that it was made of."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import Versioned
from partnerships.models import Confirmed, Pairing
from partnerships.models.fields import CodeField
from reports.models.progress_report import ProgressReport
from reports.querysets import JointReportQuerySet


class JointReport(Confirmed, Versioned):
    """A pairing's report as both sides confirm it.

    `words` are the texts of its sections, as objects with `title_en`, `title_ko`, `text_en`, `text_ko`; `data` is the
    SHA-256 of its frozen snapshot, so that no figure changes below a confirmation. `code` is that of the period and
    the revision, such as `final-1`.
    """

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = ("words", "data")
    TEXT_KIND: ClassVar[str] = "joint-report"
    BETWEEN_SIDES: ClassVar[bool] = True
    HAS_OWN_PAGE: ClassVar[bool] = True
    EDITED_WITH_RECORD: ClassVar[bool] = True
    PART_LABELS: ClassVar[dict[str, Any]] = {"words": _("What is written"), "data": _("SHA-256 of the figures")}

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
    history = HistoricalRecords()

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

    def get_text_edit_url(self) -> str:
        """Where staff write the words of the report."""
        report = self.report
        return reverse(
            "reports:report-write", args=[report.strand.code, report.period.code, report.scope, report.revision]
        )
