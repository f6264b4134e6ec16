"""What an issued report says, and its files: each made once of its kept data, kept, and made anew to compare.

What is not what was issued is given to nobody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.stored_files import files_of_act, stored
from reports.enums import FileFormat
from reports.models import IssuedFile, ProgressReport
from reports.rendering.documents import RENDERER, file_name, report_file
from reports.services.snapshots import read_snapshot

if TYPE_CHECKING:
    from reports.services.compiling.plain import Plain


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
