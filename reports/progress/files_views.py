"""The files of a report, kept or made of a draft; made anew to compare; the documents it names; what changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from core import clock
from core.errors import DomainError
from core.sent_files import leave_to_worker, send_file, send_stored
from core.texts import LANGUAGES, reader_language
from reports.enums import FileFormat
from reports.progress.changes import changes_between
from reports.progress.files import (
    MEDIA_TYPES,
    compare_rebuilt,
    evidence_archive,
    evidence_size,
    is_ready,
    log_taken,
    report_output,
)
from reports.progress.pages import LANGUAGE_NAMES, InReport
from reports.progress.rendering.changes import change_lines
from reports.progress.rendering.words import Words
from reports.progress.selectors import SnapshotFault, compile_snapshot, read_snapshot
from reports.rules import may_follow_report

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from reports.models import IssuedFile
    from reports.progress.compiling.plain import Plain

MOST_BYTES = 20_000_000  # of documents that are packed at once
MOST_LINES = 500  # changes that a page shows


class ReportFile(InReport, View):
    """Hands out an issued file as it was kept, and none that is another by now; a worker makes one of a draft."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """In one of two languages and five formats; else 404."""
        report = self.report
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FileFormat.values:
            raise Http404
        media = MEDIA_TYPES[FileFormat(file_format)]
        if report.is_issued:
            self.get_or_404(report.files.all(), language=language, format=file_format)
        leave_to_worker(
            request,
            strand=report.strand,
            name=lambda: f"{report}, {FileFormat(file_format).label}, {LANGUAGE_NAMES[language]}",
            is_long=lambda: not is_ready(report, language=language, file_format=file_format),
        )
        return self._sent(language, file_format, media)

    def _sent(self, language: str, file_format: str, media: str) -> HttpResponseBase:
        try:
            made = report_output(self.report, language=language, file_format=file_format)
        except DomainError as refused:
            messages.error(self.request, str(refused))
            return redirect(self.report.get_absolute_url())
        log_taken(by=self.request.user, grants=self.grants, report=self.report, file=made.name)
        return send_file(made.content, name=made.name, media_type=media)


class ReportRebuilt(InReport, TemplateView):
    """Makes an issued file anew and sets its checksum beside that of the kept one."""

    template_name = "reports/progress/report_rebuilt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both checksums, or why nothing is made."""
        report = self.report
        rows = report.files.all()
        row: IssuedFile = self.get_or_404(
            rows, language=self.kwargs["paper_language"], format=self.kwargs["file_format"]
        )
        row.report = report
        fault, rebuilt = "", None
        try:
            rebuilt = compare_rebuilt(row)
        except SnapshotFault as refused:
            fault = str(refused)
        return super().get_context_data(
            crumbs=self.report_crumbs((_("File made again"), "")), row=row, rebuilt=rebuilt, fault=fault, **kwargs
        )


class ReportEvidence(InReport, View):
    """Hands out the documents that an issued report names and that the reader may see, as one zip."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """A draft has none: 404."""
        report = self.report
        if not report.is_issued:
            raise Http404
        try:
            leave_to_worker(
                request,
                strand=report.strand,
                name=lambda: f"{report}: {_('Documents that it names (ZIP)')}",
                is_long=lambda: evidence_size(report) > MOST_BYTES,
            )
            archive = evidence_archive(by=request.user, grants=self.grants, report=report)  # type: ignore[arg-type]
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(report.get_absolute_url())
        name = f"{report.strand.code}_{report.period.code}_{report.scope}_r{report.revision}_documents.zip"
        return send_stored(archive, name=name, media_type="application/zip")


class ReportChanges(InReport, TemplateView):
    """What has changed in the records since the report was issued: what a draft would show now, for who may read one.

    Two snapshots beside each other, record by record and figure by figure.
    """

    rule: ClassVar[Any] = may_follow_report
    template_name = "reports/progress/report_changes.html"
    title: Any = gettext_lazy("What changed since this report")
    same_label: Any = gettext_lazy("Every record and every figure is still as the report tells it.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Ask the rule first."""
        self.require(self.report)
        return super().get(request, *args, **kwargs)

    def compared(self) -> tuple[Plain, Plain]:
        """The kept data and the records now; raises SnapshotFault."""
        if not self.report.is_issued:
            raise Http404
        return read_snapshot(self.report), compile_snapshot(self.report, clock.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What differs, in the reader's language."""
        fault, lines = "", []
        try:
            before, after = self.compared()
            changes = [asdict(change) for change in changes_between(before, after)]
            lines = change_lines(changes, Words(reader_language()), after)
        except SnapshotFault as refused:
            fault = str(refused)
        facts = {
            "crumbs": self.report_crumbs((str(self.title), "")),
            "title": self.title,
            "same_words": self.same_label,
            "lines": lines[:MOST_LINES],
            "more": max(len(lines) - MOST_LINES, 0),
            "fault": fault,
            "language": reader_language(),
        }
        return super().get_context_data(**facts | kwargs)


class ReportCompare(ReportChanges):
    """What a revision changes of the one that it replaces."""

    rule = None
    same_label = gettext_lazy("Every record and every figure says the same in both.")

    def compared(self) -> tuple[Plain, Plain]:
        """The replaced report's data, and those of this one, or the records now while it is a draft."""
        report = self.report
        if report.replaces is None:
            raise Http404
        kept = report.is_issued or bool(report.snapshot)
        return read_snapshot(report.replaces), read_snapshot(report) if kept else compile_snapshot(report, clock.now())

    @property
    def title(self) -> str:
        """Between which revisions."""
        new = self.report.revision
        old = self.report.replaces.revision if self.report.replaces else ""
        return _("Revision %(new)s compared with revision %(old)s") % {"new": new, "old": old}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With why the older one was revised."""
        return super().get_context_data(correction=self.report.correction, **kwargs)
