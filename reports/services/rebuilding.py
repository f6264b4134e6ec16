"""An issued file as it was kept, or made anew from the kept data; what is not what was issued is given to nobody."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import DomainError
from reports.rendering.documents import RENDERER
from reports.services.issued_files import issued_snapshot, make_file

if TYPE_CHECKING:
    from reports.models import IssuedFile

logger = logging.getLogger(__name__)


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
