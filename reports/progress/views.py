"""The pages of a progress report: how it is, itself to read, its files, what is behind a figure, what changed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core import clock
from core.actions import Button
from core.blocks import block_rows, with_one_open
from core.errors import DomainError
from core.sent_files import leave_to_worker, send_file, send_stored
from core.texts import LANGUAGES, reader_language, written_languages, written_of
from partnerships.confirmations.cards import confirm_card
from partnerships.enums import AUTHORITY, STAFF
from partnerships.programmes.pages import InStrand
from reports.enums import LANGUAGE_NAMES, FileFormat, ReportStatus, Section
from reports.models import IssuedFile, ProgressReport
from reports.progress import selectors, services
from reports.progress.compiling.scope import Plain
from reports.progress.gaps import gaps_of, grouped
from reports.progress.rendering.changes import Changes
from reports.progress.rendering.documents import report_blocks
from reports.progress.rendering.evidence import Evidence
from reports.progress.rendering.phrases import Phrases, figure_definition, figure_label
from reports.progress.selectors import SnapshotFault
from reports.rules import may_follow_report

PROMINENT = (FileFormat.PDF, FileFormat.XLSX)
MOST_BYTES = 20_000_000  # of documents that are packed at once
MOST_LINES = 500  # changes that a page shows
_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "done",
    ReportStatus.ACCEPTED: "done",
    ReportStatus.RETURNED: "overdue",
}


class InReport(InStrand):
    """A page of a report."""

    @cached_property
    def report(self) -> ProgressReport:
        """The report of the address among those that the reader may see, else 404."""
        rows = ProgressReport.objects.visible_to(self.grants).with_names()
        row: ProgressReport = self.get_or_404(rows.at(self.kwargs))
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        facts = {"strand": report.strand, "period": report.period, "pairing": report.pairing, "section": "reports"}
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | {"report": report} | kwargs)
        return context

    def crumbs_to(self, name: str) -> list[tuple[str, str]]:
        """Where a page below the report lies."""
        return [*self.report.get_crumbs(), (name, "")]


class ReadsReport(InReport, TemplateView):
    """A page of what a report says, in the language that the address asks for, else in the reader's."""

    @cached_property
    def language(self) -> str:
        wanted = self.request.GET.get("language", "")
        return wanted if wanted in LANGUAGES else written_languages()[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With why nothing is made of the report, if so."""
        report, snapshot, fault = self.report, None, ""
        try:
            snapshot = selectors.read_snapshot(report) if report.is_issued else selectors.to_issue(report, clock.now())
        except SnapshotFault as found:
            fault = str(found)
        languages = [(code, name, f"?language={code}#report") for code, name in written_of(LANGUAGE_NAMES)]
        facts = {"language": self.language, "languages": languages, "fault": fault}
        return super().get_context_data(**facts | self.read(selectors.unlinked(snapshot, report, self.grants)) | kwargs)

    def read(self, snapshot: Plain | None) -> dict[str, Any]:
        """What the page shows of it."""
        raise NotImplementedError


class ReportPage(ReadsReport):
    """A report: of a draft what is written and missing, of an issued one its files, its steps and its words."""

    template_name = "reports/progress/report.html"

    @property
    def follows(self) -> bool:
        """Whether the reader follows what is not issued: what has changed since, the sides' words, the history."""
        return may_follow_report(self.grants, self.report)

    @cached_property
    def newer(self) -> ProgressReport | None:
        """The next revision, where the reader may know of it."""
        rows = ProgressReport.objects.visible_to(self.grants).filter(replaces=self.report.pk)
        found: ProgressReport | None = rows.defer("snapshot").order_by("-revision").first()
        if found is not None:
            found.strand, found.period, found.pairing = self.report.strand, self.report.period, self.report.pairing
        return found

    def read(self, snapshot: Plain | None) -> dict[str, Any]:
        """In a constant number of queries beside those of compiling a draft."""
        report, follows = self.report, self.follows
        shown = self._issued(snapshot) if report.is_issued else self._draft(snapshot)
        joint = selectors.joint_of(report) if follows else None
        history = reverse("partnerships:record-history", args=[report.strand.code, "progress-report", report.pk])
        *above, (name, _url) = report.get_crumbs()
        return {
            "crumbs": [*above, (name, "")],
            "mark": _MARKS[ReportStatus(report.status)],
            "newer": self.newer,
            "steps": list(report.steps.select_related("by").order_by("at", "id")),
            "buttons": self._buttons(is_blocked=shown.get("blocked", False)),
            "card": confirm_card(joint, self.grants) if joint else None,
            "history_url": history if follows else "",
            **shown,
        }

    def _issued(self, snapshot: Plain | None) -> dict[str, Any]:
        report = self.report
        blocks = block_rows(report_blocks(snapshot, Phrases(self.language)) if snapshot else [], below=2, folds=True)
        files, owed = list(report.files.order_by("language", "pk")), len(services.files_owed(report))
        return {
            "blocks": with_one_open(blocks, self.request.GET.get("part", ""), self.language),
            "prominent": _by_language(row for row in files if row.format in PROMINENT),
            "more": _by_language(row for row in files if row.format not in PROMINENT),
            # How many a worker has made, and of how many, where it is still at it.
            "files_left": (len(files), owed) if len(files) < owed else None,
            "evidence_url": report.address("report-evidence") if snapshot and snapshot["documents"] else "",
            "changes_url": report.address("report-changes") if self.follows else "",
            "from_records_alone": snapshot is not None and snapshot["report"]["from_records_alone"],
        }

    def _draft(self, snapshot: Plain | None) -> dict[str, Any]:
        report = self.report
        gaps = gaps_of(report, snapshot) if snapshot else []
        preview = report.address("report-preview")
        return {
            "sections": report.texts_of([name for name in report.sections if name in Section.values]).values(),
            "gaps": grouped(gaps),
            "blocked": any(gap.blocks for gap in gaps),
            "write_url": report.address("report-write") if STAFF in report.actors(self.grants) else "",
            "previews": [(code, name, f"{preview}?language={code}") for code, name in written_of(LANGUAGE_NAMES)],
        }

    def _buttons(self, *, is_blocked: bool) -> list[Button]:
        """What the reader may do with it now."""
        report, actors = self.report, self.report.actors(self.grants)
        if not report.is_issued:
            return self._draft_buttons(is_blocked=is_blocked) if STAFF in actors else []
        if STAFF in actors and self.newer is None:
            kind = "main" if report.status == ReportStatus.RETURNED else ""
            return [Button(_("Correct it by a new revision"), report.address("report-revise"), kind)]
        replaced = self.newer is not None and self.newer.is_issued
        if report.status == ReportStatus.ISSUED and AUTHORITY in actors and not replaced:
            return [
                Button(_("Accept the report"), report.address("report-accept"), "main"),
                Button(_("Return it"), report.address("report-return")),
            ]
        return []

    def _draft_buttons(self, *, is_blocked: bool) -> list[Button]:
        """Writing comes first, then freezing where both sides confirm; issuing is next once nothing blocks it."""
        report = self.report
        writing, issuing = ("", "main") if report.texts.exists() or report.frozen_at else ("main", "")
        found = [Button(_("Write"), report.address("report-write"), writing)]
        if report.pairing_id is not None and report.frozen_at:
            found.append(Button(_("Freeze again and ask both sides"), report.address("report-freeze")))
        elif report.pairing_id is not None:
            found.append(Button(_("Freeze and ask both sides"), report.address("report-freeze"), issuing))
        if report.pairing_id is None or report.frozen_at:
            found.append(Button(_("Issue"), report.address("report-issue"), "" if is_blocked else issuing))
        if not report.frozen_at:
            found.append(Button(_("Discard"), report.address("report-discard"), "word"))
        return found


def _by_language(files: Iterable[IssuedFile]) -> list[tuple[str, str, list[IssuedFile]]]:
    """Files below the code and the name of their language."""
    rows = list(files)
    found = [(code, name, [row for row in rows if row.language == code]) for code, name in LANGUAGE_NAMES.items()]
    return [one for one in found if one[2]]


class ReportPreview(ReadsReport):
    """A draft as it would read, in either language, with the marks of what is missing; an issued report as it is."""

    template_name = "reports/progress/report_preview.html"

    def read(self, snapshot: Plain | None) -> dict[str, Any]:
        """With the draft as files, which say on every page that it is one."""
        report = self.report
        blocks = report_blocks(snapshot, Phrases(self.language, draft=not report.is_issued)) if snapshot else []
        files = [(one.label, report.address("report-file", self.language, one.value)) for one in PROMINENT]
        return {
            "crumbs": self.crumbs_to(_("Preview")),
            "blocks": block_rows(blocks) if blocks else [],
            "files": [] if report.is_issued else files,
        }


class ReportFigure(ReadsReport):
    """The rows behind a figure of a report, as the report counted them: as many as it says, or adding up to it."""

    template_name = "reports/progress/report_figure.html"

    def read(self, snapshot: Plain | None) -> dict[str, Any]:
        """The figure of the address, else 404; also of one whose rows stay between two sides."""
        if snapshot is None:
            return {"crumbs": self.crumbs_to("")}
        words = Evidence(snapshot, Phrases(reader_language()))
        figure = words.figure_of(self.kwargs["figure"])
        if figure is None or not figure["url"]:
            raise Http404
        label, remark = figure_label(figure["key"]), words.plain(figure.get("remark", {}))
        return {
            "crumbs": self.crumbs_to(label),
            "label": label,
            "value": words.reported(figure["value"]),
            "notes": [words.sentence([remark]) if remark else "", figure_definition(figure["key"])],
            "blocks": block_rows([words.figure_table(figure)]) if figure["rows"] else [],
            "language": words.language,
        }


class ReportFile(InReport, View):
    """Hands out an issued file as it was kept, and none that is another by now; a worker makes one of a draft."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """In one of two languages and five formats; else 404."""
        report = self.report
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FileFormat.values:
            raise Http404
        if report.is_issued:
            self.get_or_404(report.files.all(), language=language, format=file_format)
        leave_to_worker(
            request,
            strand=report.strand,
            name=lambda: f"{report}, {FileFormat(file_format).label}, {LANGUAGE_NAMES[language]}",
            is_long=lambda: not services.is_ready(report, language=language, file_format=file_format),
        )
        try:
            name, content = services.report_output(report, language=language, file_format=file_format)
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(report.get_absolute_url())
        services.log_taken(by=request.user, grants=self.grants, report=report, file=name)  # type: ignore[arg-type]
        return send_file(content, name=name, media_type=services.MEDIA_TYPES[FileFormat(file_format)])


class ReportRebuilt(InReport, TemplateView):
    """Makes an issued file anew and sets its checksum beside that of the kept one."""

    template_name = "reports/progress/report_rebuilt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both checksums, or why nothing is made."""
        place = {"language": self.kwargs["paper_language"], "format": self.kwargs["file_format"]}
        row: IssuedFile = self.get_or_404(self.report.files.all(), **place)
        facts: dict[str, Any] = {"crumbs": self.crumbs_to(_("File made again")), "row": row}
        try:
            rebuilt = services.rebuilt_sha256(row)
            facts |= {"rebuilt": rebuilt, "is_identical": rebuilt == row.sha256}
            facts["same_renderer"] = services.is_same_renderer(row)
        except SnapshotFault as refused:
            facts["fault"] = str(refused)
        return super().get_context_data(**facts | kwargs)


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
                is_long=lambda: services.evidence_size(report) > MOST_BYTES,
            )
            archive = services.evidence_archive(by=request.user, grants=self.grants, report=report)  # type: ignore[arg-type]
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(report.get_absolute_url())
        name = f"{report.strand.code}_{report.period.code}_{report.scope}_r{report.revision}_documents.zip"
        return send_stored(archive, name=name, media_type="application/zip")


class ReportChanges(InReport, TemplateView):
    """What has changed in the records since the report was issued: what a draft would show now, for who may read one.

    Two snapshots beside each other, record by record and figure by figure.
    """

    rule: Any = may_follow_report
    template_name = "reports/progress/report_changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Ask the rule first."""
        self.require(self.report)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What differs, in the reader's language."""
        if not self.report.is_issued:
            raise Http404
        fault, lines = "", []
        try:
            before = selectors.read_snapshot(self.report)
            after = selectors.compile_snapshot(self.report, clock.now())
            lines = Changes(after, Phrases(reader_language())).lines(selectors.changes_between(before, after))
        except SnapshotFault as refused:
            fault = str(refused)
        facts = {
            "crumbs": self.crumbs_to(_("What changed since this report")),
            "lines": lines[:MOST_LINES],
            "more": max(len(lines) - MOST_LINES, 0),
            "fault": fault,
            "language": reader_language(),
        }
        return super().get_context_data(**facts | kwargs)
