"""A report as a page's blocks and as files, out of its snapshot alone: the same snapshot gives the same bytes.

`RENDERER` counts the versions of all that is made here. It goes up with every change by which an issued report would
come out otherwise, or `tests/test_renderer_pinned.py` fails; the files that were issued are kept as they were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Paragraph
from core.clock import STRAND_ZONE
from core.docx import render_docx
from core.plain_text import plain_text
from core.texts import LANGUAGES
from reports.enums import FileFormat, Section
from reports.progress.rendering.changes import change_blocks
from reports.progress.rendering.cover import cover_blocks, cover_of, moment_of
from reports.progress.rendering.evidence import evidence_blocks
from reports.progress.rendering.narrative import narrative_blocks
from reports.progress.rendering.paper import report_pdf
from reports.progress.rendering.parts import Data
from reports.progress.rendering.sections import PARTS
from reports.progress.rendering.sheets import filled_sheets, report_sheets
from reports.progress.rendering.words import Words
from reports.progress.rendering.workbooks import csv_files, workbook_file

RENDERER = 1
# The newest schema of snapshots that this version reads.
SCHEMA = 1


def report_blocks(snapshot: Data, words: Words) -> list[Block]:
    """The numbered sections in the report's order, and the annex; headings of level 1 begin them.

    It is told in the language of `words`, whatever the reader's is.
    """
    _check(snapshot)
    with translation.override(words.language):
        blocks: list[Block] = []
        for number, section in enumerate(_sections(snapshot), start=1):
            blocks.append(Heading(f"{number}. {section.label}"))
            blocks += _described(snapshot, section, words) or [
                Paragraph(_("Nothing is recorded here for this period."))
            ]
        return [*blocks, *change_blocks(snapshot, words), *evidence_blocks(snapshot, words)]


def report_file(snapshot: Data, *, language: str, file_format: str, sha256: str, draft: bool = False) -> bytes:
    """A report as a file. Every page of a draft says so; links lead to the portal that the snapshot names.

    Raises ValueError for a language, a format or a schema that is none.
    """
    _check(snapshot)
    if language not in LANGUAGES:
        message = f"a report is written in one of the languages {LANGUAGES}"
        raise ValueError(message)
    words = Words(language, str(snapshot.get("base_url", "")).rstrip("/"), draft)
    make = _WRITERS[FileFormat(file_format)]
    with translation.override(language):
        return make(snapshot, words, sha256)


def file_name(snapshot: Data, language: str, file_format: str) -> str:
    """Strand, period, scope, revision, language and day of issue: eu-korea-2017_final_strand_r1_en_2018-05-25.pdf.

    A draft says so and has the day on which its records were read.
    """
    report = snapshot["report"]
    day = moment_of(snapshot).astimezone(STRAND_ZONE).date().isoformat()
    parts = [snapshot["strand"]["code"], report["period"]["code"], report["scope"], f"r{report['revision']}"]
    state = [] if report.get("issued_at") else ["draft"]
    ending = "zip" if file_format == FileFormat.CSV else file_format
    return "_".join([*parts, *state, language, day]) + f".{ending}"


def _canonical_json(snapshot: Data) -> bytes:
    """The snapshot as it was hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _check(snapshot: Data) -> None:
    if snapshot.get("schema") != SCHEMA:
        message = f"a snapshot of schema {snapshot.get('schema')} cannot be read here"
        raise ValueError(message)


def _sections(snapshot: Data) -> list[Section]:
    """Those that this version knows, each once."""
    return [Section(name) for name in dict.fromkeys(snapshot["order"]) if name in Section.values]


def _described(snapshot: Data, section: Section, words: Words) -> list[Block]:
    """What staff write, above what the records tell."""
    blocks = narrative_blocks(snapshot["texts"].get(section.value) or {}, words)
    data: Mapping[str, Any] | None = snapshot["sections"].get(section.value)
    if data is not None and section in PARTS:
        blocks += PARTS[section].blocks(data, words)
    return blocks


def _pdf(snapshot: Data, words: Words, sha256: str) -> bytes:
    cover = cover_of(snapshot, words, sha256=sha256)
    return report_pdf(cover, report_blocks(snapshot, words), language=words.language, made_at=moment_of(snapshot))


def _docx(snapshot: Data, words: Words, sha256: str) -> bytes:
    cover = cover_of(snapshot, words, sha256=sha256)
    head = pgettext("progress report", "DRAFT") + f" · {cover.foot}" if words.draft else cover.foot
    blocks = [*cover_blocks(cover), *report_blocks(snapshot, words)]
    return render_docx(blocks, language=words.language, title=cover.title, made_at=moment_of(snapshot), head=head)


def _xlsx(snapshot: Data, words: Words, sha256: str) -> bytes:
    cover = cover_of(snapshot, words, sha256=sha256)
    title = plain_text(f"{cover.title}, {cover.kind}")
    return workbook_file(filled_sheets(report_sheets(snapshot, words, cover)), title=title, made_at=moment_of(snapshot))


def _csv(snapshot: Data, words: Words, sha256: str) -> bytes:
    return csv_files(report_sheets(snapshot, words, cover_of(snapshot, words, sha256=sha256)))


def _json(snapshot: Data, words: Words, sha256: str) -> bytes:
    return _canonical_json(snapshot)


_WRITERS = {
    FileFormat.PDF: _pdf,
    FileFormat.XLSX: _xlsx,
    FileFormat.DOCX: _docx,
    FileFormat.CSV: _csv,
    FileFormat.JSON: _json,
}
