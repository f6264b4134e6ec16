"""The published sources that the records of a report name, each with how many records rest on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Heading, Row, Table, Text
from reports.enums import Section
from reports.progress.rendering.parts import Data
from reports.progress.rendering.words import Words

# More are looked up in the workbook, which has them row by row.
MOST_SOURCES = 200


def source_blocks(snapshot: Data, words: Words) -> list[Block]:
    """A table of the sources, those that most records rest on first; nothing where no record names one."""
    found = Counter(_named(snapshot))
    if not found:
        return []
    order = sorted(found, key=lambda source: (-found[source], source))
    rows: list[Row] = [
        [
            Text(source, words.language, source) if source.startswith(("https://", "http://")) else source,
            words.number(found[source]),
        ]
        for source in order[:MOST_SOURCES]
    ]
    if more := len(order) - MOST_SOURCES if len(order) > MOST_SOURCES else 0:
        said = ngettext(
            "%(count)s more source stands in the workbook (XLSX).",
            "%(count)s more sources stand in the workbook (XLSX).",
            more,
        )
        rows.append([said % {"count": words.number(more)}, ""])
    head = [pgettext("table head", "Source"), pgettext("of a source", "Records")]
    return [Heading(_("Published sources"), 2), Table(head, rows, (7, 1), [1], small=True)]


def _named(snapshot: Data) -> Iterator[str]:
    """Each source of each record that a list of a section has; a record names several with a semicolon between."""
    for name in snapshot["order"]:
        data: dict[str, Any] = snapshot["sections"].get(name) or {}
        lists = [rows for rows in data.values() if isinstance(rows, list)] if name in Section.values else []
        for row in (row for rows in lists for row in rows if isinstance(row, dict)):
            for source in str(row.get("source") or "").split(" ; "):
                if source.strip():
                    yield source.strip()
