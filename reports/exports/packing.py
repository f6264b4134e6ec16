"""The closing archive, the whole strand as one ZIP, as its contracting authority may read it.

Each file is hashed while it is written, and nothing is whole in memory.

Equal records give equal bytes, but for the day in the read-me: every member has the same time stamp, and they come in
a fixed order.
"""

import hashlib
import itertools
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
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.access import Grants
from core.columns import Column, csv_lines
from core.formats import format_date
from core.models import AuditEntry
from core.pack.exporting import export_pack
from core.plain_text import plain_text
from core.texts import LANGUAGES
from partnerships.enums import OPEN_PAIRING
from partnerships.history.pairing_history import acts_in, acts_in_strand
from partnerships.models import Document, DocumentVersion, Pairing, Strand, TextEdition
from reports.exports.work import ExportKind, Progress
from reports.models import Export, IssuedFile, ProgressReport
from reports.rules import may_take_archive

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
        _head, *line = table(HEAD, [(path, kind, title, size, digest)])
        self._contents.write(b"".join(line))
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


APPROVED = ("approval_until", "approver_function", "approver_document", "withdrawn_at")
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
                archive.add_problem(gettext_lazy("%(path)s: the text is not the one that was hashed."), f"{path}.txt")
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
                **{name: getattr(word, name) for name in ("side", "state", "sha256", "asked_at", "confirmed_at")},
                "by": without_addresses(word.by_label),
                "on_behalf": word.on_behalf,
                "reason": without_addresses(word.reason),
                "reason_other": without_addresses(word.reason_other),
                **{name: getattr(word, name) for name in APPROVED},
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
        listed.writelines(table(DOCUMENTS, _added(archive, rows, step)))
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
        archive.add_problem(gettext_lazy("%(path)s: the file is gone."), path)
        return ""
    if archive.add(path, stored_chunks(version.file), kind="document", title=document.title) != version.sha256:
        archive.add_problem(gettext_lazy("%(path)s: the file is not the one that was stored."), path)
    return path


# The closing archive: the whole strand as one ZIP, read as its contracting authority may read it.


CLOSING_ARCHIVE = "closing-archive"
README = "README.txt"


def is_over(strand: Strand) -> bool:
    """Whether there were pairings, and none goes on."""
    states = set(Pairing.objects.filter(strand=strand).order_by().values_list("status", flat=True).distinct())
    return bool(states) and not states & set(OPEN_PAIRING)


def write_archive(strand: Strand, file: IO[bytes], progress: Progress) -> Archive:
    """Write the strand's archive into an open file; what is missing or damaged does not end it, and is told.

    It is the same whoever asks for it, in whatever language.
    """
    grants = Grants(authority=frozenset({strand.pk}))
    pairings = list(Pairing.objects.filter(strand=strand).with_names().order_by("code"))
    documents = documents_of(strand, grants)
    # Every issued revision, in the order of the calendar; without its snapshot, which can be large.
    reports = ProgressReport.objects.visible_to(grants).issued().filter(strand=strand).with_names()
    reports = reports.order_by("period__due_on", "period__pk", "pairing__code", "revision", "pk")
    total, done = 3 + documents.count() + reports.count(), itertools.count(1)

    def step() -> None:
        progress(next(done), total)

    with translation.override("en"), Archive(file) as archive:
        add_pack(archive, strand)
        step()
        add_reports(archive, reports, step)
        add_documents(archive, documents, step)
        add_histories(archive, strand, pairings, grants)
        step()
        add_texts(archive, pairings, grants)
        step()
        archive.add(README, [_readme(strand, archive.problems)], kind="read-me", title=README)
        archive.close()
        return archive


def _readme(strand: Strand, problems: Sequence[Any]) -> bytes:
    """The same in both languages; lines end as Windows wants them, which the others bear."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append("\n".join(_lines(strand, problems)))
    return ("\n\n\n".join(parts) + "\n").replace("\n", "\r\n").encode("utf-8-sig")


def _lines(strand: Strand, problems: Sequence[Any]) -> list[str]:
    title = _("Closing archive: %(strand)s") % {"strand": strand}
    folders = {
        "pack/": _("The records as tables, which a portal can load again."),
        "reports/": _("Every issued progress report by period, scope and revision: files, snapshot, steps."),
        "documents/": _("What both sides share, every version, by pairing and document; listed in documents.csv."),
        "history/": _("Who did what, when and why: of the strand, and of each pairing."),
        "texts/": _("What the sides were asked to confirm, as it was hashed, with both sides' words."),
        CONTENTS: _("The table of contents: every file with its size and its SHA-256."),
        SUMS: _("The checksums of all files."),
    }
    return [
        title,
        "=" * len(title),
        "",
        _("Records of %(day)s. %(programme)s, %(code)s.")
        % {"day": format_date(clock.today()), "programme": strand.programme, "code": strand.code},
        "",
        *(f"{path:<16} {words}" for path, words in folders.items()),
        "",
        _("Not included: documents and notes of one side alone, drafts, accounts, and delegates' own details."),
        _("A withdrawn document is listed without its files."),
        _("To check every file, on Linux or macOS: sha256sum -c SHA256SUMS"),
        "",
        _("Missing or damaged:") if problems else _("Nothing that the records name is missing or damaged."),
        *(f"- {problem}" for problem in problems),
    ]


def make_closing_archive(export: Export, progress: Progress, file: IO[bytes]) -> tuple[str, str]:
    """The archive as long work."""
    write_archive(export.strand, file, progress)
    return f"{export.strand.code}-archive-{clock.today():%Y-%m-%d}.zip", "application/zip"


CLOSING_ARCHIVE_KIND = ExportKind(
    CLOSING_ARCHIVE,
    gettext_lazy("Closing archive"),
    make_closing_archive,
    may=lambda grants, export: may_take_archive(grants, export.strand),
    describe=lambda export: _("Closing archive: %(strand)s") % {"strand": export.strand},
)


# Every issued revision with its snapshot, files and steps.

STEPS = ("at", "step", "by", "reason")


def add_reports(archive: Archive, rows: QuerySet[ProgressReport], step: Callable[[], None]) -> None:
    """One folder for each revision."""
    for report in one_by_one(rows.prefetch_related("files", "steps")):
        folder = f"reports/{report.period.code}/{report.scope}/revision-{report.revision}"
        # Byte for byte what was hashed; a snapshot that fails is taken along, and the read-me says so.
        text = ProgressReport.objects.values_list("snapshot", flat=True).get(pk=report.pk).encode()
        path = f"{folder}/snapshot.json"
        if hashlib.sha256(text).hexdigest() != report.sha256:
            archive.add_problem(gettext_lazy("%(path)s: the snapshot fails its checksum."), path)
        archive.add(path, [text], kind="snapshot", title=str(report))
        for file in _files(report):
            path = f"{folder}/{safe_name(file.name)}"
            if not file.file.storage.exists(file.file.name or ""):
                archive.add_problem(gettext_lazy("%(path)s: the file is gone."), path)
            elif archive.add(path, stored_chunks(file.file), kind="report", title=file.name) != file.sha256:
                archive.add_problem(gettext_lazy("%(path)s: the file is not the one that was issued."), path)
        archive.add(f"{folder}/report.json", [as_json(_facts(report))], kind="report", title=str(report))
        steps = [
            (one.at.isoformat(), one.act, without_addresses(one.by_label), without_addresses(one.reason))
            for one in report.steps.all()
        ]
        archive.add(f"{folder}/steps.csv", table(STEPS, steps), kind="report", title=str(report))
        step()


def _files(report: ProgressReport) -> list[IssuedFile]:
    return sorted(report.files.all(), key=lambda one: (one.language, one.format))


def _facts(report: ProgressReport) -> dict[str, Any]:
    return {
        "strand": report.strand.code,
        "period": report.period.code,
        **{name: getattr(report, name) for name in ("scope", "revision")},
        "replaces": report.replaces.revision if report.replaces else None,
        **{name: getattr(report, name) for name in ("correction", "status", "sha256", "renderer")},
        "records_as_of": report.frozen_at,
        "issued_at": report.issued_at,
        "issued_by": without_addresses(report.issued_label),
        "files": [
            {name: getattr(file, name) for name in ("name", "language", "format", "sha256")} for file in _files(report)
        ],
    }
