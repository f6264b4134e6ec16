"""The sheets of a report: what it is, what staff write, the tables of each section, the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import text_of
from reports.enums import Section
from reports.progress.rendering.changes import change_sheets
from reports.progress.rendering.cover import Cover, issue_day
from reports.progress.rendering.evidence import evidence_sheets
from reports.progress.rendering.parts import Cell, Data, Sheet
from reports.progress.rendering.sections import PARTS
from reports.progress.rendering.words import Words, day_cell


def report_sheets(snapshot: Data, words: Words, cover: Cover) -> list[Sheet]:
    """All sheets in their order; one in which nothing stands is there with its head."""
    found = [
        *_texts(snapshot, words),
        *_parts(snapshot, words),
        *change_sheets(snapshot, words),
        *evidence_sheets(snapshot, words),
    ]
    return [_about(snapshot, words, cover, found), *found]


def filled_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Those that people leaf through: without the empty ones, which the first names."""
    return [sheet for sheet in sheets if sheet.rows]


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
        *((text_of(side.name), ", ".join(text_of(name) for name, _other in side.partners)) for side in cover.sides),
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
