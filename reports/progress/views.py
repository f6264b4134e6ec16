"""The page of a progress report: how it stands, its files, its chain, and itself to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core.actions import Button
from core.page_blocks import block_rows
from core.texts import LANGUAGES, reader_language
from partnerships.confirmations.cards import confirm_card
from reports.enums import FileFormat, ReportStatus, Section
from reports.models import IssuedFile, ProgressReport, SectionText
from reports.progress.files import files_owed
from reports.progress.gaps import gaps_of, grouped
from reports.progress.pages import LANGUAGE_NAMES, InReport
from reports.progress.rendering.documents import report_blocks
from reports.progress.rendering.evidence import figure_of, figure_table
from reports.progress.rendering.sections.columns import number_or_unknown, plain
from reports.progress.rendering.words import Words, figure_definition, figure_label
from reports.progress.selectors import joint_of
from reports.rules import may_follow_report
from reports.workflow import AUTHORITY, STAFF

if TYPE_CHECKING:
    from reports.progress.compiling.scope import Plain


PROMINENT = (FileFormat.PDF, FileFormat.XLSX)
_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "done",
    ReportStatus.ACCEPTED: "done",
    ReportStatus.RETURNED: "overdue",
}


class ReportPage(InReport, TemplateView):
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
            found.strand, found.period, found.pairing = self.report.strand, self.period, self.report.pairing
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries beside those of compiling a draft."""
        report = self.report
        snapshot, fault = self.read_snapshot()
        told = self._issued(snapshot) if report.is_issued else self._draft(snapshot)
        joint = joint_of(report) if self.follows else None
        return super().get_context_data(
            **{
                "crumbs": self.report_crumbs(),
                "mark": _MARKS[ReportStatus(report.status)],
                "fault": fault,
                "newer": self.newer,
                "steps": list(report.steps.select_related("by").order_by("at", "id")),
                "buttons": self._buttons(is_blocked=told.get("blocked", False)),
                "card": confirm_card(joint, self.grants) if joint else None,
                "history_url": self._history_url(),
                **told,
            }
            | kwargs,
        )

    def _history_url(self) -> str:
        report = self.report
        place = [report.strand.code, "progress-report", report.pk]
        return reverse("partnerships:record-history", args=place) if self.follows else ""

    def _issued(self, snapshot: Plain | None) -> dict[str, Any]:
        report = self.report
        blocks = report_blocks(snapshot, Words(self.language)) if snapshot else []
        files = list(report.files.order_by("language", "pk"))
        return {
            "language": self.language,
            "languages": self.languages(),
            "blocks": block_rows(blocks, below=2, folds=True) if blocks else [],
            "prominent": self._files(files, prominent=True),
            "more": self._files(files, prominent=False),
            "files_left": self._files_left(files),
            "evidence_url": self.of_report("report-evidence") if snapshot and snapshot["documents"] else "",
            "changes_url": self.of_report("report-changes") if self.follows else "",
            "compare_url": self.of_report("report-compare") if report.replaces_id else "",
            "from_records_alone": snapshot is not None and snapshot["report"]["from_records_alone"],
        }

    def _files_left(self, files: list[IssuedFile]) -> tuple[int, int] | None:
        """How many files a worker has made, and of how many, where it is still at it."""
        owed = len(files_owed(self.report))
        return (len(files), owed) if len(files) < owed else None

    def _files(self, files: list[IssuedFile], *, prominent: bool) -> list[tuple[str, str, list[Any]]]:
        """By language: its code, its name, and each file with its address and the page of its checksums."""
        found = []
        for code, name in LANGUAGE_NAMES.items():
            rows = [
                (
                    row,
                    self.of_report("report-file", code, row.format),
                    self.of_report("report-rebuilt", code, row.format),
                )
                for row in files
                if row.language == code and (row.format in PROMINENT) == prominent
            ]
            if rows:
                found.append((code, name, rows))
        return found

    def _draft(self, snapshot: Plain | None) -> dict[str, Any]:
        report = self.report
        gaps = gaps_of(report, snapshot) if snapshot else []
        writes = STAFF in report.actors(self.grants)
        return {
            "sections": section_states(report),
            "gaps": grouped(gaps),
            "blocked": any(gap.blocks for gap in gaps),
            "writes": writes,
            "write_url": self.of_report("report-write") if writes else "",
            "previews": [
                (code, name, f"{self.of_report('report-preview')}?language={code}")
                for code, name in LANGUAGE_NAMES.items()
            ],
            "compare_url": self.of_report("report-compare") if report.replaces_id else "",
        }

    def _buttons(self, *, is_blocked: bool) -> list[Button]:
        """What the reader may do with it now."""
        report = self.report
        if not report.is_issued:
            return self._draft_buttons(is_blocked=is_blocked) if STAFF in report.actors(self.grants) else []
        if STAFF in report.actors(self.grants) and self.newer is None:
            kind = "main" if report.status == ReportStatus.RETURNED else ""
            return [Button(_("Correct it by a new revision"), self.of_report("report-revise"), kind)]
        replaced = self.newer is not None and self.newer.is_issued
        if report.status == ReportStatus.ISSUED and AUTHORITY in report.actors(self.grants) and not replaced:
            return [
                Button(_("Accept the report"), self.of_report("report-accept"), "main"),
                Button(_("Return it"), self.of_report("report-return")),
            ]
        return []

    def _draft_buttons(self, *, is_blocked: bool) -> list[Button]:
        """Writing comes first, then freezing where both sides confirm; issuing is next once nothing blocks it."""
        report = self.report
        writing, issuing = ("", "main") if report.texts.exists() or report.frozen_at else ("main", "")
        found = [Button(_("Write"), self.of_report("report-write"), writing)]
        if report.pairing_id is not None:
            frozen = bool(report.frozen_at)
            label = _("Freeze anew and ask both sides") if frozen else _("Freeze and ask both sides")
            found.append(Button(label, self.of_report("report-freeze"), "" if frozen else issuing))
        if report.pairing_id is None or report.frozen_at:
            found.append(Button(_("Issue"), self.of_report("report-issue"), "" if is_blocked else issuing))
        found.append(Button(_("Choose sections"), self.of_report("report-sections"), "word"))
        if not report.frozen_at:
            found.append(Button(_("Discard"), self.of_report("report-discard"), "word"))
        return found


class ReportPreview(InReport, TemplateView):
    """A draft as it would read, in either language, with the marks of what is missing."""

    template_name = "reports/progress/report_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The blocks of the draft; of an issued report those of the report itself."""
        report = self.report
        snapshot, fault = self.read_snapshot()
        blocks = report_blocks(snapshot, Words(self.language, draft=not report.is_issued)) if snapshot else []
        files = [] if report.is_issued else self._files()
        return super().get_context_data(
            crumbs=self.report_crumbs((_("Preview"), "")),
            language=self.language,
            languages=self.languages(),
            blocks=block_rows(blocks) if blocks else [],
            fault=fault,
            files=files,
            **kwargs,
        )

    def _files(self) -> list[tuple[str, str]]:
        """The draft as files, which say on every page that it is one."""
        return [(str(one.label), self.of_report("report-file", self.language, one.value)) for one in PROMINENT]


class ReportFigure(InReport, TemplateView):
    """The rows behind a figure of a report, as the report counted them: as many as it says, or adding up to it."""

    template_name = "reports/progress/report_figure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figure of the address, else 404; also of one whose rows stay between two sides."""
        snapshot, fault = self.read_snapshot()
        words = Words(reader_language())
        blocks, label, value, notes = [], "", "", []
        if snapshot:
            figure = figure_of(snapshot, self.kwargs["figure"])
            if figure is None or not figure["url"]:
                raise Http404
            label, value = figure_label(figure["key"]), number_or_unknown(words, figure["value"])
            remark = plain(words, figure.get("remark", {}))
            notes = [words.sentence([remark]) if remark else "", figure_definition(figure["key"])]
            blocks = block_rows([figure_table(figure, snapshot, words)]) if figure["rows"] else []
        return super().get_context_data(
            crumbs=self.report_crumbs((label, "")),
            label=label,
            value=value,
            notes=notes,
            blocks=blocks,
            fault=fault,
            language=words.language,
            **kwargs,
        )


def section_states(report: ProgressReport) -> list[tuple[Section, list[tuple[str, str]]]]:
    """Those of a report in its order, and for each language whether staff's texts there are written, wanted or older
    than the others; one query.
    """
    rows = {row.section: row for row in SectionText.objects.filter(report=report.pk)}
    return [
        (Section(name), [(language, _label(rows.get(name), language)) for language in LANGUAGES])
        for name in report.sections
        if name in Section.values
    ]


def _label(row: SectionText | None, language: str) -> str:
    if row is None or not (row.text_en or row.text_ko):
        return pgettext("words of staff in a section", "none")
    if not getattr(row, f"text_{language}"):
        return pgettext("words of staff in a section", "wanted")
    if f"text_{language}" in row.stale_texts.split():
        return pgettext("words of staff in a section", "older than its pair")
    return pgettext("words of staff in a section", "written")
