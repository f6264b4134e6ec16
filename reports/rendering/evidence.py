"""The evidence annex: each figure of a report, the records behind it, and the documents and sources they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, PageBreak, Paragraph, Row, Table, Text, Written, text_of
from reports.enums import Section
from reports.rendering.figure_labels import figure_label
from reports.rendering.parts import Cell, Data, Sheet
from reports.rendering.record_labels import record_label
from reports.rendering.sections.columns import remarked
from reports.rendering.sources import source_blocks
from reports.rendering.words import NOTHING, Words, day_cell

# Records of one section that people leaf through; a longer list stands whole in the workbook, and the annex says so.
MOST_ROWS = 500


def evidence_blocks(snapshot: Data, words: Words) -> list[Block]:
    """The annex, its heading of level 1; nothing where no figure was told."""
    told = list(_figures(snapshot))
    if not told:
        return []
    parts = [block for section, figures in told for block in _section(snapshot, section, figures, words)]
    lead = _(
        "Each record once, as of the last day reported, with the letters of the figures that count it; in brackets for "
        "how many it counts. A name leads to its record. The workbook (XLSX) has the records figure by figure."
    )
    parts += [*_without_rows(snapshot, words), *_documents(snapshot, words), *source_blocks(snapshot, words)]
    return [PageBreak(), Heading(pgettext("report", "Annex: evidence"), folded=True), Paragraph(lead), *parts]


def _figures(snapshot: Data) -> Iterator[tuple[Section, Sequence[Data]]]:
    for name in snapshot["order"]:
        figures = (snapshot["sections"].get(name) or {}).get("figures") or []
        if figures and name in Section.values:
            yield Section(name), figures


def _section(snapshot: Data, section: Section, figures: Sequence[Data], words: Words) -> Iterator[Block]:
    """The figures by their letters, and each record behind them once, with the letters of those that count it."""
    counted = [one for one in figures if one["rows"]]
    if not counted:
        return
    yield Heading(str(section.label), 2)
    if len(counted) == 1 and not any(row.get("url") or row.get("day") for row in counted[0]["rows"]):
        yield from _named(counted[0], figures, words)
        return
    letters = {one["key"]: letter_of(place) for place, one in enumerate(counted)}
    said = [
        f"{letters[one['key']]} – {_figure_words(one, words)}" if one["rows"] else _figure_words(one, words)
        for one in (*counted, *(one for one in figures if not one["rows"]))
    ]
    yield Paragraph(words.sentence(said))
    names = _pairing_names(snapshot, words)
    records = _records(counted, letters)
    in_groups = snapshot["report"]["scope"] not in names and any(one.row.get("pairing") for one in records)
    shown = _Shown(
        with_day=any(one.row.get("day") for one in records),
        with_documents=any(one.documents for one in records),
    )
    rows: list[Row] = []
    for name, own in _grouped(records[:MOST_ROWS], names) if in_groups else [("", records[:MOST_ROWS])]:
        rows += [Group(name)] if name else []
        rows += [shown.row(one, words) for one in own]
    if more := len(records[MOST_ROWS:]):
        note = ngettext(
            "%(count)s more record stands in the sheet “Evidence” of the workbook (XLSX).",
            "%(count)s more records stand in the sheet “Evidence” of the workbook (XLSX).",
            more,
        )
        rows.append([note % {"count": words.number(more)}, *[""] * (len(shown.head) - 1)])
    yield Table(shown.head, rows, shown.widths, small=True)


def _named(counted: Data, figures: Sequence[Data], words: Words) -> Iterator[Block]:
    """A single figure whose records lead nowhere: their names in a sentence."""
    names = (text_of(words.say(row["name"])) for row in counted["rows"][:MOST_ROWS])
    others = (_figure_words(one, words) for one in figures if not one["rows"])
    yield Paragraph(words.sentence([f"{_figure_words(counted, words)} ({', '.join(names)})", *others]))


def figure_of(snapshot: Data, key: str) -> Data | None:
    """The figure of that key with the rows behind it."""
    return next((one for _section, figures in _figures(snapshot) for one in figures if one["key"] == key), None)


def figure_table(figure: Data, snapshot: Data, words: Words) -> Table:
    """The rows of one figure, as many as it says or adding up to it; columns in which nothing stands are left out."""
    names = _pairing_names(snapshot, words)
    head = [
        pgettext("behind a figure", "Record"), _("Pairing"), pgettext("report", "Day"), _("Documents"),
        pgettext("of a record", "Number"),
    ]  # fmt: skip
    rows = [
        [
            _named_record(row, words),
            names.get(row.get("pairing") or "", ""),
            words.date(row["day"]) if row.get("day") else "",
            ", ".join(row.get("documents") or []),
            words.number(row["amount"]) if "amount" in row else "",
        ]
        for row in figure["rows"]
    ]
    if figure["value"] is not None and any("amount" in row for row in figure["rows"]):
        rows.append([_("Total"), "", "", "", words.number(figure["value"])])
    told = [any(text_of(row[place]) for row in rows) for place in range(len(head))]
    shown = [list(compress(row, told)) for row in rows]
    return Table(list(compress(head, told)), shown, numbers=[sum(told) - 1] if told[-1] else [])


def letter_of(place: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(place, 26)
    return (letter_of(before - 1) if before else "") + chr(ord("A") + last)


@dataclass(slots=True)
class _Record:
    """A record behind figures: the letters of those that count it, with the number that it counts for in each."""

    row: Data
    counts: list[tuple[str, float | None]] = field(default_factory=list)
    documents: dict[str, None] = field(default_factory=dict)


def _records(figures: Sequence[Data], letters: Mapping[str, str]) -> list[_Record]:
    """Each record once, in the order in which the figures name them."""
    found: dict[tuple[Any, ...], _Record] = {}
    for one in figures:
        for row in one["rows"]:
            key = tuple(row.get(name) for name in ("kind", "code", "pairing", "url", "day"))
            record = found.setdefault(key, _Record(row))
            record.counts.append((letters[one["key"]], row.get("amount")))
            record.documents |= dict.fromkeys(row.get("documents") or [])
    return list(found.values())


def _grouped(records: Sequence[_Record], names: Mapping[str, Written]) -> Iterator[tuple[Written, list[_Record]]]:
    """By pairing, as the pairings stand; first what belongs to no single one."""
    by_pairing: dict[str, list[_Record]] = {}
    for one in records:
        by_pairing.setdefault(one.row.get("pairing") or "", []).append(one)
    named = {"": _("All or several pairings"), **names}
    for code in [*named, *(code for code in by_pairing if code not in named)]:
        if code in by_pairing:
            yield named.get(code, code), by_pairing[code]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The columns of a section: those that tell anything."""

    with_day: bool
    with_documents: bool

    @property
    def head(self) -> list[str]:
        columns = [
            pgettext("behind a figure", "Record"),
            pgettext("report", "Day"),
            pgettext("behind a figure", "Counted in"),
            _("Documents"),
        ]
        return list(compress(columns, self._columns))

    @property
    def widths(self) -> list[float]:
        return list(compress([6.0, 2.0, 2.2, 2.4], self._columns))

    @property
    def _columns(self) -> tuple[bool, ...]:
        return True, self.with_day, True, self.with_documents

    def row(self, one: _Record, words: Words) -> Row:
        """A record with its link; one without a name by its code."""
        name = _named_record(one.row, words)
        pairing = one.row.get("pairing") or ""
        documents = [code.removeprefix(f"{pairing}/") for code in one.documents]
        counts = [
            letter if amount is None else words.bracketed(letter, words.number(amount)) for letter, amount in one.counts
        ]
        return list(
            compress(
                [name, words.date(one.row.get("day")), ", ".join(counts), ", ".join(documents)],
                self._columns,
            )
        )


def _named_record(row: Data, words: Words) -> Written:
    """A record by its name, or its code where it has none, with its link."""
    url = row.get("url") or ""
    name = words.say(row["name"], url=url)
    return words.written(str(row["code"]), words.language, url) if text_of(name) == NOTHING else name


def _without_rows(snapshot: Data, words: Words) -> list[Block]:
    """The sections of which no figure has any record, in a line each."""
    lines = [
        f"{section.label} – {words.joined(_figure_words(one, words) for one in figures)}"
        for section, figures in _figures(snapshot)
        if not any(one["rows"] for one in figures)
    ]
    return [Heading(_("Figures without records"), 2), Paragraph("\n".join(lines))] if lines else []


def _figure_words(one: Data, words: Words) -> str:
    value = words.number(one["value"]) if one["value"] is not None else pgettext("figure", "not reported")
    return f"{remarked(figure_label(one['key']), one, words)}: {value}"


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
                words.written(f"{version['sha256'][:32]}\n{version['sha256'][32:]}", "en"),
            ]
            for version in one["versions"]
        ]
    return [Heading(_("Documents named"), 2), Table(head, rows, [3, 4, 1.2, 5.6])]


def evidence_sheets(snapshot: Data, words: Words) -> list[Sheet]:
    """The same with every row, to count with."""
    names = _pairing_names(snapshot, words)
    rows: list[list[Cell]] = [
        _cells(section, one, row, names, words)
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


def _cells(section: Section, one: Data, row: Data, names: Mapping[str, Written], words: Words) -> list[Cell]:
    """A row of a figure; of one that has none the figure alone."""
    url = row.get("url") or ""
    return [
        str(section.label),
        figure_label(one["key"]),
        one["value"],
        text_of(words.say(row["name"])) if row else None,
        record_label(row["kind"]) if row else None,
        row.get("code"),
        text_of(names.get(row["pairing"], row["pairing"])) if row.get("pairing") else None,
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
