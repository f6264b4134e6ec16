"""Packing an archive: each file is hashed while it is written, and nothing is whole in memory.

Equal records give equal bytes, but for the day in the read-me: every member has the same time stamp, and they come in
a fixed order.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.access import Grants
from core.columns import Column, csv_lines
from core.models import AuditEntry
from core.pack.exporting import export_pack
from core.plain_text import plain_text
from core.texts import LANGUAGES
from partnerships.history.pairing_history import acts_in, acts_in_strand
from partnerships.models import Document, DocumentVersion, Pairing, Strand, TextEdition

CHUNK = 1 << 16
# Files that are packed already.
_PACKED = {".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx", ".pptx", ".hwpx"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16
# What some system does not bear in a name; the names that Windows keeps for itself.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_ADDRESS = re.compile(r"(?<![^\s@<>()\[\],;:\"])[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
_LONGEST = 120  # bytes of a name: with its folders a path stays below what Windows takes
CONTENTS, SUMS = "contents.csv", "SHA256SUMS"
HEAD = ("path", "kind", "title", "bytes", "sha256")


def safe_name(name: str) -> str:
    """A file name that every system can unpack: no folders, no signs that steer, not too long, its ending kept."""
    clean = _NOT_IN_NAMES.sub("_", plain_text(name).replace("\n", " ").replace("\t", " ")).strip(" .")
    clean = f"_{clean}" if _RESERVED.match(clean) else clean
    path = PurePosixPath(clean or "file")
    ending = path.suffix if len(path.suffix.encode()) <= 16 else ""
    stem = (clean or "file").removesuffix(ending)
    while len((stem + ending).encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem.rstrip(' .') or 'file'}{ending}"


def without_addresses(text: str) -> str:
    """A text without e-mail addresses: who has given no name is called by one, and whoever has one may write one."""
    return _ADDRESS.sub("[address left out]", text)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file part by part, as all of the portal: with Excel's mark in front, and no cell run as a formula."""
    return csv_lines([Column(name, name, itemgetter(place)) for place, name in enumerate(head)], rows)


def _rows(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Lines of such a file without its head."""
    lines = table(head, rows)
    next(lines)
    return b"".join(lines)


class Archive:
    """A ZIP file that is being written, with its table of contents and its checksums.

    `files` is how many it has, `problems` what of the records is missing in it or damaged: sentences in the language of
    whoever reads them.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.files = 0
        self.problems: list[Any] = []
        self._zip = zipfile.ZipFile(file, "w")
        self._contents: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the archive
        self._sums: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._contents.write(b"".join(table(HEAD, ())))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing stays open; whoever gave the file throws it away where the archive was broken off."""
        self._contents.close()
        self._sums.close()
        self._zip.close()

    def add(self, path: str, chunks: Iterable[bytes], *, kind: str, title: str = "") -> str:
        """Write one file, and enter it; returns its SHA-256."""
        size, digest = self._write(path, chunks)
        self.files += 1
        self._contents.write(_rows(HEAD, [(path, kind, title, size, digest)]))
        self._sums.write(f"{digest}  {path}\n".encode())
        return digest

    def add_problem(self, words: Any, path: str) -> None:
        """Note what is missing or damaged, a lazy sentence with %(path)s; the read-me says it."""
        self.problems.append(lazy(lambda: words % {"path": path}, str)())

    def close(self) -> None:
        """Write the table of contents, and last the checksums of everything else."""
        self._contents.seek(0)
        _size, digest = self._write(CONTENTS, iter(lambda: self._contents.read(CHUNK), b""))
        self._sums.write(f"{digest}  {CONTENTS}\n".encode())
        self._sums.seek(0)
        self._write(SUMS, iter(lambda: self._sums.read(CHUNK), b""))

    def _write(self, path: str, chunks: Iterable[bytes]) -> tuple[int, str]:
        entry = zipfile.ZipInfo(path, _EPOCH)
        entry.create_system, entry.external_attr = _UNIX, _MODE
        packed = PurePosixPath(path).suffix.lower() in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        size, sum_ = 0, hashlib.sha256()
        # Its size is not known before: the head has room for any.
        with self._zip.open(entry, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                sum_.update(chunk)
                size += len(chunk)
        return size, sum_.hexdigest()


# What of a strand is packed: its records, histories, confirmed texts and documents. All is read as the contracting
# authority may read it, whoever asks: nothing of one side alone, no notes, no drafts, and nothing of delegates'
# own answers.


AT_ONCE = 200  # rows read at a time
HISTORY = ("at", "who", "act_en", "act_ko", "kind_of_record", "record", "reason")
DOCUMENTS = (
    "pairing", "code", "title", "description", "description_other", "audience", "belongs_to", "withdrawn", "reason",
    "reason_other", "version", "file", "path", "bytes", "sha256", "brought_by", "at",
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
                "reason_other": without_addresses(word.reason_other),
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
    readable = Document.objects.visible_to(grants).filter(strand=strand).order_by()
    rows = DocumentVersion.objects.filter(document__in=readable.values("pk"))
    rows = rows.select_related("document__pairing", "document__record_type")
    return rows.order_by(models.F("document__pairing__code").asc(nulls_first=True), "document__code", "number")


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
            document.pairing.code if document.pairing else "", document.code, document.title, document.description,
            document.description_other, document.audience,
            document.record_type.model, document.withdrawn_at.isoformat() if document.withdrawn_at else "",
            without_addresses(document.withdrawn_reason), without_addresses(document.withdrawn_reason_other),
            version.number, version.name, path, version.size,
            version.sha256, without_addresses(version.by_label), version.at.isoformat(),
        )  # fmt: skip
        step()


def _add_version(archive: Archive, version: DocumentVersion) -> str:
    document = version.document
    folder = document.pairing.code if document.pairing else "strand"
    path = f"documents/{folder}/{document.code}/{version.number:02}-{safe_name(version.name)}"
    if not version.file.storage.exists(version.file.name or ""):
        archive.add_problem(_("%(path)s: the file is gone."), path)
        return ""
    if archive.add(path, stored_chunks(version.file), kind="document", title=document.title) != version.sha256:
        archive.add_problem(_("%(path)s: the file is not the one that was stored."), path)
    return path
