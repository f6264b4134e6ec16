"""Drafts of progress reports: begun, written section by section, arranged, discarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from core.texts import LANGUAGES
from partnerships.translations.selectors import check_length
from reports.audit_actions import REPORT_ARRANGED, REPORT_DISCARDED, REPORT_DRAFTED, REPORT_WRITTEN
from reports.enums import Section
from reports.models import ProgressReport, ReportingPeriod, ReportingTerms, SectionText
from reports.periods.models import usual_sections
from reports.periods.selectors import check_owed, lock_period
from reports.progress.joint_reports import freeze_again, reword, was_asked
from reports.progress.locks import check_actor, check_draft, lock_report, log_report
from reports.rules import may_draft_report

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

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
    log_report(REPORT_DRAFTED, report, by)
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
    log_report(REPORT_WRITTEN, row, by, section=[text.section for text in saved])
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
    log_report(REPORT_ARRANGED, row, by)
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
