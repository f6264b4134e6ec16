"""What of a strand's records goes into its archive: the pack, the histories, the confirmed texts, the documents.

All is read as the contracting authority may read it, whoever asks: nothing of one side alone, no notes, no drafts, and
nothing that delegates told of themselves.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.pack.exporting import export_pack
from core.texts import LANGUAGES
from partnerships.history.pairing_history import acts_in, acts_in_strand
from partnerships.models import Document, DocumentVersion, Pairing, TextEdition
from reports.exports.archive.packing import CHUNK, safe_name, table, without_addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.files import FieldFile

    from core.access import Grants
    from core.models import AuditEntry
    from partnerships.models import Strand
    from reports.exports.archive.packing import Archive

AT_ONCE = 200  # rows read at a time
HISTORY = ("at", "who", "act_en", "act_ko", "kind_of_record", "record", "reason")
DOCUMENTS = (
    "pairing", "code", "title", "description", "audience", "belongs_to", "withdrawn", "reason", "version", "file",
    "path", "bytes", "sha256", "brought_by", "at",
)  # fmt: skip


def as_json(data: Any) -> bytes:
    """Data as people and programs read it."""
    return (json.dumps(data, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder) + "\n").encode()


def one_by_one[Row: models.Model](rows: models.QuerySet[Row]) -> Iterator[Row]:
    """Rows in their order, some at a time, by their keys: no cursor stays open while a worker writes how far it is."""
    keys = list(rows.values_list("pk", flat=True))
    for some in batched(keys, AT_ONCE):
        found = {row.pk: row for row in rows.filter(pk__in=some)}
        # What was deleted meanwhile is gone.
        yield from (found[key] for key in some if key in found)


def stored_chunks(file: FieldFile) -> Iterator[bytes]:
    """A stored file part by part; raises FileNotFoundError where it is gone."""
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            yield chunk


def add_pack(archive: Archive, strand: Strand) -> None:
    """The tables that any portal can load again."""
    with tempfile.TemporaryDirectory() as place:
        export_pack(strand.code, Path(place))
        for path in sorted(Path(place).iterdir()):
            with path.open("rb") as file:
                archive.add(f"pack/{path.name}", iter(lambda: file.read(CHUNK), b""), kind="pack", title=path.stem)


def add_histories(archive: Archive, strand: Strand, pairings: list[Pairing], grants: Grants) -> None:
    """Who did what when and why: of the strand as a whole, then of each pairing."""
    acts = acts_in_strand(strand=strand, grants=grants)
    archive.add("history/strand.csv", table(HISTORY, _acts(acts)), kind="history", title=str(strand))
    for pairing in pairings:
        own = acts_in(pairing=pairing, grants=grants).filter(pairing_id=pairing.pk)
        path = f"history/pairings/{pairing.code}.csv"
        archive.add(path, table(HISTORY, _acts(own)), kind="history", title=pairing.name)


def _acts(acts: models.QuerySet[AuditEntry]) -> Iterator[tuple[str, ...]]:
    for act in one_by_one(acts.order_by("at", "pk")):
        sentences = []
        for language in LANGUAGES:
            with translation.override(language):
                sentences.append(act.sentence)
        kind = act.object_type.rpartition(".")[2]
        told = (act.actor_label, *sentences, kind, act.object_label, act.reason)
        yield act.at.isoformat(), *(without_addresses(text) for text in told)


def add_texts(archive: Archive, pairings: list[Pairing], grants: Grants) -> None:
    """Every edition that both sides were asked to confirm: byte for byte what was hashed, and who said what of it."""
    for pairing in pairings:
        editions = TextEdition.objects.visible_to(grants).filter(pairing=pairing).order_by("slug", "edition", "pk")
        for edition in one_by_one(editions.prefetch_related("confirmations")):
            edition.pairing = pairing
            path = f"texts/{pairing.code}/{safe_name(edition.slug)}-{edition.edition}"
            canonical = edition.canonical.encode()
            if hashlib.sha256(canonical).hexdigest() != edition.sha256:
                archive.add_problem(_("%(path)s: the text is not the one that was hashed."), f"{path}.txt")
            archive.add(f"{path}.txt", [canonical], kind="text", title=str(edition))
            archive.add(f"{path}.json", [as_json(_edition(edition, pairing))], kind="text", title=str(edition))


def _edition(edition: TextEdition, pairing: Pairing) -> dict[str, Any]:
    words = sorted(edition.confirmations.all(), key=lambda word: (word.asked_at, word.pk))
    return {
        "pairing": pairing.code,
        "text": edition.slug,
        "edition": edition.edition,
        "sha256": edition.sha256,
        "asked_at": edition.requested_at,
        "asked_by": without_addresses(edition.requested_by_label),
        "body": edition.body,
        "confirmations": [
            {
                "side": word.side,
                "state": word.state,
                "sha256": word.sha256,
                "asked_at": word.asked_at,
                "confirmed_at": word.confirmed_at,
                "by": without_addresses(word.by_label),
                "on_behalf": word.on_behalf,
                "reason": without_addresses(word.reason),
                "approval_until": word.approval_until,
                "approver_function": word.approver_function,
                "approver_document": word.approver_document,
                "withdrawn_at": word.withdrawn_at,
            }
            for word in words
        ],
    }


def documents_of(strand: Strand, grants: Grants) -> models.QuerySet[DocumentVersion]:
    """Every file that both sides or the strand may see, each with its document, in order."""
    readable = Document.objects.visible_to(grants).filter(pairing__strand=strand).order_by()
    rows = DocumentVersion.objects.filter(document__in=readable.values("pk"))
    rows = rows.select_related("document__pairing", "document__record_type")
    return rows.order_by("document__pairing__code", "document__code", "number")


def add_documents(archive: Archive, rows: models.QuerySet[DocumentVersion], step: Callable[[], None]) -> None:
    """Each version in the folder of its pairing and document; of a withdrawn one its trace in the list alone."""
    with tempfile.TemporaryFile() as listed:
        lines = table(DOCUMENTS, _added(archive, rows, step))
        for line in lines:
            listed.write(line)
        listed.seek(0)
        chunks = iter(lambda: listed.read(CHUNK), b"")
        archive.add("documents/documents.csv", chunks, kind="list", title="documents")


def _added(
    archive: Archive, rows: models.QuerySet[DocumentVersion], step: Callable[[], None]
) -> Iterator[tuple[Any, ...]]:
    for version in one_by_one(rows):
        document = version.document
        path = "" if document.withdrawn_at else _add_version(archive, version)
        yield (
            document.pairing.code, document.code, document.title, document.description, document.audience,
            document.record_type.model, document.withdrawn_at.isoformat() if document.withdrawn_at else "",
            without_addresses(document.withdrawn_reason), version.number, version.name, path, version.size,
            version.sha256, without_addresses(version.by_label), version.at.isoformat(),
        )  # fmt: skip
        step()


def _add_version(archive: Archive, version: DocumentVersion) -> str:
    document = version.document
    path = f"documents/{document.pairing.code}/{document.code}/{version.number:02}-{safe_name(version.name)}"
    if not version.file.storage.exists(version.file.name or ""):
        archive.add_problem(_("%(path)s: the file is gone."), path)
        return ""
    if archive.add(path, stored_chunks(version.file), kind="document", title=document.title) != version.sha256:
        archive.add_problem(_("%(path)s: the file is not the one that was stored."), path)
    return path
