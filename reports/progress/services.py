"""Drafts of progress reports: begun, written section by section, arranged, discarded."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from core.stored_files import files_of_act, stored
from core.texts import LANGUAGES
from partnerships.translations.selectors import check_length
from reports.audit_actions import REPORT_ARRANGED, REPORT_DISCARDED, REPORT_DRAFTED, REPORT_WRITTEN
from reports.enums import FileFormat, Section
from reports.models import IssuedFile, ProgressReport, ReportingPeriod, ReportingTerms, SectionText
from reports.periods.models import usual_sections
from reports.periods.selectors import check_owed, lock_period
from reports.progress.joint_reports import check_actor, check_draft, freeze_again, lock_report, reword, tell, was_asked
from reports.progress.rendering.documents import RENDERER, file_name, report_file
from reports.progress.selectors import read_snapshot
from reports.rules import may_draft_report

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing
    from reports.progress.compiling.plain import Plain

LONGEST_TEXT = 200_000  # characters of a section in one language: some seventy pages


@one_act()
def draft_report(
    *, by: User, grants: Grants, period: ReportingPeriod, pairing: Pairing | None = None
) -> ProgressReport:
    """Begin the report on a period, of the whole strand or of a pairing, with the sections of the strand's template.

    Raises NotAllowed, AlreadyDone where there is a draft, DomainError where one was issued or the period is skipped.
    """
    row = lock_period(period.pk)
    if not may_draft_report(grants, row):
        raise NotAllowed
    check_owed(row)
    if pairing is not None and pairing.strand_id != row.strand_id:
        raise DomainError(_("This pairing belongs to another strand."), field="pairing")
    newest = ProgressReport.objects.filter(period=row, pairing=pairing).order_by("-revision").first()
    if newest is not None:
        if newest.is_issued:
            raise DomainError(_("The report on this period is issued: correct it by a new revision."), field="pairing")
        raise AlreadyDone(_("There is a draft already."))
    report = ProgressReport(strand=row.strand, period=row, pairing=pairing, sections=_template_of(row))
    report.save(by=by)
    tell(REPORT_DRAFTED, report, by)
    return report


def _template_of(period: ReportingPeriod) -> list[str]:
    """The sections of the strand's reports in order; all where the strand has chosen none."""
    terms = ReportingTerms.objects.filter(strand=period.strand_id).first()
    chosen = [name for name in terms.sections if name in Section.values] if terms else []
    return chosen or usual_sections()


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote in a section, by language (`en`, `ko`), over which version of its text; 0 is none."""

    version: int
    texts: Mapping[str, str]


def texts_of(report: ProgressReport, sections: Iterable[str]) -> dict[str, SectionText]:
    """What is written in these sections; unsaved where nobody has. One query."""
    found = {row.section: row for row in SectionText.objects.filter(report=report.pk, section__in=sections)}
    rows = {section: found.get(section) or SectionText(section=section) for section in sections}
    for row in rows.values():
        row.report = report
    return rows


@one_act()
def write_sections(
    *, by: User, grants: Grants, report: ProgressReport, written: Mapping[str, Written]
) -> list[SectionText]:
    """Write in sections of a draft at once, all or none; returns those whose texts are now others.

    In a joint report that both sides were asked to confirm they are asked again. Raises StaleRecord, NotAllowed,
    AlreadyDone where nothing differs, DomainError with the field at fault.
    """
    try:
        row = lock_report(report)
    except AlreadyDone as issued:
        # What was typed is not done: it stays on the page.
        raise DomainError(issued.message) from issued
    check_actor(grants, row, "edit")
    check_draft(row)
    texts = texts_of(row, written)
    saved = []
    for section, one in written.items():
        if section not in row.sections:
            raise DomainError(_("This section does not stand in the report."), field=f"{section}_text")
        if _write(texts[section], one):
            texts[section].save(by=by)
            saved.append(texts[section])
    if not saved:
        raise AlreadyDone(_("Nothing was changed."))
    tell(REPORT_WRITTEN, row, by, section=[text.section for text in saved])
    reword(by=by, report=row)
    return saved


def _write(text: SectionText, written: Written) -> bool:
    """Set what is another text than before, and say whether anything is. Raises StaleRecord, DomainError."""
    if text.seen_version != written.version:
        raise StaleRecord
    changed = False
    for language in LANGUAGES:
        words = as_written(written.texts.get(language, getattr(text, f"text_{language}")))
        check_length(f"{text.section}_text_{language}", words, LONGEST_TEXT)
        changed |= words != getattr(text, f"text_{language}")
        setattr(text, f"text_{language}", words)
    return changed


def as_written(text: str) -> str:
    """A text as a section keeps it: trimmed, with the ends of lines alike whichever browser sent them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def write_section(
    *, by: User, grants: Grants, report: ProgressReport, section: str, version: int, texts: Mapping[str, str]
) -> SectionText:
    """The same in one section."""
    return write_sections(by=by, grants=grants, report=report, written={section: Written(version, texts)})[0]


def edit_section_text(
    *, by: User, grants: Grants, text: SectionText, version: int, changes: Mapping[str, Any], reason: str = ""
) -> SectionText:
    """The same by the text itself, as its history gives an older version back."""
    del reason
    texts = {language: changes[f"text_{language}"] for language in LANGUAGES if f"text_{language}" in changes}
    return write_section(by=by, grants=grants, report=text.report, section=text.section, version=version, texts=texts)


@one_act()
def set_sections(
    *, by: User, grants: Grants, report: ProgressReport, version: int, sections: Sequence[str]
) -> ProgressReport:
    """Choose the sections of a draft, in their order; what was written in what is left out is kept for its return.

    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError with the field at fault.
    """
    row = lock_report(report, version=version)
    check_actor(grants, row, "edit")
    check_draft(row)
    chosen = list(sections)
    if not chosen:
        raise DomainError(_("Choose one section at least."), field="sections")
    if set(chosen) - set(Section.values) or len(set(chosen)) != len(chosen):
        raise DomainError(_("Choose each section once, among those there are."), field="sections")
    if chosen == row.sections:
        raise AlreadyDone(_("Nothing was changed."))
    row.sections = chosen
    row.save(by=by)
    tell(REPORT_ARRANGED, row, by)
    freeze_again(by=by, report=row)
    return row


@one_act()
def discard_report(*, by: User, grants: Grants, report: ProgressReport, version: int) -> None:
    """Take a draft away with its words, of which the log keeps a trace; one that both sides were asked about stays.

    Raises StaleRecord, NotAllowed, AlreadyDone where it was issued meanwhile, DomainError.
    """
    row = lock_report(report, version=version)
    check_actor(grants, row, "discard")
    check_draft(row)
    if was_asked(row):
        raise DomainError(_("Both sides were asked to confirm this report: it stays. Write it anew, or issue it."))
    write_audit(
        action=REPORT_DISCARDED,
        by=by,
        record=row.period,
        pairing_id=row.pairing_id,
        label=str(row),
        revision=row.revision,
    )
    for text in SectionText.objects.filter(report=row):
        text.delete()
    row.delete()


# What an issued report says, and its files: each made once of its kept data, kept, and made anew to compare.
#
# What is not what was issued is given to nobody.

logger = logging.getLogger(__name__)
# A worker should have made them by then; the sweep asks another one.
WAITED_LONG = dt.timedelta(minutes=30)


def issued_snapshot(report: ProgressReport) -> Plain:
    """The kept data with the moment of issue: a joint report is frozen before it, so that its data cannot tell.

    Whatever is made of an issued report is made of this, when it is issued as when it is rebuilt. Raises
    SnapshotFault where the data fail their checksum.
    """
    snapshot = read_snapshot(report)
    if report.issued_at is None or snapshot["report"]["issued_at"]:
        return snapshot
    moment = report.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {**snapshot, "report": {**snapshot["report"], "issued_at": moment}}


def make_file(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> bytes:
    """One file of an `issued_snapshot`; the same bytes for the same data under the same version of the renderer.

    The JSON is the kept text itself, of which the checksum is.
    """
    if file_format == FileFormat.JSON:
        return report.snapshot.encode()
    return report_file(snapshot, language=language, file_format=file_format, sha256=report.sha256)


def name_of(snapshot: Plain, language: str, file_format: str) -> str:
    """What the file of an `issued_snapshot` is called."""
    return file_name(snapshot, language, file_format)


def files_owed(report: ProgressReport) -> list[tuple[str, str]]:
    """Every file that an issued report has: language and format."""
    return [(language, form) for language in report.period.language_list for form in FileFormat.values]


def keep_missing_files(report_id: int) -> None:
    """Make what is not kept yet, one file after the other: a later worker goes on where one stopped."""
    report = ProgressReport.objects.select_related("strand", "period", "pairing").get(pk=report_id)
    if not report.is_issued:
        return
    snapshot = issued_snapshot(report)
    for language, file_format in files_owed(report):
        if not report.files.filter(language=language, format=file_format).exists():
            with files_of_act(), transaction.atomic():
                _keep_first(report, snapshot, language, file_format)


def _keep_first(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> None:
    """Keep a file unless another worker was faster: both wait for the report's row, and look for the file again."""
    ProgressReport.objects.select_for_update(no_key=True).order_by("pk").only("pk").get(pk=report.pk)
    if not report.files.filter(language=language, format=file_format).exists():
        _keep(report, snapshot, language, file_format)


def unfinished_reports() -> list[int]:
    """Issued reports that lack files though a worker had the time to make them."""
    rows = ProgressReport.objects.issued().filter(issued_at__lt=clock.now() - WAITED_LONG)
    rows = rows.select_related("period").defer("snapshot").annotate(kept=Count("files")).order_by("pk")
    return [row.pk for row in rows if row.kept < len(files_owed(row))]


def _keep(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> None:
    """One file, under a name that cannot be guessed."""
    content = make_file(report, snapshot, language, file_format)
    name = name_of(snapshot, language, file_format)
    row = IssuedFile(
        report=report,
        format=file_format,
        language=language,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    row.file.save(f"{uuid4().hex}.{name.rpartition('.')[2]}", ContentFile(content), save=False)
    stored(row.file.storage, row.file.name or "")
    row.save()


class FileFault(DomainError):
    """A file, kept or made anew, is not the one that was issued. It is not handed out."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A file made anew beside the kept one: both checksums, and whether the same writers made them."""

    kept: str
    rebuilt: str
    same_renderer: bool

    @property
    def is_identical(self) -> bool:
        """Whether the bytes are the same."""
        return self.kept == self.rebuilt


def is_kept(issued: IssuedFile) -> bool:
    """Whether the file is still where it was put."""
    return bool(issued.file.storage.exists(issued.file.name or ""))


def kept_file(issued: IssuedFile) -> bytes:
    """The file as it was kept. Raises FileFault where it is another one by now, OSError where it is gone."""
    with issued.file.open("rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() == issued.sha256:
        return content
    logger.error("The checksum of the file %s of report %s fails", issued.file.name, issued.report_id)
    raise FileFault(_("The file %(name)s is not the one that was issued: its checksum fails.") % {"name": issued})


def rebuild_file(issued: IssuedFile) -> bytes:
    """The bytes of an issued file, made anew. Raises SnapshotFault where the kept data fail their checksum."""
    report = issued.report
    return make_file(report, issued_snapshot(report), issued.language, issued.format)


def compare_rebuilt(issued: IssuedFile, content: bytes | None = None) -> Rebuilt:
    """The issued file's checksum beside that of the file made anew: `content`, where it was made already."""
    content = rebuild_file(issued) if content is None else content
    return Rebuilt(issued.sha256, hashlib.sha256(content).hexdigest(), issued.report.renderer == RENDERER)


def check_rebuilt(issued: IssuedFile, content: bytes) -> Rebuilt:
    """Compare a file made anew with what was issued. Raises FileFault where the same writers made other bytes."""
    rebuilt = compare_rebuilt(issued, content)
    if rebuilt.is_identical or not rebuilt.same_renderer:
        return rebuilt
    logger.error("The file %s of report %s comes out otherwise than it was issued", issued.name, issued.report_id)
    words = _(
        "The kept data have their checksum, and the file made of them differs from the kept one. "
        "The administrators are to compare the two."
    )
    raise FileFault(f"{issued}: {words}")
