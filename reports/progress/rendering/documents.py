"""A report as a page's blocks and as files, out of its snapshot alone: the same snapshot gives the same bytes.

`RENDERER` counts the versions of all that is made here. It goes up with every change by which an issued report would
come out otherwise, or `tests/test_renderer_pinned.py` fails; the files that were issued are kept as they were.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Paragraph, text_of
from core.clock import STRAND_ZONE
from core.docx import render_docx
from core.pdf.block_documents import typst_blocks
from core.pdf.rendering import render_pdf
from core.plain_text import plain_text
from core.texts import LANGUAGES
from reports.enums import FileFormat, Section
from reports.progress.rendering.changes import change_blocks, change_sheets
from reports.progress.rendering.cover import Cover, cover_blocks, cover_of, hash_lines, issue_day, moment_of
from reports.progress.rendering.evidence import evidence_blocks, evidence_sheets
from reports.progress.rendering.sections import PARTS
from reports.progress.rendering.words import Cell, Data, Sheet, Words, day_cell, narrative_blocks
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
    # People leaf through it: without the empty ones, which the first names.
    filled = [sheet for sheet in report_sheets(snapshot, words, cover) if sheet.rows]
    return workbook_file(filled, title=title, made_at=moment_of(snapshot))


def _csv(snapshot: Data, words: Words, sha256: str) -> bytes:
    return csv_files(report_sheets(snapshot, words, cover_of(snapshot, words, sha256=sha256)))


def _json(snapshot: Data, words: Words, sha256: str) -> bytes:
    """The snapshot as it was hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


_WRITERS = {
    FileFormat.PDF: _pdf,
    FileFormat.XLSX: _xlsx,
    FileFormat.DOCX: _docx,
    FileFormat.CSV: _csv,
    FileFormat.JSON: _json,
}


# As PDF: cover, contents and sections, by templates/pdf/reports/report.typ.


TEMPLATE = "reports/report.typ"
# Lines of the contents that fit on a page; beyond, they name the sections alone.
_CONTENTS = 46


def report_pdf(cover: Cover, blocks: Sequence[Block], *, language: str, made_at: dt.datetime) -> bytes:
    """The report with tags, links and pictures as lines."""
    told = _with_contents(typst_blocks(blocks))
    data = {"cover": _cover(cover), "blocks": told, "contents": _contents(told)}
    title = f"{cover.title}, {cover.kind}"
    head = pgettext("progress report", "DRAFT") if cover.is_draft else ""
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=made_at, head=head)


def _with_contents(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stands below the annex, the last heading of level 1, repeats the sections: no contents name it."""
    tops = [place for place, block in enumerate(told) if block["kind"] == "heading" and block["level"] == 1]
    annex = tops[-1] if tops else 0
    return [
        block | {"outlined": place <= annex or block["level"] == 1} if block["kind"] == "heading" else block
        for place, block in enumerate(told)
    ]


def _contents(told: list[dict[str, Any]]) -> dict[str, Any]:
    lines = sum(block["kind"] == "heading" and block["level"] <= 2 and block["outlined"] for block in told)
    return {"title": pgettext("report", "Contents"), "depth": 2 if lines <= _CONTENTS else 1}


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "title": cover.title,
        "other": cover.other_title,
        "kind": cover.kind,
        "days": cover.days,
        "programme": cover.programme,
        "strand": cover.strand if cover.strand != cover.title else "",
        "sides": cover.sides,
        "updates": cover.updates,
        "warning": cover.warning,
        "facts": [list(fact) for fact in cover.facts],
        "hash": hash_lines(cover.sha256),
        "notices": cover.notices,
        "foot": cover.foot,
        "draft": pgettext("progress report", "DRAFT") if cover.is_draft else "",
    }


# The sheets: what the report is, what staff write, the tables of each section, the evidence.


def report_sheets(snapshot: Data, words: Words, cover: Cover) -> list[Sheet]:
    """All sheets in their order; one in which nothing stands is there with its head."""
    found = [
        *_texts(snapshot, words),
        *_parts(snapshot, words),
        *change_sheets(snapshot, words),
        *evidence_sheets(snapshot, words),
    ]
    return [_about(snapshot, words, cover, found), *found]


def _about(snapshot: Data, words: Words, cover: Cover, others: Sequence[Sheet]) -> Sheet:
    report = snapshot["report"]
    period = report["period"]
    state = pgettext("progress report", "DRAFT") if words.draft else None
    counted: dict[str, Cell] = {
        pgettext("progress report", "Revision"): report["revision"],
        pgettext("progress report", "Issued"): None if words.draft else day_cell(issue_day(report)),
    }
    empty = words.joined(sheet.title for sheet in others if not sheet.rows)
    rows: list[tuple[str, Cell]] = [
        (pgettext("progress report", "Report on"), cover.title),
        (pgettext("progress report", "Report"), cover.kind),
        *([(pgettext("progress report", "State"), state)] if state else []),
        *([(pgettext("progress report", "Notice"), cover.warning)] if cover.warning else []),
        (pgettext("progress report", "Strand"), cover.strand),
        (pgettext("progress report", "First day"), day_cell(period["starts_on"])),
        (pgettext("progress report", "Last day"), day_cell(period["ends_on"])),
        *(
            (text_of(side["name"]), ", ".join(text_of(name) for name, _other in side["partners"]))
            for side in cover.sides
        ),
        (pgettext("progress report", "Based on"), cover.updates),
        *((text_of(term), counted.get(text_of(term)) or text_of(said)) for term, said in cover.facts),
        *([("SHA-256", cover.sha256)] if cover.sha256 else []),
        *((pgettext("progress report", "Notice"), text_of(notice)) for notice in cover.notices),
        *([(pgettext("progress report", "Sheets without rows, left out"), empty)] if empty else []),
    ]
    head = [pgettext("head of a sheet", "What"), pgettext("head of a sheet", "Says")]
    return Sheet("about", pgettext("progress report", "About"), head, rows)


def _texts(snapshot: Data, words: Words) -> Iterator[Sheet]:
    """Staff's words, a section a row."""
    rows: list[list[Cell]] = [
        [str(Section(name).label), text_of(words.say(snapshot["texts"][name]))]
        for name in snapshot["order"]
        if name in Section.values and snapshot["texts"].get(name)
    ]
    if rows:
        head = [pgettext("report", "Section"), _("Text")]
        yield Sheet("texts", pgettext("progress report", "Texts"), head, rows)


def _parts(snapshot: Data, words: Words) -> Iterator[Sheet]:
    for name in dict.fromkeys(snapshot["order"]):
        data = snapshot["sections"].get(name)
        if data is not None and name in Section.values and Section(name) in PARTS:
            yield from PARTS[Section(name)].sheets(data, words)
