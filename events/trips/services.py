"""What is done to the papers of a journey: write, finish and reopen them, add photographs, take them as a file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.block_images import document_image
from core.docx import render_docx
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.formats import format_date
from core.models import lock, one_act, write_audit
from core.pdf.block_documents import render_blocks_pdf
from core.sent_files import DOCX, PDF
from core.stored_files import files_of_act, stored
from events.audit_actions import (
    TRIP_PAPER_EDITED,
    TRIP_PAPER_FINISHED,
    TRIP_PAPER_REOPENED,
    TRIP_PAPER_SENT,
    TRIP_PHOTO_ADDED,
    TRIP_PHOTO_EDITED,
    TRIP_PHOTO_REMOVED,
    TRIP_RETURN_SET,
)
from events.delegates.identity_numbers import check_no_identity_numbers
from events.enums import EventStatus, TripPaperKind
from events.events.act_steps import lock_event
from events.events.selectors import check_works
from events.models import Delegation, TripPaper, TripPhoto
from events.rules import may_write_trip
from events.trips.documents import paper_blocks, paper_title
from events.trips.selectors import journey_label
from events.visits.services import check_begun_anywhere
from partnerships.documents.refused_files import damaged, refusal
from partnerships.translations.selectors import check_either_language, check_length, fill, what_differs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import User
    from core.access import Grants
    from events.models import Event
    from events.trips.papers import TripSheet
    from partnerships.documents.uploads import CheckedFile

logger = logging.getLogger(__name__)
FORMATS = {"docx": DOCX, "pdf": PDF}
MOST_LETTERS = 8000
# What people write; all else in a paper comes from the records.
EDITABLE = {
    TripPaperKind.PLAN: ("purpose_en", "purpose_ko"),
    TripPaperKind.REPORT: ("outline_en", "outline_ko", "implications_en", "implications_ko"),
}
_NEEDED = {TripPaperKind.PLAN: ("purpose",), TripPaperKind.REPORT: ("outline", "implications")}

MOST_PHOTOS = 12  # as many as a report holds and a file can still be mailed
MEDIA = ("image/jpeg", "image/png", "image/webp", "image/gif")
LONGEST_CAPTION = 300
CAPTIONS = ("caption_en", "caption_ko")


@one_act()
def edit_trip_paper(
    *,
    by: User,
    grants: Grants,
    delegation: Delegation,
    kind: TripPaperKind,
    version: int | None,
    changes: dict[str, Any],
) -> TripPaper:
    """Write in the plan or the report of a journey; a finished one is open again then.

    `changes` are texts of EDITABLE; of a report also `returned_on`, the day they were home if not the last day.
    `version` is None where nobody wrote in it yet. Raises NotAllowed, StaleRecord, AlreadyDone, or DomainError with
    the field at fault: a report of what has not begun, a text that looks like an identity number.
    """
    paper = _open_paper(by=by, grants=grants, delegation=delegation, kind=kind)
    _check_version(paper, version)
    given = dict(changes)
    home = given.pop("returned_on", paper.delegation.returned_on)
    changed = what_differs(paper, given)
    moved = home != paper.delegation.returned_on
    if not changed and not moved:
        raise AlreadyDone(_("Nothing was changed."))
    fill(paper, changed, fields=EDITABLE[kind])
    for name, value in changed.items():
        check_length(name, value, MOST_LETTERS)
    check_no_identity_numbers(changed)
    if moved:
        _come_home(paper.delegation, home, by)
    _take_up(paper)
    paper.save(by=by)
    if moved:
        _log(TRIP_RETURN_SET, paper, by, new=home.isoformat() if home else "")
    if changed:
        _log(TRIP_PAPER_EDITED, paper, by, fields=", ".join(sorted(changed)))
    return paper


def rewrite_trip_paper(
    *, by: User, grants: Grants, paper: TripPaper, version: int, changes: dict[str, Any]
) -> TripPaper:
    """Write in a paper that is there, such as the texts of an older version. Raises as `edit_trip_paper`."""
    kind = TripPaperKind(paper.kind)
    return edit_trip_paper(
        by=by, grants=grants, delegation=paper.delegation, kind=kind, version=version, changes=changes
    )


@one_act()
def finish_trip_paper(*, by: User, grants: Grants, paper: TripPaper, version: int) -> TripPaper:
    """Say that a paper is finished: it is asked for no more. Raises as `edit_trip_paper`, where its text is missing."""
    row = _open_paper(by=by, grants=grants, delegation=paper.delegation, kind=TripPaperKind(paper.kind))
    if row.finished_at:
        raise AlreadyDone(_("The paper is finished already."))
    _check_version(row, version)
    check_written(row)
    row.finished_at, row.finished_by, row.finished_label = clock.now(), by, by.kept_name
    row.save(by=by)
    _log(TRIP_PAPER_FINISHED, row, by)
    return row


@one_act()
def reopen_trip_paper(*, by: User, grants: Grants, paper: TripPaper, version: int) -> TripPaper:
    """Take a finished paper up again; its text stays. Raises as `edit_trip_paper`."""
    row = _open_paper(by=by, grants=grants, delegation=paper.delegation, kind=TripPaperKind(paper.kind))
    if not row.finished_at:
        raise AlreadyDone(_("The paper is open already."))
    _check_version(row, version)
    _take_up(row)
    row.save(by=by)
    _log(TRIP_PAPER_REOPENED, row, by)
    return row


def _open_paper(*, by: User, grants: Grants, delegation: Delegation, kind: TripPaperKind) -> TripPaper:
    """The paper of a delegation under a lock, if it may be written now; a new one where there is none yet.

    Runs inside the act's transaction. The delegation is made where the partner has none yet.
    Raises NotAllowed, DomainError.
    """
    if not may_write_trip(grants, delegation):
        raise NotAllowed
    # One at a time at an event, so that no delegation and no paper is begun twice.
    event = lock_event(delegation.event)
    check_paper_open(event, kind)
    found = Delegation.objects.filter(event=event, participation=delegation.participation_id).first()
    if found is None:
        found = Delegation(event=event, participation=delegation.participation)
        found.save(by=by)
    found.event, found.participation = event, delegation.participation
    paper = TripPaper.objects.select_for_update(no_key=True).filter(delegation=found, kind=kind).order_by("pk").first()
    paper = paper or TripPaper(delegation=found, kind=kind)
    paper.delegation = found
    check_journey(paper)
    return paper


def check_written(paper: TripPaper) -> None:
    """Refuse to finish a paper whose text is missing. Raises DomainError."""
    if not all(getattr(paper, name) for name in _NEEDED[TripPaperKind(paper.kind)]):
        raise DomainError(
            _("The purpose is missing. Write it first.")
            if paper.kind == TripPaperKind.PLAN
            else _("Outline and implications are needed. Write them first.")
        )


def check_paper_open(event: Event, kind: TripPaperKind) -> None:
    """Refuse to write about what is cancelled or over, and a report of what cannot have begun. Raises DomainError."""
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
    if kind == TripPaperKind.REPORT:
        check_begun_anywhere(event)


def check_journey(paper: TripPaper) -> None:
    """Refuse to begin a paper of a partner that hosts the event: it makes no journey. Raises DomainError.

    What was written before it became a host can still be mended and taken out.
    """
    if not paper.pk and paper.delegation.is_host:
        raise DomainError(_("Hosts make no journey: they owe neither a trip plan nor a trip report."))


def _reopen_silently(paper: TripPaper, by: User) -> None:
    """Keep a paper that something was added to: it is saved where it is new, and open again where it was finished."""
    if not paper.pk or paper.finished_at:
        _take_up(paper)
        paper.save(by=by)


def _log(action: str, paper: TripPaper, by: User, **facts: Any) -> None:
    """Write an act on a paper into the strand's log; who travels is named nowhere in it."""
    write_audit(action=action, by=by, record=paper, label=journey_label(paper.delegation), paper=paper.kind, **facts)


def _check_version(paper: TripPaper, version: int | None) -> None:
    if not paper.pk:
        return
    if version is None:
        raise DomainError(_("Somebody began this paper meanwhile. Nothing was saved; open it again."))
    if paper.version != version:
        raise StaleRecord


def _take_up(paper: TripPaper) -> None:
    paper.finished_at, paper.finished_by, paper.finished_label = None, None, ""


def _come_home(delegation: Delegation, day: dt.date | None, by: User) -> None:
    first = delegation.event.shown_period.first_day
    if day is not None and first is not None and day < first:
        words = _("The journey begins on %(day)s; nobody is back before.") % {"day": format_date(first)}
        raise DomainError(words, field="returned_on")
    delegation.returned_on = day
    delegation.save(by=by)


@files_of_act()
@one_act()
def add_trip_photo(
    *, by: User, grants: Grants, delegation: Delegation, upload: CheckedFile, captions: dict[str, str]
) -> TripPhoto:
    """Put a photograph at the end of a delegation's report; a finished report is open again then.

    Kept is what paper shows, upright and without place, time and device. Raises NotAllowed, or DomainError with the
    field at fault: no caption, a file that is no picture, one too many.
    """
    paper = _open_paper(by=by, grants=grants, delegation=delegation, kind=TripPaperKind.REPORT)
    rows = list(paper.shown_photos)
    if len(rows) >= MOST_PHOTOS:
        raise refusal(_("A report holds %(most)s photographs. Remove one first.") % {"most": MOST_PHOTOS})
    content = _picture(upload)
    _reopen_silently(paper, by)
    photo = TripPhoto(paper=paper, position=max((row.position for row in rows), default=0) + 1)
    _caption(photo, captions)
    is_png = content.startswith(b"\x89PNG")
    photo.media_type = "image/png" if is_png else "image/jpeg"
    photo.file.save(f"{uuid4().hex}{'.png' if is_png else '.jpg'}", ContentFile(content), save=False)
    stored(photo.file.storage, photo.file.name or "")
    photo.save(by=by)
    _log(TRIP_PHOTO_ADDED, paper, by)
    return photo


@one_act()
def edit_trip_photo(
    *, by: User, grants: Grants, photo: TripPhoto, version: int, changes: dict[str, Any], place: int | None = None
) -> TripPhoto:
    """Change a photograph's caption, or its place among the others (`place` from 1). Raises as `add_trip_photo`."""
    row, paper = _open_photo(by, grants, photo, version)
    changed = what_differs(row, changes)
    rows = list(paper.shown_photos)
    before = next(number for number, one in enumerate(rows, start=1) if one.pk == row.pk)
    after = before if place is None else min(max(place, 1), len(rows))
    if not changed and after == before:
        raise AlreadyDone(_("Nothing was changed."))
    _caption(row, changed)
    others = [one for one in rows if one.pk != row.pk]
    # They change places among the numbers that they have: where one was removed a number is free, and stays so.
    positions = [one.position for one in rows]
    for position, one in zip(positions, [*others[: after - 1], row, *others[after - 1 :]], strict=True):
        if one is row or one.position != position:
            one.position = position
            one.save(by=by)
    _reopen_silently(paper, by)
    _log(TRIP_PHOTO_EDITED, paper, by)
    return row


@one_act()
def remove_trip_photo(*, by: User, grants: Grants, photo: TripPhoto, version: int) -> TripPhoto:
    """Take a photograph out of the report; its file is deleted with the end of the act and does not come back."""
    row, paper = _open_photo(by, grants, photo, version)
    name, storage = row.file.name or "", row.file.storage
    row.file, row.removed_at = "", clock.now()
    row.save(by=by)
    transaction.on_commit(lambda: storage.delete(name))
    _reopen_silently(paper, by)
    _log(TRIP_PHOTO_REMOVED, paper, by)
    return row


def _open_photo(by: User, grants: Grants, photo: TripPhoto, version: int) -> tuple[TripPhoto, TripPaper]:
    delegation = photo.paper.delegation
    if not may_write_trip(grants, delegation):
        raise NotAllowed
    paper = _open_paper(by=by, grants=grants, delegation=delegation, kind=TripPaperKind.REPORT)
    row = lock(photo, version=version)
    if row.removed_at:
        raise AlreadyDone(_("The photograph is removed already."))
    row.paper = paper
    return row, paper


def _picture(upload: CheckedFile) -> bytes:
    if upload.type not in MEDIA:
        raise refusal(_("This is no photograph. Choose a picture: JPEG, PNG, WebP or GIF."))
    upload.file.seek(0)
    try:
        content, _width, _height = document_image(upload.file.read())
    except ValueError as broken:
        raise damaged() from broken
    return content


def _caption(photo: TripPhoto, values: dict[str, Any]) -> None:
    fill(photo, values, fields=CAPTIONS)
    check_either_language(photo, "caption")
    for name in CAPTIONS:
        check_length(name, getattr(photo, name), LONGEST_CAPTION)
        if "\n" in getattr(photo, name):
            raise DomainError(_("Write this on one line."), field=name)
    check_no_identity_numbers({name: getattr(photo, name) for name in CAPTIONS})


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
        paper=sheet.kind,
        language=language,
        format=file_format.upper(),
    )
    return content


def file_name(sheet: TripSheet, language: str, file_format: str) -> str:
    """Whose paper of which journey it is."""
    return f"trip-{sheet.kind}_{sheet.participation.partner.code}_{sheet.event.code}_{language}.{file_format}"


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
