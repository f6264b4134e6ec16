"""What several actions on reports share: what both sides confirm, the mails, and the files of an issued report."""

import datetime as dt
import hashlib
import logging
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import User
from core import clock
from core.access import Grants
from core.columns import csv_text
from core.errors import DomainError, NotAllowed
from core.models import Draft, one_act, write_audit
from core.sent_files import DOCX, PDF, XLSX
from core.stored_files import files_of_act, store_file
from partnerships.confirmations.services import lock_text, request_confirmation, text_edited
from partnerships.enums import StrandRoleName
from partnerships.models import Document, DocumentVersion, Pairing, Participation, Strand, StrandRole, TextEdition
from partnerships.pairings.selectors import check_workable
from partnerships.people.selectors import read_people
from reports.audit_actions import REPORT_EVIDENCE_TAKEN, REPORT_FROZEN, REPORT_TAKEN
from reports.enums import FileFormat, Section
from reports.models import IssuedFile, JointReport, ProgressReport, ReportingPeriod, SectionText
from reports.progress import selectors
from reports.progress.compiling.scope import Plain, in_both
from reports.progress.rendering.documents import RENDERER, file_name, report_file
from reports.rules import may_view_report

# What both sides confirm of a pairing's report: the words and the frozen data.


def freeze(*, by: User, report: ProgressReport, pairing: Pairing) -> JointReport:
    """Read the records now, keep what they say on the draft, and ask both sides to confirm it.

    Freezing again makes another edition, which both are asked for. Raises DomainError.
    """
    found = JointReport.objects.filter(report=report).first()
    joint = found or JointReport(pairing=pairing, report=report, code=f"{report.period.code}-{report.revision}")
    joint.pairing = pairing
    check_workable(joint)
    _freeze(by, report)
    if found is not None:
        return _write(by, report, found)
    joint.words, joint.data = _titled_texts(report), report.sha256
    joint.save(by=by)
    request_confirmation(by=by, text=joint)
    return joint


def reword(*, by: User, report: ProgressReport) -> None:
    """Where a draft is frozen, put its present words into the frozen data, whose figures stay, and ask both again."""
    joint = JointReport.objects.filter(report=report).first()
    if joint is None:
        return
    snapshot = selectors.read_snapshot(report)
    _keep(by, report, selectors.with_changes(report, snapshot | {"texts": selectors.written_in(report)}))
    _write(by, report, joint)


def _titled_texts(report: ProgressReport) -> list[dict[str, Any]]:
    """The texts of the report's sections in order, each below its title in both languages."""
    rows = {row.section: row for row in SectionText.objects.filter(report=report)}
    found = []
    for name in report.sections:
        row = rows.get(name)
        if row is not None and (row.text_en or row.text_ko):
            title = in_both(partial(getattr, Section(name), "label"))
            titles = {"title_en": title["en"], "title_ko": title["ko"]}
            found.append({**titles, "text_en": row.text_en, "text_ko": row.text_ko})
    return found


def _freeze(by: User, report: ProgressReport) -> None:
    report.frozen_at = clock.now()
    _keep(by, report, selectors.compile_draft(report, report.frozen_at))


def _keep(by: User, report: ProgressReport, snapshot: Plain) -> None:
    report.snapshot = selectors.canonical(snapshot)
    report.sha256 = selectors.sha256_of(report.snapshot)
    report.save(by=by)
    write_audit(action=REPORT_FROZEN, by=by, record=report, revision=report.revision, sha256=report.sha256)


def _write(by: User, report: ProgressReport, joint: JointReport) -> JointReport:
    """The next edition of what both confirm; both are asked for it at once."""
    row = lock_text(joint, version=joint.version)
    row.report = report
    row.words, row.data = _titled_texts(report), report.sha256
    row.save(by=by)
    text_edited(by=by, record=row)
    if not TextEdition.objects.as_it_is(row).exists():
        message = "a frozen report was not asked for"
        raise RuntimeError(message)
    return row


def follow_template(*, by: User, strand: Strand) -> None:
    """Give drafts the sections of a template that was changed, behind them those in which somebody has written, or is
    typing. A correction keeps all that were reported; what both sides were asked to confirm stays as it is.
    """
    rows = ProgressReport.objects.drafts().filter(strand=strand, frozen_at=None).with_names().order_by("pk")
    reports = {row.address("report-write"): row for row in rows.select_for_update(of=("self",), no_key=True)}
    written = defaultdict(set)
    for text in SectionText.objects.filter(report__in=reports.values()).exclude(text_en="", text_ko=""):
        written[text.report_id].add(text.section)
    for draft in Draft.objects.filter(form__in=reports):
        typed = {name.partition("_text_")[0] for name, words in draft.data.items() if words}
        written[reports[draft.form].pk] |= typed
    template = selectors.template_sections(strand.pk)
    for report in reports.values():
        kept = [name for name in report.sections if report.replaces_id or name in written[report.pk]]
        sections = list(dict.fromkeys([*template, *kept]))
        if sections != report.sections:
            report.sections = sections
            report.save(by=by)


# The mails about a report.


def report_issued(*, report: ProgressReport, by: User) -> int:
    """Tell the authority, who has to decide, and the coordinators whose report it is. Returns how many mails."""
    # Who is staff too decides nothing.
    deciding = _users(report, StrandRoleName.AUTHORITY) - _users(report, StrandRoleName.STAFF)
    return _send(StrandRoleName.AUTHORITY, MailKind.REPORT_ISSUED, report, by, deciding=deciding)


def report_returned(*, report: ProgressReport, by: User, reason: str) -> int:
    """Tell the staff, who correct it, and the coordinators, whose updates are open again."""
    correcting = _users(report, StrandRoleName.STAFF)
    return _send(StrandRoleName.STAFF, MailKind.REPORT_RETURNED, report, by, reason=reason, deciding=correcting)


def report_accepted(*, report: ProgressReport, by: User) -> int:
    """Tell the staff and the coordinators that nothing more is to be done."""
    return _send(StrandRoleName.STAFF, MailKind.REPORT_ACCEPTED, report, by)


def _users(report: ProgressReport, role: str) -> set[int]:
    roles = StrandRole.objects.not_ended(clock.today()).filter(strand=report.strand_id, role=role)
    return set(roles.values_list("user", flat=True))


def _send(
    role: StrandRoleName,
    kind: MailKind,
    report: ProgressReport,
    by: User,
    *,
    reason: str = "",
    deciding: Collection[int] = (),
) -> int:
    """One mail to each person of that role and to each coordinator once, but for whoever acted."""
    users = get_user_model().objects.filter(pk__in=_users(report, role), is_active=True).order_by("search_text", "pk")
    pairing, parts = report.pairing, Participation.objects.filter(strand=report.strand_id)
    keys = [pairing.eu_id, pairing.counterpart_id] if pairing else list(parts.values_list("pk", flat=True))
    coordinators = read_people(keys, clock.today())
    people = {one.pk: one for one in users} | {one.pk: one for key in keys for one in coordinators.of_side(key)}
    people.pop(by.pk, None)
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"{kind.value}:{report.pk}:{person.pk}",
            template="report_act",
            context={
                "report": lazy(lambda: str(report), str)(),
                "act": kind.value,
                "decides": person.pk in deciding,
                "reason": reason.strip(),
                "by": by.kept_name,
                "link": settings.BASE_URL + report.get_absolute_url(),
            },
        )
        for person in people.values()
    )


# A report as files: kept once it is issued and made anew to compare, of a draft made now; the documents it names.


logger = logging.getLogger(__name__)
# A worker should have made them by then; the sweep asks another one.
WAITED_LONG = dt.timedelta(minutes=30)


def issued_snapshot(report: ProgressReport) -> Plain:
    """The kept data with the moment of issue: a joint report is frozen before it, so that its data cannot tell.

    Whatever is made of an issued report is made of this, when it is issued as when it is rebuilt. Raises
    SnapshotFault where the data fail their checksum.
    """
    snapshot = selectors.read_snapshot(report)
    if report.issued_at is None or snapshot["report"]["issued_at"]:
        return snapshot
    return {**snapshot, "report": {**snapshot["report"], "issued_at": selectors.moment(report.issued_at)}}


def make_file(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> bytes:
    """One file of an `issued_snapshot`; the same bytes for the same data under the same version of the renderer.

    The JSON is the kept text itself, of which the checksum is.
    """
    if file_format == FileFormat.JSON:
        return report.snapshot.encode()
    return report_file(snapshot, language=language, file_format=file_format, sha256=report.sha256)


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
                # Another worker may be faster: both wait for the report's row, and look for the file again.
                ProgressReport.objects.select_for_update(no_key=True).order_by("pk").only("pk").get(pk=report.pk)
                if not report.files.filter(language=language, format=file_format).exists():
                    _keep_file(report, snapshot, language, file_format)


def unfinished_reports() -> list[int]:
    """Issued reports that lack files though a worker had the time to make them."""
    rows = ProgressReport.objects.issued().filter(issued_at__lt=clock.now() - WAITED_LONG)
    rows = rows.select_related("period__strand").defer("snapshot").annotate(kept=Count("files")).order_by("pk")
    return [row.pk for row in rows if row.kept < len(files_owed(row))]


def _keep_file(report: ProgressReport, snapshot: Plain, language: str, file_format: str) -> None:
    """One file, under a name that cannot be guessed."""
    content = make_file(report, snapshot, language, file_format)
    name = file_name(snapshot, language, file_format)
    row = IssuedFile(
        report=report,
        format=file_format,
        language=language,
        name=name,
    )
    row.size, row.sha256 = store_file(row.file, PurePath(name).suffix, BytesIO(content))
    row.save()


class FileFault(DomainError):
    """A file, kept or made anew, is not the one that was issued. It is not handed out."""


def is_kept(issued: IssuedFile) -> bool:
    """Whether the file is still where it was put."""
    return bool(issued.file.storage.exists(issued.file.name or ""))


def is_as_issued(issued: IssuedFile, content: bytes) -> bool:
    """Whether these are the bytes that were issued."""
    return bool(hashlib.sha256(content).hexdigest() == issued.sha256)


def kept_file(issued: IssuedFile) -> bytes:
    """The file as it was kept. Raises FileFault where it is another one by now, OSError where it is gone."""
    with issued.file.open("rb") as file:
        content: bytes = file.read()
    if is_as_issued(issued, content):
        return content
    logger.error("The checksum of the file %s of report %s fails", issued.file.name, issued.report_id)
    raise FileFault(_("The file %(name)s is not the one that was issued: its checksum fails.") % {"name": issued})


def rebuild_file(issued: IssuedFile) -> bytes:
    """The bytes of an issued file, made anew. Raises SnapshotFault where the kept data fail their checksum."""
    report = issued.report
    return make_file(report, issued_snapshot(report), issued.language, issued.format)


def rebuilt_sha256(issued: IssuedFile) -> str:
    """The checksum of a file made anew, to be compared with the issued one's."""
    return hashlib.sha256(rebuild_file(issued)).hexdigest()


def is_same_renderer(issued: IssuedFile) -> bool:
    """Whether what makes files now made the issued one."""
    return bool(issued.report.renderer == RENDERER)


def _check_rebuilt(issued: IssuedFile, content: bytes) -> None:
    """Raise FileFault where the same writers made other bytes anew than were issued."""
    if is_as_issued(issued, content) or not is_same_renderer(issued):
        return
    logger.error("The file %s of report %s comes out otherwise than it was issued", issued.name, issued.report_id)
    words = _(
        "The kept data have their checksum, and the file made of them differs from the kept one. "
        "The administrators are to compare the two."
    )
    raise FileFault(f"{issued}: {words}")


MEDIA_TYPES = {
    FileFormat.PDF: PDF,
    FileFormat.XLSX: XLSX,
    FileFormat.DOCX: DOCX,
    FileFormat.CSV: "application/zip",
    FileFormat.JSON: "application/json",
}


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
    sections = selectors.template_sections(period.strand_id)
    report = ProgressReport(strand=period.strand, period=period, sections=sections, pairing=pairing)
    if newest := newest_issued(period, pairing):
        report.revision, report.replaces = newest.revision + 1, newest
    return report


def report_output(report: ProgressReport, *, language: str, file_format: str) -> tuple[str, bytes]:
    """Name and bytes of a report's file: an issued one as it was kept, a draft made now.

    Raises DomainError where a checksum fails.

    A file that is gone is made anew, as by `rebuilt_output`.
    """
    if not report.is_issued:
        return _draft(report, language, file_format)
    row = file_row(report, language, file_format)
    if row is None or not is_kept(row):
        return rebuilt_output(report, language=language, file_format=file_format)
    # Nothing is handed out under a checksum, on cover and page, that the kept data no longer have.
    selectors.read_snapshot(report)
    return row.name, kept_file(row)


def rebuilt_output(report: ProgressReport, *, language: str, file_format: str) -> tuple[str, bytes]:
    """A file of an issued report made anew of its kept data.

    Raises SnapshotFault where these fail their checksum, FileFault where the writers of the issued file make another.
    """
    snapshot = issued_snapshot(report)
    content = make_file(report, snapshot, language, file_format)
    row = file_row(report, language, file_format)
    if row is None:
        return file_name(snapshot, language, file_format), content
    _check_rebuilt(row, content)
    return row.name, content


def is_ready(report: ProgressReport, *, language: str, file_format: str) -> bool:
    """Whether a file lies there to be handed out at once, however long the report is."""
    row = file_row(report, language, file_format) if report.is_issued else None
    return row is not None and is_kept(row)


def file_row(report: ProgressReport, language: str, file_format: str) -> IssuedFile | None:
    """The issued file; None where that format or language was not issued."""
    row: IssuedFile | None = report.files.filter(language=language, format=file_format).first()
    return row


def _draft(report: ProgressReport, language: str, file_format: str) -> tuple[str, bytes]:
    # A joint report that both sides are asked for says what they are asked for.
    snapshot = selectors.read_snapshot(report) if report.snapshot else selectors.compile_draft(report, clock.now())
    sha256 = selectors.sha256_of(selectors.canonical(snapshot))
    content = report_file(snapshot, language=language, file_format=file_format, sha256=sha256, draft=True)
    return file_name(snapshot, language, file_format), content


# Who takes what is in the log.

_IN_MEMORY = 10_000_000
_MADE_AT = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: its own time says nothing
_HEAD = ("document", "version", "file", "size", "sha256", "in this archive")


@one_act()
def log_taken(*, by: User, grants: Grants, report: ProgressReport, file: str) -> None:
    """Note who takes which file of a report along. Raises NotAllowed."""
    if not may_view_report(grants, report):
        raise NotAllowed
    write_audit(action=REPORT_TAKEN, by=by, record=report, revision=report.revision, file=file)


@one_act()
def evidence_archive(*, by: User, grants: Grants, report: ProgressReport) -> IO[bytes]:
    """The documents that an issued report names and that the reader may see, as an open zip with a list of all.

    Raises NotAllowed, and SnapshotFault where the kept data fail their checksum.
    """
    if not may_view_report(grants, report):
        raise NotAllowed
    rows = list(_files(grants, report))
    given = [(f"{key}/{one['number']}-{version.name}", version) for key, one, version in rows if version]
    write_audit(action=REPORT_EVIDENCE_TAKEN, by=by, record=report, revision=report.revision, count=len(given))
    # With what is not in it.
    lines = [
        [key, one["number"], version.name if version else "", one["size"], one["sha256"], "yes" if version else "no"]
        for key, one, version in rows
    ]
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = csv_text([_HEAD, *lines]).encode("utf-8-sig")
        archive.writestr(zipfile.ZipInfo("contents.csv", _MADE_AT), contents)
        for path, version in given:
            with version.file.open("rb") as file:
                archive.writestr(zipfile.ZipInfo(path, _MADE_AT), file.read())
    target.seek(0)
    return target


def evidence_size(report: ProgressReport) -> int:
    """How many bytes the documents have that an issued report names; raises SnapshotFault."""
    named = selectors.read_snapshot(report)["documents"].values()
    return sum(version["size"] for one in named for version in one["versions"])


def _files(grants: Grants, report: ProgressReport) -> Iterator[tuple[str, Plain, DocumentVersion | None]]:
    """Every version that the report names by its checksum, with the file where the reader may have it."""
    named = selectors.read_snapshot(report)["documents"]
    rows = (
        Document.objects.visible_to(grants)
        .active()
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
            yield key, one, version
