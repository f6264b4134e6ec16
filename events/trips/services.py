"""The paper of a journey as a file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import pgettext

from core import clock
from core.docx import render_docx
from core.models import one_act, write_audit
from core.pdf.block_documents import render_blocks_pdf
from core.sent_files import DOCX, PDF
from events.audit_actions import TRIP_PAPER_SENT
from events.trips.documents import paper_blocks, paper_title
from events.trips.selectors import journey_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from events.models import TripPhoto
    from events.trips.papers import TripSheet

logger = logging.getLogger(__name__)
FORMATS = {"docx": DOCX, "pdf": PDF}


@one_act()
def paper_file(*, by: User, sheet: TripSheet, language: str, file_format: str) -> bytes:
    """The paper as `pdf` or `docx` in `en` or `ko`, made from the records as they are; that it was taken is logged.

    Whoever could read `sheet` may have it.
    """
    blocks = paper_blocks(sheet, language, _contents(sheet.photos))
    title = paper_title(sheet, language)
    with translation.override(language):
        head = str(sheet.event.strand)
        if not sheet.paper.finished_at:
            head = pgettext("trip paper", "%(strand)s, draft") % {"strand": head}
        render = render_docx if file_format == "docx" else render_blocks_pdf
        content = render(blocks, language=language, title=title, made_at=clock.now(), head=head)
    write_audit(
        action=TRIP_PAPER_SENT,
        by=by,
        record=sheet.delegation if sheet.delegation.pk else sheet.event,
        label=journey_label(sheet.delegation),
        paper=sheet.paper.kind,
        language=language,
        format=file_format.upper(),
    )
    return content


def file_name(sheet: TripSheet, language: str, file_format: str) -> str:
    """Whose paper of which journey it is."""
    return f"trip-{sheet.paper.kind}_{sheet.participation.partner.code}_{sheet.event.code}_{language}.{file_format}"


def _contents(photos: Iterable[TripPhoto]) -> list[tuple[TripPhoto, bytes]]:
    """The photographs with their bytes; one whose file is gone is left out, and the log records it."""
    found = []
    for photo in photos:
        try:
            with photo.file.open("rb") as file:
                found.append((photo, file.read()))
        except FileNotFoundError:
            logger.exception("The file of photograph %s is gone", photo.pk)
    return found
