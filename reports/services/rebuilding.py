"""Making an issued file anew from the kept data, to show that it says what was issued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.rendering.documents import RENDERER
from reports.services.issued_files import make_file
from reports.services.snapshots import read_snapshot

if TYPE_CHECKING:
    from reports.models import IssuedFile


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


def rebuild_file(issued: IssuedFile) -> bytes:
    """The bytes of an issued file, made anew. Raises SnapshotFault where the kept data fail their checksum."""
    report = issued.report
    return make_file(report, read_snapshot(report), issued.language, issued.format)


def compare_rebuilt(issued: IssuedFile) -> Rebuilt:
    """The kept file's checksum beside that of the file made anew now."""
    content = rebuild_file(issued)
    return Rebuilt(issued.sha256, hashlib.sha256(content).hexdigest(), issued.report.renderer == RENDERER)
