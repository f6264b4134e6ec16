"""What hangs on records of pairings: the documents that the reader may see, and the notes of the own side.

What hangs on a kind of record its model says: `TAKES_DOCUMENTS` is false where there are notes only, such as on the
texts that are confirmed, because what both sides confirm is the text itself. Where it says `OF_DEALINGS`, those alone
read it who see what passes between the two sides, so that what hangs on it is never for the whole strand.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Grants
from core.errors import DomainError
from partnerships.enums import Audience
from partnerships.history.services import kind_named, kind_of
from partnerships.models import Document, DocumentVersion, Note, Pairing, Project, Strand
from partnerships.rules import may_view_document


def is_attachable(record: models.Model) -> bool:
    """Whether anything hangs on records of this kind."""
    return hasattr(record, "TAKES_DOCUMENTS")


def takes_documents(record: models.Model) -> bool:
    """Whether files hang on records of this kind."""
    return getattr(record, "TAKES_DOCUMENTS", False)


def slug_of(record: models.Model) -> str:
    """How addresses name the kind of a record."""
    if isinstance(record, Strand):
        return "strand"
    kind = kind_of(record)
    return kind.slug if kind else ""


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


def find_in_strand(*, grants: Grants, strand: Strand, slug: str, pk: int) -> models.Model | None:
    """The strand, or a record of it that no pairing has for itself, on which documents hang; else None."""
    if slug == "strand":
        return strand if pk == strand.pk else None
    kind = kind_named(slug)
    if kind is None or not hasattr(kind.model, "DOCUMENTS_BY"):
        return None
    found: models.Model | None = kind.rows(grants, strand).filter(pk=pk).first()
    return None if isinstance(found, Project) and found.pairing_id else found


def choosable_documents(grants: Grants, pairing: Pairing | None, project: Project | None = None) -> QuerySet[Document]:
    """The documents of a pairing that can be evidence, or stand behind a value, newest first.

    Outside of pairings those of the project itself. Only what both sides may see: whoever reads such a record is told
    the document's name.
    """
    rows = Document.objects.visible_to(grants).active().filter(pairing=pairing)
    rows = rows.of(project) if project and not pairing else rows
    return rows.exclude(audience=Audience.OWN_SIDE).order_by("-created_at", "-pk")


def check_document(
    *, grants: Grants, pairing: Pairing | None, document: Document | None, project: Project | None = None
) -> None:
    """Refuse a document that is not the pairing's, that one side alone sees, or that was withdrawn.

    Outside of pairings a project has its own; the record of a whole strand has none. Raises DomainError on `document`.
    """
    if document is None:
        return
    # Held, so that its side does not make it its own meanwhile.
    document = Document.objects.select_for_update(no_key=True).order_by("pk").get(pk=document.pk)
    if pairing is None and project is not None and document.pairing_id is None:
        if document.record != project:
            raise DomainError(_("Choose a document of this project."), field="document")
    elif pairing is None or document.pairing_id != pairing.pk or not may_view_document(grants, document):
        raise DomainError(_("Choose a document of this pairing."), field="document")
    if document.audience == Audience.OWN_SIDE:
        raise DomainError(
            _("One side alone sees this document. Let the pairing see it before it serves as evidence."),
            field="document",
        )
    if document.withdrawn_at is not None:
        raise DomainError(_("This document was withdrawn."), field="document")


def show_documents(grants: Grants, pairing: Pairing | None, rows: Iterable[Any]) -> None:
    """Give rows of a pairing the document of their evidence that the reader may see: `shown_document`; one query."""
    keys = {row.document_id for row in rows if row.document_id}
    found = Document.objects.visible_to(grants).in_bulk(keys) if keys else {}
    for document in found.values():
        document.pairing = pairing
    for row in rows:
        row.shown_document = found.get(row.document_id or 0)


def audiences_for(grants: Grants, record: Any, document: Document | None = None) -> list[str]:
    """For whom a document on a record can be: what the office brings is never one side's own.

    One side's own is what that side brought; what hangs on a record between the two sides is not for the whole strand.
    """
    pairing = document.pairing if document else getattr(record, "pairing", None)
    if pairing is None:
        return [Audience.STRAND.value]
    side = pairing.side_of(grants)
    own = bool(side) and (document is None or document.side == side)
    strand = not getattr(record, "OF_DEALINGS", False)
    allowed = {Audience.OWN_SIDE: own, Audience.PAIRING: True, Audience.STRAND: strand}
    return [audience.value for audience, possible in allowed.items() if possible]


def attached(grants: Grants, records: Sequence[Any]) -> dict[tuple[type, int], dict[str, Any]]:
    """What hangs on each record, by (type, key): `documents`, `notes`, the `side_name` by which notes say who sees
    them, and where the reader may add: `add` for a menu, of which `add_document_url` is one.

    Two queries, however many records; one for whoever coordinates none of their sides.

    Every record has to know its pairing with its names (`with_names`). Withdrawn documents are left out; a
    withdrawn note shows its trace to its own side.
    """
    if not records:
        return {}
    hanging: dict[tuple[int, int], list[Any]] = defaultdict(list)
    hang = _hang_on(records)
    newest = _newest_versions(grants, hang)
    notes: Iterable[Note] = ()
    if any(record.pairing.side_of(grants) for record in records):
        notes = Note.objects.visible_to(grants).filter(hang).select_related("author")
    hung: list[Any] = [*(version.document for version in newest.values()), *notes]
    for row in hung:
        hanging[row.record_type_id, row.record_id].append(row)
    found = {}
    for record in records:
        pairing = record.pairing
        rows = hanging[ContentType.objects.get_for_model(record).pk, record.pk]
        for row in rows:
            row.pairing = pairing
            if isinstance(row, Document):
                row.newest = newest[row.pk]
            else:
                possible = pairing.is_open and not row.withdrawn_at and row.is_of_author(grants)
                row.withdraw_url = row.address_of("partnerships:note-withdraw") if possible else ""
        works, place = pairing.is_open, [pairing.strand.code, pairing.code, slug_of(record), record.pk]
        adds_document = works and takes_documents(record) and pairing.actors(grants)
        adds_note = works and pairing.side_of(grants)
        urls = (
            reverse("partnerships:document-add", args=place) if adds_document else "",
            reverse("partnerships:note-add", args=place) if adds_note else "",
        )
        found[type(record), record.pk] = {
            "documents": [row for row in rows if isinstance(row, Document)],
            "notes": [row for row in rows if isinstance(row, Note)],
            "add": list(zip((_("Add a document"), _("Add a note")), urls, strict=True)),
            "add_document_url": urls[0],
            "side_name": own_name(grants, pairing),
        }
    return found


def _newest_versions(grants: Grants, hang: Q) -> dict[int, DocumentVersion]:
    """The newest file of each document that the reader may see, by the document's key, the newest document first."""
    documents = Document.objects.visible_to(grants).active().filter(hang).order_by()
    versions = DocumentVersion.objects.filter(document__in=documents).select_related("document")
    order = ("-document__created_at", "-document_id", "number")
    return {version.document_id: version for version in versions.order_by(*order)}


def attached_in_strand(grants: Grants, record: Any, strand: Strand) -> dict[str, Any]:
    """As `attached` of one record that no pairing has for itself; documents alone hang on it. One query."""
    documents = []
    for version in _newest_versions(grants, _hang_on([record])).values():
        document = version.document
        document.newest = version
        document.strand = strand
        documents.append(document)
    place, adds = [strand.code, slug_of(record), record.pk], Document(strand=strand, record=record).actors(grants)
    url = reverse("partnerships:document-add", args=place) if adds else ""
    return {"documents": documents, "notes": [], "add": [(_("Add a document"), url)], "add_document_url": url}


def own_name(grants: Grants, pairing: Pairing) -> str:
    """The name of the side that the reader coordinates; empty for everybody else."""
    side = pairing.side_of(grants)
    return str(dict(pairing.partners)[side].name) if side else ""


def _hang_on(records: Sequence[models.Model]) -> Q:
    """The condition on what hangs on any of the records."""
    keys = defaultdict(list)
    for record in records:
        keys[ContentType.objects.get_for_model(record).pk].append(record.pk)
    condition = Q()
    for kind, numbers in keys.items():
        condition |= Q(record_type=kind, record_id__in=numbers)
    return condition
