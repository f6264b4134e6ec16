"""Handing out a report's files and the documents that it names; who takes what is in the log."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from core.columns import csv_text
from core.errors import NotAllowed
from core.models import one_act
from partnerships.models import Document
from reports.audit_actions.reports import REPORT_EVIDENCE_TAKEN, REPORT_TAKEN
from reports.rules import may_view_report
from reports.services.report_locks import tell
from reports.services.snapshots import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import DocumentVersion
    from reports.models import ProgressReport

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
