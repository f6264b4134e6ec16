"""The closing archive: the whole strand as one ZIP, read as its contracting authority may read it."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.access import Grants
from core.formats import format_date
from core.texts import LANGUAGES
from partnerships.enums import OPEN_PAIRING
from partnerships.models import Pairing, Strand
from reports.exports.packing import (
    CONTENTS,
    SUMS,
    Archive,
    add_documents,
    add_histories,
    add_pack,
    add_texts,
    as_json,
    documents_of,
    one_by_one,
    safe_name,
    stored_chunks,
    table,
    without_addresses,
)
from reports.exports.selectors import ExportKind, Progress
from reports.models import Export, ProgressReport
from reports.rules import may_take_archive

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
        for file in sorted(report.files.all(), key=lambda one: (one.language, one.format)):
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


def _facts(report: ProgressReport) -> dict[str, Any]:
    return {
        "strand": report.strand.code,
        "period": report.period.code,
        "scope": report.scope,
        "revision": report.revision,
        "replaces": report.replaces.revision if report.replaces else None,
        "correction": report.correction,
        "status": report.status,
        "sha256": report.sha256,
        "renderer": report.renderer,
        "records_as_of": report.frozen_at,
        "issued_at": report.issued_at,
        "issued_by": without_addresses(report.issued_label),
        "files": [
            {"name": file.name, "language": file.language, "format": file.format, "sha256": file.sha256}
            for file in sorted(report.files.all(), key=lambda one: (one.language, one.format))
        ],
    }
