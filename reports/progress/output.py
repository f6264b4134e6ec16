"""A report as one file: of an issued one the file that was kept, of a draft one that says so on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import clock
from core.sent_files import DOCX, PDF, XLSX
from partnerships.models import Pairing
from reports.enums import FileFormat
from reports.models import ProgressReport, ReportingTerms
from reports.periods.models import usual_sections
from reports.progress.changes import compile_draft
from reports.progress.rendering.documents import file_name, report_file
from reports.progress.selectors import canonical, read_snapshot, sha256_of
from reports.progress.services import check_rebuilt, is_kept, issued_snapshot, kept_file, make_file, name_of

if TYPE_CHECKING:
    from reports.models import IssuedFile, ReportingPeriod

MEDIA_TYPES = {
    FileFormat.PDF: PDF,
    FileFormat.XLSX: XLSX,
    FileFormat.DOCX: DOCX,
    FileFormat.CSV: "application/zip",
    FileFormat.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Output:
    """A file of a report: of an issued one as it was `issued`, to the byte; `draft` says that it says so.

    One that is neither was made of the kept data, in a form that was not issued, or by a later renderer (`later`).
    """

    name: str
    content: bytes
    draft: bool = False
    issued: bool = False
    later: bool = False


def newest_issued(period: ReportingPeriod, pairing: Pairing | None) -> ProgressReport | None:
    """The newest issued revision on a period, of the strand or of a pairing."""
    rows = ProgressReport.objects.issued().filter(period=period, pairing=pairing).with_names()
    found: ProgressReport | None = rows.order_by("-revision").first()
    return found


def draft_of(period: ReportingPeriod, pairing: Pairing | None) -> ProgressReport:
    """The draft that is being written; where there is none, one that is compiled of the records and kept nowhere."""
    rows = ProgressReport.objects.drafts().filter(period=period, pairing=pairing).with_names()
    if found := rows.first():
        return found
    terms = ReportingTerms.objects.filter(strand=period.strand_id).first()
    report = ProgressReport(
        strand=period.strand, period=period, sections=terms.sections if terms else usual_sections(), pairing=pairing
    )
    if newest := newest_issued(period, pairing):
        report.revision, report.replaces = newest.revision + 1, newest
    return report


def report_output(report: ProgressReport, *, language: str, file_format: str) -> Output:
    """The file of a report: an issued one as it was kept, a draft made now. Raises DomainError where a checksum fails.

    A file that is gone is made anew, as by `rebuilt_output`.
    """
    if not report.is_issued:
        return _draft(report, language, file_format)
    row = _file_row(report, language, file_format)
    if row is None or not is_kept(row):
        return rebuilt_output(report, language=language, file_format=file_format)
    # Nothing is handed out under a checksum, on cover and page, that the kept data no longer have.
    read_snapshot(report)
    return Output(row.name, kept_file(row), issued=True)


def rebuilt_output(report: ProgressReport, *, language: str, file_format: str) -> Output:
    """A file of an issued report made anew of its kept data.

    Raises SnapshotFault where these fail their checksum, FileFault where the writers of the issued file make another.
    """
    snapshot = issued_snapshot(report)
    content = make_file(report, snapshot, language, file_format)
    row = _file_row(report, language, file_format)
    if row is None:
        return Output(name_of(snapshot, language, file_format), content)
    identical = check_rebuilt(row, content).is_identical
    return Output(row.name, content, issued=identical, later=not identical)


def is_ready(report: ProgressReport, *, language: str, file_format: str) -> bool:
    """Whether a file lies there to be handed out at once, however long the report is."""
    row = _file_row(report, language, file_format) if report.is_issued else None
    return row is not None and is_kept(row)


def _file_row(report: ProgressReport, language: str, file_format: str) -> IssuedFile | None:
    """The issued file; None where that format or language was not issued."""
    row: IssuedFile | None = report.files.filter(language=language, format=file_format).first()
    if row is not None:
        row.report = report
    return row


def _draft(report: ProgressReport, language: str, file_format: str) -> Output:
    # A joint report that both sides are asked for says what they are asked for.
    snapshot = read_snapshot(report) if report.snapshot else compile_draft(report, clock.now())
    sha256 = sha256_of(canonical(snapshot))
    content = report_file(snapshot, language=language, file_format=file_format, sha256=sha256, draft=True)
    return Output(file_name(snapshot, language, file_format), content, draft=True)
