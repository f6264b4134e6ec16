"""Drafts of progress reports: begun, written section by section, arranged, discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import write_audit
from core.texts import LANGUAGES
from partnerships.services.written import check_length
from reports.audit_actions.reports import REPORT_ARRANGED, REPORT_DISCARDED, REPORT_DRAFTED, REPORT_WRITTEN
from reports.enums import Section
from reports.models import ProgressReport, ReportingPeriod, ReportingTerms, SectionText
from reports.models.period import usual_sections
from reports.rules import may_draft_report
from reports.services.joint_reports import freeze_again, reword, was_asked
from reports.services.period_states import check_owed, lock_period
from reports.services.report_locks import check_actor, check_draft, lock_report, tell

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

LONGEST_TEXT = 200_000  # characters of a section in one language: some seventy pages


@transaction.atomic
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


def text_of(report: ProgressReport, section: str) -> SectionText:
    """What is written in a section; unsaved where nobody has."""
    row = SectionText.objects.filter(report=report.pk, section=section).first()
    row = row or SectionText(report=report, section=section)
    row.report = report
    return row


@transaction.atomic
def write_section(
    *, by: User, grants: Grants, report: ProgressReport, section: str, version: int, texts: Mapping[str, str]
) -> SectionText:
    """Write a section in English (`en`), Korean (`ko`) or both; `version` is that of its text, 0 where there is none.

    In a joint report that both sides were asked to confirm they are asked again. Raises StaleRecord, NotAllowed,
    AlreadyDone, DomainError.
    """
    row = lock_report(report)
    check_actor(grants, row, "edit")
    check_draft(row)
    if section not in row.sections:
        raise DomainError(_("This section does not stand in the report."))
    text = text_of(row, section)
    if (text.version if text.pk else 0) != version:
        raise StaleRecord
    changed = _changed(text, {f"text_{language}": texts[language] for language in LANGUAGES if language in texts})
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name, value in changed.items():
        setattr(text, name, value)
    text.save(by=by)
    tell(REPORT_WRITTEN, row, by, section=section)
    reword(by=by, report=row)
    return text


@transaction.atomic
def edit_section_text(
    *, by: User, grants: Grants, text: SectionText, version: int, changes: Mapping[str, Any], reason: str = ""
) -> SectionText:
    """The same by the text itself, as its history gives an older version back."""
    del reason
    texts = {language: changes[f"text_{language}"] for language in LANGUAGES if f"text_{language}" in changes}
    return write_section(by=by, grants=grants, report=text.report, section=text.section, version=version, texts=texts)


def _changed(text: SectionText, values: Mapping[str, str]) -> dict[str, str]:
    """What is another text than before: trimmed, with the ends of lines alike whichever browser sent them."""
    found = {}
    for name, value in values.items():
        words = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
        check_length(name, words, LONGEST_TEXT)
        if words != getattr(text, name):
            found[name] = words
    return found


@transaction.atomic
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


@transaction.atomic
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
        strand_id=row.strand_id,
        pairing_id=row.pairing_id,
        label=str(row),
        revision=row.revision,
    )
    for text in SectionText.objects.filter(report=row):
        text.delete()
    row.delete()
