"""Notes of one side on the records of its pairing: no entry in the log, no mail, no list tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act
from partnerships.models import Note, Pairing
from partnerships.pairings.services import check_open, check_still_open
from partnerships.rules import may_withdraw_note, may_write_notes, side_of
from partnerships.services.attachable import find_attachable, pairing_of, slug_of
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from django.db import models

    from accounts.models import User
    from core.access import Grants

LONGEST_TEXT = 5000


@one_act()
def add_note(*, by: User, grants: Grants, record: models.Model, text: str) -> Note:
    """Write a note of the own side on a record; raises NotAllowed, DomainError with the field at fault."""
    pairing = Pairing.objects.get(pk=pairing_of(record).pk)
    if not may_write_notes(grants, pairing):
        raise NotAllowed
    if find_attachable(grants=grants, pairing=pairing, slug=slug_of(record), pk=record.pk) is None:
        raise NotAllowed
    check_open(pairing)
    text = text.strip()
    if not text:
        raise DomainError(_("Write something."), field="text")
    check_length("text", text, LONGEST_TEXT)
    note = Note(
        pairing=pairing, side=side_of(grants, pairing), text=text, author=by, author_label=by.kept_name, at=clock.now()
    )
    note.record = record
    note.save(by=by)
    return note


@one_act()
def withdraw_note(*, by: User, grants: Grants, note: Note, version: int) -> Note:
    """Erase the text of an own note; who wrote it when stays, and that it was withdrawn.

    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError.
    """
    row = lock(note, version=version)
    row.pairing = note.pairing
    if not may_withdraw_note(grants, row):
        raise NotAllowed
    check_still_open(row.pairing_id)
    if row.withdrawn_at:
        raise AlreadyDone(_("The note is withdrawn already."))
    row.text, row.withdrawn_at = "", clock.now()
    row.save(by=by)
    return row
