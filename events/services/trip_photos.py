"""The photographs of a trip report: looked at, made as small as paper shows them, captioned, put in order, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.block_images import document_image
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act
from core.stored_files import files_of_act, stored
from events.audit_actions.trips import TRIP_PHOTO_ADDED, TRIP_PHOTO_EDITED, TRIP_PHOTO_REMOVED
from events.enums import TripPaperKind
from events.models import TripPhoto
from events.rules import may_write_trip
from events.services.identity_numbers import check_no_identity_numbers
from events.services.trip_writing import open_paper, reopen_silently, tell_of_paper
from partnerships.services.refused_files import damaged, refusal
from partnerships.services.written import check_either_language, check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from events.models import Delegation, TripPaper
    from partnerships.services.uploads import CheckedFile

MOST_PHOTOS = 12  # as many as a report holds and a file can still be mailed
MEDIA = ("image/jpeg", "image/png", "image/webp", "image/gif")
LONGEST_CAPTION = 300
CAPTIONS = ("caption_en", "caption_ko")


@files_of_act()
@one_act()
def add_trip_photo(
    *, by: User, grants: Grants, delegation: Delegation, upload: CheckedFile, captions: dict[str, str]
) -> TripPhoto:
    """Put a photograph at the end of a delegation's report; a finished report is open again then.

    Kept is what paper shows, upright and without place, time and device. Raises NotAllowed, or DomainError with the
    field at fault: no caption, a file that is no picture, one too many.
    """
    paper = open_paper(by=by, grants=grants, delegation=delegation, kind=TripPaperKind.REPORT)
    rows = photos_of(paper)
    if len(rows) >= MOST_PHOTOS:
        raise refusal(_("A report holds %(most)s photographs. Remove one first.") % {"most": MOST_PHOTOS})
    content = _picture(upload)
    reopen_silently(paper, by)
    photo = TripPhoto(paper=paper, position=max((row.position for row in rows), default=0) + 1)
    _caption(photo, captions)
    is_png = content.startswith(b"\x89PNG")
    photo.media_type = "image/png" if is_png else "image/jpeg"
    photo.file.save(f"{uuid4().hex}{'.png' if is_png else '.jpg'}", ContentFile(content), save=False)
    stored(photo.file.storage, photo.file.name or "")
    photo.save(by=by)
    tell_of_paper(TRIP_PHOTO_ADDED, paper, by)
    return photo


@one_act()
def edit_trip_photo(
    *, by: User, grants: Grants, photo: TripPhoto, version: int, changes: dict[str, Any], place: int | None = None
) -> TripPhoto:
    """Change a photograph's caption, or its place among the others (`place` from 1). Raises as `add_trip_photo`."""
    row, paper = _found(by, grants, photo, version)
    changed = what_differs(row, changes)
    rows = photos_of(paper)
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
    reopen_silently(paper, by)
    tell_of_paper(TRIP_PHOTO_EDITED, paper, by)
    return row


@one_act()
def remove_trip_photo(*, by: User, grants: Grants, photo: TripPhoto, version: int) -> TripPhoto:
    """Take a photograph out of the report; its file is deleted with the end of the act and does not come back."""
    row, paper = _found(by, grants, photo, version)
    name, storage = row.file.name or "", row.file.storage
    row.file, row.removed_at = "", clock.now()
    row.save(by=by)
    transaction.on_commit(lambda: storage.delete(name))
    reopen_silently(paper, by)
    tell_of_paper(TRIP_PHOTO_REMOVED, paper, by)
    return row


def photos_of(paper: TripPaper) -> list[TripPhoto]:
    """The photographs that stand in a report, in order."""
    if not paper.pk:
        return []
    return list(TripPhoto.objects.filter(paper=paper, removed_at=None).order_by("position", "pk"))


def _found(by: User, grants: Grants, photo: TripPhoto, version: int) -> tuple[TripPhoto, TripPaper]:
    delegation = photo.paper.delegation
    if not may_write_trip(grants, delegation):
        raise NotAllowed
    paper = open_paper(by=by, grants=grants, delegation=delegation, kind=TripPaperKind.REPORT)
    row = lock(photo, version=version)
    if row.removed_at:
        raise AlreadyDone(_("The photograph is removed already."))
    row.paper = paper
    return row, paper


def _picture(upload: CheckedFile) -> bytes:
    if upload.type.media not in MEDIA:
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
