"""The evidence annex: each figure of a report with the rows behind it, and the documents that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, PageBreak, Paragraph, Row, Table, Text, Written, text_of
from reports.enums import Section
from reports.rendering.figure_labels import figure_label
from reports.rendering.parts import Cell, Data, Sheet
from reports.rendering.words import NOTHING, Words, day_cell

# Rows of one figure that people leaf through; a longer list stands whole in the workbook, and the annex says so.
MOST_ROWS = 500


def evidence_blocks(snapshot: Data, words: Words) -> list[Block]:
    """The annex, its heading of level 1; nothing where no figure was told."""
    parts = [block for section, figures in _figures(snapshot) for block in _section(snapshot, section, figures, words)]
    if not parts:
        return []
    lead = _(
        "Each figure with the rows behind it, as they stood when the records were read. A name leads to its record."
    )
    heading = Heading(pgettext("report", "Annex: evidence"))
    return [PageBreak(), heading, Paragraph(lead), *parts, *_documents(snapshot, words)]


def _figures(snapshot: Data) -> Iterator[tuple[Section, Sequence[Data]]]:
    for name in snapshot["order"]:
        figures = (snapshot["sections"].get(name) or {}).get("figures") or []
        if figures and name in Section.values:
            yield Section(name), figures


def _section(snapshot: Data, section: Section, figures: Sequence[Data], words: Words) -> Iterator[Block]:
    """A table of all figures of a section, each the head of its rows; those without rows in a sentence below."""
    yield Heading(str(section.label), 2)
    names = _pairing_names(snapshot, words)
    shown = _Shown(
        names,
        with_pairing=snapshot["report"]["scope"] not in names and _any("pairing", figures),
        with_day=_any("day", figures),
        with_amount=_any("amount", figures),
        with_documents=_any("documents", figures),
    )
    rows: list[Row] = []
    for one in figures:
        if one["rows"]:
            rows.append(Group(words.written(_figure_words(one, words), words.language, one.get("url") or "")))
            rows += [shown.row(row, words) for row in one["rows"][:MOST_ROWS]]
        if len(one["rows"]) > MOST_ROWS:
            more = len(one["rows"]) - MOST_ROWS
            note = ngettext(
                "%(count)s more row stands in the sheet “Evidence” of the workbook (XLSX).",
                "%(count)s more rows stand in the sheet “Evidence” of the workbook (XLSX).",
                more,
            )
            rows.append([note % {"count": words.number(more)}, *[""] * (len(shown.head) - 1)])
    if rows:
        yield Table(shown.head, rows, shown.widths, shown.numbers)
    if without := [_figure_words(one, words) for one in figures if not one["rows"]]:
        yield Paragraph(pgettext("figures", "Without rows: %(figures)s") % {"figures": words.joined(without)})


def _any(name: str, figures: Sequence[Data]) -> bool:
    return any(row.get(name) for one in figures for row in one["rows"])


@dataclass(frozen=True, slots=True)
class _Shown:
    """The columns of a section: those that tell anything; in the report of one pairing none names it."""

    names: Mapping[str, Written]
    with_pairing: bool
    with_day: bool
    with_amount: bool
    with_documents: bool

    @property
    def head(self) -> list[str]:
        columns = [
            pgettext("behind a figure", "Record"),
            _("Pairing"),
            pgettext("report", "Day"),
            pgettext("of a record", "Number"),
            _("Documents"),
        ]
        return list(compress(columns, self._columns))

    @property
    def widths(self) -> list[float]:
        return list(compress([5.0, 3.0, 2.4, 1.0, 2.2], self._columns))

    @property
    def _columns(self) -> tuple[bool, ...]:
        return True, self.with_pairing, self.with_day, self.with_amount, self.with_documents

    def row(self, row: Data, words: Words) -> Row:
        """A record behind a figure, with its link; one without a name by its code."""
        url = row.get("url") or ""
        name = words.say(row["name"], url=url)
        if text_of(name) == NOTHING:
            name = words.written(str(row["code"]), words.language, url)
        pairing = row.get("pairing") or ""
        documents = [code.removeprefix(f"{pairing}/") for code in row.get("documents") or []]
        amount = words.number(row["amount"]) if row.get("amount") is not None else ""
        cells = [name, self.names.get(pairing, pairing), words.date(row.get("day")), amount, ", ".join(documents)]
        return list(compress(cells, self._columns))

    @property
    def numbers(self) -> list[int]:
        """The column of amounts, where it is shown."""
        return [sum(self._columns[:3])] if self.with_amount else []


def _figure_words(one: Data, words: Words) -> str:
    value = words.number(one["value"]) if one["value"] is not None else pgettext("figure", "not reported")
    return f"{figure_label(one['key'])}: {value}"


def _pairing_names(snapshot: Data, words: Words) -> dict[str, Written]:
    calm = Words(words.language, words.base_url)
    return {row["code"]: calm.say(row["name"]) for row in snapshot["pairings"]}


def _documents(snapshot: Data, words: Words) -> list[Block]:
    """The documents that the rows name, by the checksums of all their versions."""
    found = snapshot.get("documents") or {}
    if not found:
        return []
    head = [_("Document"), pgettext("document", "Title"), pgettext("document", "Version"), "SHA-256"]
    rows: list[Row] = []
    for key in sorted(found):
        one = found[key]
        name = Text(key, words.language, words.base_url + one["url"] if one.get("url") else "")
        rows += [
            [
                name,
                one["title"] or _("for both sides of the pairing alone"),
                words.number(version["number"]),
                f"{version['sha256'][:32]}\n{version['sha256'][32:]}",
            ]
            for version in one["versions"]
        ]
    return [Heading(_("Documents named"), 2), Table(head, rows, [3, 4, 1.2, 5.6])]


def evidence_sheets(snapshot: Data, words: Words) -> list[Sheet]:
    """The same with every row, to count with."""
    rows: list[list[Cell]] = [
        _cells(section, one, row, words)
        for section, figures in _figures(snapshot)
        for one in figures
        for row in one["rows"] or [{}]
    ]
    head = [
        pgettext("report", "Section"), pgettext("report", "Figure"), pgettext("figure", "Value"),
        pgettext("behind a figure", "Record"), pgettext("of a record", "Kind"), pgettext("of a record", "Code"),
        _("Pairing"), pgettext("report", "Day"), pgettext("of a record", "Number"), _("Documents"),
        pgettext("of a record", "Address"),
    ]  # fmt: skip
    sheets = [Sheet("evidence", pgettext("report", "Evidence"), head, rows)] if rows else []
    if found := _document_cells(snapshot, words):
        head = [
            _("Document"), pgettext("document", "Title"), pgettext("document", "Version"),
            pgettext("document", "File"), pgettext("document", "Size in bytes"), "SHA-256",
            pgettext("of a record", "Address"),
        ]  # fmt: skip
        sheets.append(Sheet("documents", _("Documents named"), head, found))
    return sheets


def _cells(section: Section, one: Data, row: Data, words: Words) -> list[Cell]:
    """A row of a figure; of one that has none the figure alone."""
    url = row.get("url") or ""
    return [
        str(section.label),
        figure_label(one["key"]),
        one["value"],
        text_of(words.say(row["name"])) if row else None,
        row.get("kind"),
        row.get("code"),
        row.get("pairing"),
        day_cell(row.get("day")),
        row.get("amount"),
        ", ".join(row.get("documents") or []) or None,
        words.base_url + url if url else None,
    ]


def _document_cells(snapshot: Data, words: Words) -> list[list[Cell]]:
    found: Mapping[str, Any] = snapshot.get("documents") or {}
    return [
        [
            key, found[key]["title"] or None, one["number"], one["name"] or None, one["size"], one["sha256"],
            words.base_url + found[key]["url"],
        ]
        for key in sorted(found)
        for one in found[key]["versions"]
    ]  # fmt: skip
