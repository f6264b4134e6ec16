"""What is done to a document: bring it, bring a new version, edit it, withdraw it, bring it back; and to a note."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.stored_files import files_of_act, stored
from partnerships.audit_actions import (
    DOCUMENT_ADDED,
    DOCUMENT_CHANGED,
    DOCUMENT_RESTORED,
    DOCUMENT_VERSION_ADDED,
    DOCUMENT_WITHDRAWN,
    OWN_SIDE_CHANGED,
)
from partnerships.codes import next_code
from partnerships.documents.selectors import find_attachable, pairing_of, slug_of, takes_documents
from partnerships.enums import Audience
from partnerships.models import Document, DocumentVersion, Note, Pairing
from partnerships.pairings.services import check_open, check_still_open
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.rules.together import may_edit_document, may_withdraw_note, may_write_notes
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from django.db import models

    from accounts.models import User
    from core.access import Grants
    from partnerships.documents.uploads import CheckedFile

LONGEST_TITLE = 200
LONGEST_TEXT = 5000
LONGEST_NOTE = 300
EDITABLE = frozenset({"title", "description", "audience"})


def choosable_documents(grants: Grants, pairing: Pairing) -> models.QuerySet[Document]:
    """The documents of a pairing that can be evidence, or stand behind a value, newest first.

    Only what both sides may see: whoever reads such a record is told the document's name.
    """
    rows = Document.objects.visible_to(grants).standing().filter(pairing=pairing)
    return rows.exclude(audience=Audience.OWN_SIDE).order_by("-created_at", "-pk")


def was_own_side(document: Document) -> bool:
    """Whether one side ever had the document for itself; one query."""
    return bool(document.history.filter(audience=Audience.OWN_SIDE).exists())


def audiences_for(grants: Grants, record: models.Model, document: Document | None = None) -> list[str]:
    """For whom a document on a record can be: what the office brings is never one side's own.

    One side's own is what that side brought; what hangs on a record between the two sides is not for the whole strand.
    """
    side = side_of(grants, document.pairing if document else pairing_of(record))
    own = bool(side) and (document is None or document.side == side)
    strand = not getattr(record, "OF_DEALINGS", False)
    allowed = {Audience.OWN_SIDE: own, Audience.PAIRING: True, Audience.STRAND: strand}
    return [audience.value for audience, possible in allowed.items() if possible]


@files_of_act()
@one_act()
def add_document(
    *, by: User, grants: Grants, record: models.Model, values: dict[str, Any], upload: CheckedFile
) -> Document:
    """Bring a document to a record of a pairing, with its first version.

    `values` holds audience, and perhaps title (else the name of the file) and description. Raises NotAllowed, or
    DomainError with the field at fault.
    """
    # One at a time in a pairing, so that each gets a number of its own.
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=pairing_of(record).pk)
    if not may_edit_pairing(grants, pairing) or not takes_documents(record):
        raise NotAllowed
    if find_attachable(grants=grants, pairing=pairing, slug=slug_of(record), pk=record.pk) is None:
        raise NotAllowed
    check_open(pairing)
    document = Document(pairing=pairing_of(record), side=side_of(grants, pairing), created_at=clock.now())
    document.record = record
    title = str(values.get("title", "")).strip() or upload.name.rpartition(".")[0] or upload.name
    _fill(document, {**values, "title": title})
    _check_audience(grants, document, record)
    if document.audience == Audience.OWN_SIDE:
        document.code = _secret_code()
    else:
        document.code = next_code("document", Document.objects.filter(pairing=pairing))
    document.save(by=by)
    _store(document, upload, number=1, note="", by=by)
    _audit(DOCUMENT_ADDED, document, by)
    return document


@files_of_act()
@one_act()
def add_version(
    *, by: User, grants: Grants, document: Document, version: int, upload: CheckedFile, note: str = ""
) -> DocumentVersion:
    """Bring a newer file of a document; the older ones stay. `note` says what is new.

    Raises StaleRecord, NotAllowed, AlreadyDone where it is the newest file over again, DomainError.
    """
    row = _found(grants, document, version)
    _check_current(row)
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.sha256 == upload.sha256:
        raise AlreadyDone(_("This is the file of version %(number)s already.") % {"number": newest.number})
    note = " ".join(note.split())
    check_length("note", note, LONGEST_NOTE)
    # The save takes the document's next version, so that two people never bring the same number.
    row.save(by=by)
    added = _store(row, upload, number=(newest.number if newest else 0) + 1, note=note, by=by)
    _audit(DOCUMENT_VERSION_ADDED, row, by, number=added.number)
    return added


@one_act()
def edit_document(*, by: User, grants: Grants, document: Document, version: int, changes: dict[str, Any]) -> Document:
    """Change a document's title, description, or who may see it. Raises StaleRecord, NotAllowed, DomainError."""
    row = _found(grants, document, version)
    _check_current(row)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    before = row.audience
    _fill(row, changed)
    if "audience" in changed:
        _check_audience(grants, row, row.record or row.pairing)
        _check_narrowing(row)
    row.save(by=by)
    if before == Audience.OWN_SIDE and row.audience != before:
        # To everybody else it begins now.
        _audit(DOCUMENT_ADDED, row, by)
    else:
        _audit(DOCUMENT_CHANGED, row, by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def withdraw_document(*, by: User, grants: Grants, document: Document, version: int, reason: str) -> Document:
    """Hand a document out no more; its name, versions and the reason stay. Raises as `edit_document`."""
    row = _found(grants, document, version)
    if row.withdrawn_at:
        raise AlreadyDone(_("The document is withdrawn already."))
    check_reason(reason)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()
    row.save(by=by)
    _audit(DOCUMENT_WITHDRAWN, row, by, reason=row.withdrawn_reason)
    return row


@one_act()
def restore_document(*, by: User, grants: Grants, document: Document, version: int) -> Document:
    """Bring a withdrawn document back, with all its versions. Raises as `edit_document`."""
    row = _found(grants, document, version)
    if not row.withdrawn_at:
        raise AlreadyDone(_("The document is not withdrawn."))
    row.withdrawn_at, row.withdrawn_reason = None, ""
    row.save(by=by)
    _audit(DOCUMENT_RESTORED, row, by)
    return row


def _found(grants: Grants, document: Document, version: int) -> Document:
    row = lock(document, version=version)
    row.pairing = document.pairing
    if not may_edit_document(grants, row):
        raise NotAllowed
    check_still_open(row.pairing_id)
    return row


def _store(document: Document, upload: CheckedFile, *, number: int, note: str, by: User) -> DocumentVersion:
    """Write the file under its random name, then its row; the name is noted, so that it goes if the act fails."""
    version = DocumentVersion(
        document=document,
        number=number,
        name=upload.name,
        media_type=upload.type.media,
        size=upload.size,
        sha256=upload.sha256,
        note=note,
        by=by,
        by_label=by.kept_name,
        at=clock.now(),
    )
    upload.file.seek(0)
    # The ending of the checked type, whatever the name's letters are.
    version.file.save(f"file{upload.type.endings[0]}", File(upload.file), save=False)
    stored(version.file.storage, version.file.name or "")
    version.save()
    return version


def _secret_code() -> str:
    """What is one side's own takes no number: a gap in the row would tell the others that it is there."""
    return f"document-x{secrets.token_hex(4)}"


def _fill(row: Document, values: dict[str, Any]) -> None:
    fill(row, values, fields=EDITABLE)
    row.title = " ".join(row.title.split())
    if not row.title:
        raise DomainError(_("Give the document a title."), field="title")
    check_length("title", row.title, LONGEST_TITLE)
    check_length("description", row.description, LONGEST_TEXT)


def _check_audience(grants: Grants, row: Document, record: models.Model) -> None:
    if row.audience not in audiences_for(grants, record, row):
        raise DomainError(_("This document cannot be for these readers. Choose others."), field="audience")


def _check_current(row: Document) -> None:
    if row.withdrawn_at:
        raise DomainError(_("The document is withdrawn. Bring it back first."))


def _check_narrowing(row: Document) -> None:
    """What others rest on, such as a level's evidence, is not taken from them."""
    if row.audience != Audience.OWN_SIDE:
        return
    relations: list[Any] = row._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.one_to_many or relation.related_model is DocumentVersion:
            continue
        model = relation.related_model
        if issubclass(model, HistoricalChanges):
            continue
        if model._default_manager.filter(**{relation.field.name: row}).exists():
            raise DomainError(
                _("Another record of both sides names this document. It cannot be one side's own."), field="audience"
            )


def _audit(action: str, row: Document, by: User, *, reason: str = "", **parameters: Any) -> None:
    """Of one side's own it says nothing; all others are named by their code, since who may see them can change."""
    if row.audience == Audience.OWN_SIDE:
        write_audit(action=OWN_SIDE_CHANGED, by=by, record=row, label="")
        return
    write_audit(
        action=action,
        by=by,
        record=row,
        label=row.code,
        reason=reason,
        **parameters,
    )


LONGEST_OWN_NOTE = 5000


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
    check_length("text", text, LONGEST_OWN_NOTE)
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
