"""What hangs on records of pairings: the documents that the reader may see, and the notes of the own side.

What hangs on a kind of record its model says: `TAKES_DOCUMENTS` is false where there are notes only, such as on the
texts that are confirmed, because what both sides confirm is the text itself. Where it says `OF_DEALINGS`, those alone
read it who see what passes between the two sides, so that what hangs on it is never for the whole strand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from partnerships.documents.uploads import type_label
from partnerships.enums import Audience
from partnerships.history.services import kind_named, kind_of
from partnerships.models import Document, DocumentVersion, Note, Pairing
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.rules.together import may_withdraw_note, may_write_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db import models

    from core.access import Grants


def is_attachable(record: models.Model) -> bool:
    """Whether anything hangs on records of this kind."""
    return hasattr(record, "TAKES_DOCUMENTS")


def takes_documents(record: models.Model) -> bool:
    """Whether files hang on records of this kind."""
    return getattr(record, "TAKES_DOCUMENTS", False)


def slug_of(record: models.Model) -> str:
    """How addresses name the kind of a record."""
    kind = kind_of(record)
    return kind.slug if kind else ""


def kind_label(record: models.Model) -> str:
    """The kind of a record in the reader's words."""
    return capfirst(str(record._meta.verbose_name))


def pairing_of(record: models.Model) -> Pairing:
    """The pairing that a record is, or lies in."""
    found: Pairing = record if isinstance(record, Pairing) else record.pairing  # type: ignore[attr-defined]
    return found


def find_attachable(*, grants: Grants, pairing: Pairing, slug: str, pk: int) -> models.Model | None:
    """The record of the pairing that the reader may see; None for an unknown kind and for all others."""
    kind = kind_named(slug)
    if kind is None or not is_attachable(kind.model):
        return None
    rows = kind.model._default_manager.visible_to(grants)
    if kind.model is Pairing:
        return pairing if pk == pairing.pk and rows.filter(pk=pk).exists() else None
    # An event may serve several: it is theirs where it serves them alone.
    rows = rows.serving_alone(pairing) if hasattr(rows, "serving_alone") else rows.filter(pairing=pairing)
    record: models.Model | None = rows.filter(pk=pk).first()
    if record is not None:
        record.pairing = pairing  # type: ignore[attr-defined]
    return record


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as lists draw it: its newest file, what type that is, for whom it is, where it is downloaded."""

    row: Document
    newest: DocumentVersion
    type: str
    audience: str
    file_url: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as its own side reads it; one that was withdrawn has no text. `withdraw_url` is its author's alone."""

    row: Note
    withdraw_url: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """What hangs on one record. The addresses are empty where the reader may not add.

    `side_name` names the reader's own side, by which notes say who sees them.
    """

    documents: list[DocumentLine] = field(default_factory=list)
    notes: list[NoteLine] = field(default_factory=list)
    add_document_url: str = ""
    add_note_url: str = ""
    side_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read and nothing to add."""
        return not (self.documents or self.notes or self.add_document_url or self.add_note_url)


def attached(grants: Grants, records: Sequence[models.Model]) -> dict[tuple[type, int], Attached]:
    """What hangs on each record, by (type, key); three queries, however many records there are.

    Every record has to know its pairing with its names (`with_names`). Withdrawn documents are left out; a
    withdrawn note shows its trace to its own side.
    """
    if not records:
        return {}
    documents, notes = _rows(Document, grants, records), _rows(Note, grants, records)
    lines = defaultdict(list)
    newest = _newest_versions([row.pk for row in documents])
    for document in documents:
        if document.pk in newest:
            lines[document.record_type_id, document.record_id].append((document, newest[document.pk]))
    written = defaultdict(list)
    for note in notes:
        written[note.record_type_id, note.record_id].append(note)
    found = {}
    for record in records:
        key = ContentType.objects.get_for_model(record).pk, record.pk
        pairing = pairing_of(record)
        found[type(record), record.pk] = Attached(
            documents=[document_line(document, version, pairing) for document, version in lines[key]],
            notes=[_note_line(grants, note, pairing) for note in written[key]],
            side_name=own_name(grants, pairing),
            **_addresses(grants, record, pairing),
        )
    return found


def _newest_versions(documents: Sequence[int]) -> dict[int, DocumentVersion]:
    """The newest file of each document, by the document's key; one query."""
    rows = DocumentVersion.objects.filter(document__in=documents).order_by("document", "number")
    return {row.document_id: row for row in rows}


def document_line(document: Document, newest: DocumentVersion, pairing: Pairing) -> DocumentLine:
    """A document with its newest file, in the reader's words."""
    document.pairing = pairing
    place = [pairing.strand.code, pairing.code, document.code, newest.number]
    return DocumentLine(
        row=document,
        newest=newest,
        type=type_label(newest.media_type),
        audience=audience_name(document, pairing),
        file_url=reverse("partnerships:document-file", args=place),
    )


def audience_name(document: Document, pairing: Pairing) -> str:
    """Who may see a document: by its name, where it is one side only."""
    if document.audience == Audience.OWN_SIDE:
        return str(dict(pairing.partners)[document.side].name)
    return str(document.get_audience_display())


def own_name(grants: Grants, pairing: Pairing) -> str:
    """The name of the side that the reader coordinates; empty for everybody else."""
    side = side_of(grants, pairing)
    return str(dict(pairing.partners)[side].name) if side else ""


def _rows(model: Any, grants: Grants, records: Sequence[models.Model]) -> list[Any]:
    """The rows of all the records at once, newest first."""
    keys = defaultdict(list)
    for record in records:
        keys[ContentType.objects.get_for_model(record).pk].append(record.pk)
    condition = Q()
    for kind, numbers in keys.items():
        condition |= Q(record_type=kind, record_id__in=numbers)
    rows = model.objects.visible_to(grants).filter(condition)
    return list(rows.standing() if model is Document else rows.select_related("author"))


def _note_line(grants: Grants, note: Note, pairing: Pairing) -> NoteLine:
    note.pairing = pairing
    if note.withdrawn_at or not pairing.is_open or not may_withdraw_note(grants, note):
        return NoteLine(note)
    place = [pairing.strand.code, pairing.code, note.pk]
    return NoteLine(note, reverse("partnerships:note-withdraw", args=place))


def _addresses(grants: Grants, record: models.Model, pairing: Pairing) -> dict[str, str]:
    place = [pairing.strand.code, pairing.code, slug_of(record), record.pk]
    works = pairing.is_open
    documents = works and takes_documents(record) and may_edit_pairing(grants, pairing)
    notes = works and may_write_notes(grants, pairing)
    return {
        "add_document_url": reverse("partnerships:document-add", args=place) if documents else "",
        "add_note_url": reverse("partnerships:note-add", args=place) if notes else "",
    }
