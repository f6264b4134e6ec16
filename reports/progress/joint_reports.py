"""Reports found and locked for an act, and what every act on one tells the log."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock
from core.columns import csv_text
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from core.texts import LANGUAGES
from partnerships.confirmations.selectors import stands
from partnerships.confirmations.services import lock_text, request_confirmation, text_edited
from partnerships.models import Document, TextEdition
from partnerships.pairings.services import check_workable
from partnerships.transitions import name_states
from reports.audit_actions import REPORT_EVIDENCE_TAKEN, REPORT_FROZEN, REPORT_TAKEN
from reports.enums import ReportStatus, Section
from reports.models import JointReport, ProgressReport, SectionText
from reports.periods.selectors import lock_period
from reports.progress.changes import compile_draft, with_changes
from reports.progress.compiling.plain import both
from reports.progress.selectors import canonical, read_snapshot, sha256_of
from reports.rules import may_view_report, report_actors
from reports.workflow import PROGRESS_REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from core.access import Grants
    from partnerships.confirmations.selectors import Standing
    from partnerships.models import DocumentVersion
    from reports.progress.compiling.plain import Plain

name_states(PROGRESS_REPORT, ReportStatus)


def lock_report(report: ProgressReport, *, version: int | None = None) -> ProgressReport:
    """The report as it stands, locked with its period, with its names; raises StaleRecord where its version is another.

    Raises AlreadyDone where a draft was issued meanwhile.
    """
    period = lock_period(report.period_id)
    locked = ProgressReport.objects.select_for_update(no_key=True).order_by("pk").filter(pk=report.pk).first()
    if locked is None:
        raise StaleRecord
    if report.status == ReportStatus.DRAFT and locked.is_issued:
        raise AlreadyDone(
            _("%(person)s has issued this report meanwhile. Nothing was done twice.") % {"person": locked.issued_label}
        )
    if version is not None and locked.version != version:
        raise StaleRecord
    rows = ProgressReport.objects.select_related(
        "strand", "replaces", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    row: ProgressReport = rows.get(pk=report.pk)
    row.period = period
    return row


def check_actor(grants: Grants, report: ProgressReport, act: str) -> frozenset[str]:
    """As what the reader acts on the report; raises NotAllowed where the act is none of theirs."""
    actors = report_actors(grants, report)
    if not PROGRESS_REPORT[act].who & actors:
        raise NotAllowed
    return actors


def check_draft(report: ProgressReport) -> None:
    """Refuse to change what left the house. Raises DomainError."""
    if report.is_issued:
        raise DomainError(_("This report is issued: it is corrected by a new revision."))


def tell(action: str, report: ProgressReport, by: User | None, *, reason: str = "", **parameters: Any) -> None:
    """Write an act on a report into the log of its strand, and of its pairing."""
    write_audit(
        action=action,
        by=by,
        record=report,
        reason=reason.strip(),
        revision=report.revision,
        **parameters,
    )


# What both sides confirm of a pairing's report: the words and the frozen data, asked for and kept in step.


@one_act()
def freeze_report(*, by: User, grants: Grants, report: ProgressReport, version: int) -> JointReport:
    """Read the records now, keep what they say on the draft of a pairing's report, and ask both sides to confirm it.

    Freezing again makes another edition, which both are asked for. Raises NotAllowed, StaleRecord, DomainError.
    """
    row = lock_report(report, version=version)
    check_actor(grants, row, "issue")
    check_draft(row)
    if row.pairing is None:
        raise DomainError(_("Only a pairing's report is confirmed by its two sides."))
    found = JointReport.objects.filter(report=row).first()
    joint = found or JointReport(pairing=row.pairing, report=row, code=f"{row.period.code}-{row.revision}")
    joint.pairing = row.pairing
    check_workable(joint)
    _freeze(by, row)
    if found is not None:
        return _write(by, row, found)
    joint.words, joint.data = labels_of(row), row.sha256
    joint.save(by=by)
    request_confirmation(by=by, text=joint)
    return joint


def reword(*, by: User, report: ProgressReport) -> None:
    """Where a draft is frozen, put its present words into the frozen data, whose figures stay, and ask both again."""
    joint = JointReport.objects.filter(report=report).first()
    if joint is None:
        return
    snapshot = read_snapshot(report)
    rows = SectionText.objects.filter(report=report, section__in=report.sections)
    snapshot["texts"] = {row.section: both(row, "text") for row in rows if row.text_en or row.text_ko}
    _keep(by, report, with_changes(report, snapshot))
    _write(by, report, joint)


def freeze_again(*, by: User, report: ProgressReport) -> None:
    """Where a draft is frozen, other sections ask for other data: the records are read anew, and both asked again."""
    joint = JointReport.objects.filter(report=report).first()
    if joint is not None:
        _freeze(by, report)
        _write(by, report, joint)


def was_asked(report: ProgressReport) -> bool:
    """Whether both sides were ever asked to confirm a report."""
    return bool(JointReport.objects.filter(report=report).exists())


def joint_of(report: ProgressReport) -> JointReport | None:
    """What both sides are asked to confirm of a report, with the names that pages need; None before it is frozen."""
    found: JointReport | None = JointReport.objects.filter(report=report.pk).first() if report.pairing_id else None
    if found is not None:
        found.report = report
        if report.pairing is not None:
            found.pairing = report.pairing
    return found


def states_of(joint: JointReport) -> Standing:
    """Where both sides stand with the current edition."""
    return stands([joint])[JointReport, joint.pk]


def is_confirmed(joint: JointReport, report: ProgressReport) -> bool:
    """Whether both sides have confirmed the very data that are kept on the draft."""
    return joint.data == report.sha256 and states_of(joint).both


def labels_of(report: ProgressReport) -> list[dict[str, Any]]:
    """The texts of the report's sections in order, each below its title in both languages."""
    rows = {row.section: row for row in SectionText.objects.filter(report=report)}
    found = []
    for name in report.sections:
        row = rows.get(name)
        if row is not None and (row.text_en or row.text_ko):
            found.append({**_titles(name), "text_en": row.text_en, "text_ko": row.text_ko})
    return found


def _titles(section: str) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[f"title_{language}"] = str(Section(section).label)
    return found


def _freeze(by: User, report: ProgressReport) -> None:
    now = clock.now()
    report.frozen_at = now
    _keep(by, report, compile_draft(report, now))


def _keep(by: User, report: ProgressReport, snapshot: Plain) -> None:
    report.snapshot = canonical(snapshot)
    report.sha256 = sha256_of(report.snapshot)
    report.save(by=by)
    tell(REPORT_FROZEN, report, by, sha256=report.sha256)


def _write(by: User, report: ProgressReport, joint: JointReport) -> JointReport:
    """The next edition of what both confirm; both are asked for it at once."""
    row = lock_text(joint, version=joint.version)
    row.report = report
    row.words, row.data = labels_of(report), report.sha256
    row.save(by=by)
    text_edited(by=by, record=row)
    if not TextEdition.objects.as_it_is(row).exists():
        message = "a frozen report was not asked for"
        raise RuntimeError(message)
    return row


# Handing out a report's files and the documents that it names; who takes what is in the log.

_IN_MEMORY = 10_000_000
_MADE_AT = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: its own time says nothing
_HEAD = ("document", "version", "file", "size", "sha256", "in this archive")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A version of a document that the report names; without `version` where the reader has none, or it is gone."""

    key: str
    number: int
    name: str
    size: int
    sha256: str
    version: DocumentVersion | None

    @property
    def path(self) -> str:
        """Its place in the archive."""
        return f"{self.key}/{self.number}-{self.name}" if self.version else ""


@one_act()
def log_taken(*, by: User, grants: Grants, report: ProgressReport, file: str) -> None:
    """Note who takes which file of a report along. Raises NotAllowed."""
    if not may_view_report(grants, report):
        raise NotAllowed
    tell(REPORT_TAKEN, report, by, file=file)


@one_act()
def evidence_archive(*, by: User, grants: Grants, report: ProgressReport) -> IO[bytes]:
    """The documents that an issued report names and that the reader may see, as an open zip with a list of all.

    Raises NotAllowed, and SnapshotFault where the kept data fail their checksum.
    """
    if not may_view_report(grants, report):
        raise NotAllowed
    rows = list(_files(grants, report))
    given = [row for row in rows if row.version is not None]
    tell(REPORT_EVIDENCE_TAKEN, report, by, count=len(given))
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("contents.csv", _MADE_AT), _list(rows))
        for row in given:
            if row.version is not None:
                with row.version.file.open("rb") as file:
                    archive.writestr(zipfile.ZipInfo(row.path, _MADE_AT), file.read())
    target.seek(0)
    return target


def evidence_size(report: ProgressReport) -> int:
    """How many bytes the documents have that an issued report names; raises SnapshotFault."""
    named = read_snapshot(report)["documents"].values()
    return sum(version["size"] for one in named for version in one["versions"])


def _files(grants: Grants, report: ProgressReport) -> Iterator[EvidenceFile]:
    """Every version that the report names by its checksum, with the file where the reader may have it."""
    named = read_snapshot(report)["documents"]
    rows = (
        Document.objects.visible_to(grants)
        .standing()
        .filter(pairing__strand=report.strand_id, code__in={one["code"] for one in named.values()})
    )
    seen = {
        (f"{row.pairing.code}/{row.code}", version.number): version
        for row in rows.select_related("pairing").prefetch_related("versions")
        for version in row.versions.all()
    }
    for key in sorted(named):
        for one in named[key]["versions"]:
            version = seen.get((key, one["number"]))
            if version is not None and not version.file.storage.exists(version.file.name or ""):
                version = None
            yield EvidenceFile(
                key, one["number"], version.name if version else one["name"], one["size"], one["sha256"], version
            )


def _list(rows: list[EvidenceFile]) -> bytes:
    """The table of contents, with what is not in it."""
    lines = [
        [row.key, row.number, row.name if row.version else "", row.size, row.sha256, "yes" if row.version else "no"]
        for row in rows
    ]
    return csv_text([_HEAD, *lines]).encode("utf-8-sig")
