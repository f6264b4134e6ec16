"""The evidence annex: each figure of a report, the records behind it, and the documents and sources they name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

from core.blocks import Block, Heading, PageBreak, Paragraph, Row, Table, Text, Written, text_of
from reports.enums import Section
from reports.progress.rendering.columns import Column, One, SectionRendering, paper_column
from reports.progress.rendering.phrases import NOTHING, Data, Phrases, Sheet, figure_label

# Records of one figure that people leaf through; a longer list stands whole in the workbook, and the annex says so.
MOST_ROWS = 100


# More are looked up in the workbook, which has them row by row.
MOST_SOURCES = 200
# What the records behind a figure are called, by the kind that the snapshot gives them, such as `good-practice`.
_LABELS = {
    "agreement": gettext_lazy("agreement"),
    "city-update": gettext_lazy("city update"),
    "closing": gettext_lazy("closing"),
    "delegation": gettext_lazy("delegation"),
    "event": gettext_lazy("event"),
    "good-practice": gettext_lazy("good practice"),
    "measurement": gettext_lazy("measurement"),
    "milestone": gettext_lazy("milestone"),
    "organisation": gettext_lazy("organisation"),
    "pairing": gettext_lazy("pairing"),
    "project": gettext_lazy("cooperation project"),
    "publicity": gettext_lazy("publicity item"),
    "result": gettext_lazy("result of a project"),
}


def record_label(kind: str) -> str:
    """The kind in words; one that no later version knows any more is shown as it is."""
    return capfirst(str(_LABELS.get(kind, kind)))


class Evidence(SectionRendering):
    """The annex of a report, of its whole snapshot."""

    def blocks(self) -> Iterator[Block]:
        """Its heading of level 1; nothing where no figure was told."""
        told = list(self._figures())
        if not told:
            return
        yield PageBreak()
        yield Heading(pgettext("report", "Annex: evidence"), folded=True)
        lead = _(
            "Each figure with the records that it counts, as of the last day reported. A name leads to its record. The "
            "workbook (XLSX) has all of them."
        )
        yield Paragraph(lead)
        for section, figures in told:
            yield from self._section(section, figures)
        yield from self.headed(_("Documents named"), self._document_columns(), self._versions())
        yield from self.source_blocks()

    def _figures(self) -> Iterator[tuple[Section, Sequence[Data]]]:
        for name in self.data["order"]:
            figures = (self.data["sections"].get(name) or {}).get("figures") or []
            if figures and name in Section.values:
                yield Section(name), figures

    def _section(self, section: Section, figures: Sequence[Data]) -> Iterator[Block]:
        """Those without records in one sentence, then each of the others with its own."""
        yield Heading(str(section.label), 2)
        if alone := [self._figure_label(one) for one in figures if not one["rows"]]:
            yield Paragraph(self.sentence(alone))
        for one in figures:
            if one["rows"]:
                yield replace(self.figure_table(one, MOST_ROWS), caption=self._figure_label(one), small=True)

    def figure_of(self, key: str) -> Data | None:
        """The figure of that key with the rows behind it."""
        return next((one for _section, figures in self._figures() for one in figures if one["key"] == key), None)

    def figure_table(self, figure: Data, most: int | None = None) -> Table:
        """The rows of a figure, as many as it says or adding up to it; columns in which nothing stands are left out.

        Where there are more than `most`, the last row says so.
        """
        names = self._pairing_names()
        columns = [
            Column(pgettext("behind a figure", "Record"), self._named_record, width=5),
            Column(_("Pairing"), lambda row: names.get(row.get("pairing") or ""), width=3),
            Column(pgettext("report", "Day"), "day", "date", 2),
            Column(_("Documents"), lambda row: row.get("documents") or [], width=3),
            Column(pgettext("of a record", "Number"), "amount", "number", 1),
        ]
        rows = list(figure["rows"][:most])
        if more := len(figure["rows"]) - len(rows):
            note = ngettext(
                "%(count)s more record is in the sheet “Evidence” of the workbook (XLSX).",
                "%(count)s more records are in the sheet “Evidence” of the workbook (XLSX).",
                more,
            )
            rows.append({"name": {self.language: note % {"count": self.number(more)}}})
        if figure["value"] is not None and any("amount" in row for row in rows):
            rows.append({"name": {self.language: _("Total")}, "amount": figure["value"]})
        return self.table(columns, rows)

    def _named_record(self, row: Data) -> Written:
        """A record by its name, or its code where it has none, with its link."""
        url = row.get("url") or ""
        name = self.text(row["name"], url=url)
        return self.written(str(row["code"]), self.language, url) if text_of(name) == NOTHING else name

    def _figure_label(self, one: Data) -> str:
        value = self.number(one["value"]) if one["value"] is not None else pgettext("figure", "not reported")
        return f"{self.remarked(figure_label(one['key']), one)}: {value}"

    def _pairing_names(self) -> dict[str, Written]:
        calm = Phrases(self.language, self.base_url)
        return {row["code"]: calm.text(row["name"]) for row in self.data["pairings"]}

    def _versions(self) -> list[One]:
        """The documents that the rows name, with the checksums of all their versions."""
        found = self.data.get("documents") or {}
        return [{**found[key], **one, "key": key} for key in sorted(found) for one in found[key]["versions"]]

    def _document_columns(self) -> list[Column]:
        version, hidden = pgettext("document", "Version"), _("for both sides of the pairing alone")

        def document(row: One) -> Written:
            return Text(row["key"], self.language, self.address(row["url"]) or "")

        def checksum(row: One) -> Written:
            return self.written(f"{row['sha256'][:32]}\n{row['sha256'][32:]}", "en")

        return [
            Column(_("Document"), "key", width=3, paper=document),
            Column(pgettext("document", "Title"), "title", width=4, paper=lambda row: row["title"] or hidden),
            paper_column(version, lambda row: self.number(row["number"]), 1.2),
            Column(version, "number", "number"),
            Column(pgettext("document", "File"), "name"),
            Column(pgettext("document", "Size in bytes"), "size", "number"),
            Column("SHA-256", "sha256", width=5.6, paper=checksum),
            Column(pgettext("of a record", "Address"), "url", "address"),
        ]

    def sheets(self) -> Iterator[Sheet]:
        """The same with every row, to count with; a figure that has none is a row of its own."""
        names = self._pairing_names()
        rows = [
            {**row, "section": section, "figure": one}
            for section, figures in self._figures()
            for one in figures
            for row in one["rows"] or [{}]
        ]
        columns = [
            Column(pgettext("report", "Section"), "section", Section),
            Column(pgettext("report", "Figure"), lambda row: figure_label(row["figure"]["key"])),
            Column(pgettext("figure", "Value"), "figure.value", "number"),
            Column(
                pgettext("behind a figure", "Record"), lambda row: self.text(row["name"]) if "name" in row else None
            ),
            Column(pgettext("of a record", "Kind"), lambda row: record_label(row["kind"]) if "kind" in row else None),
            Column(pgettext("of a record", "Code"), "code"),
            Column(_("Pairing"), lambda row: names.get(row.get("pairing"), row.get("pairing"))),
            Column(pgettext("report", "Day"), "day", "date"),
            Column(pgettext("of a record", "Number"), "amount", "number"),
            Column(_("Documents"), lambda row: row.get("documents") or []),
            Column(pgettext("of a record", "Address"), "url", "address"),
        ]
        if rows:
            yield self.sheet("evidence", pgettext("report", "Evidence"), columns, rows)
        if versions := self._versions():
            yield self.sheet("documents", _("Documents named"), self._document_columns(), versions)

    def source_blocks(self) -> list[Block]:
        """A table of the sources, those that most records rest on first; nothing where no record names one."""
        found = Counter(self._sources_of())
        if not found:
            return []
        order = sorted(found, key=lambda source: (-found[source], source))
        rows: list[Row] = [
            [
                Text(source, self.language, source) if source.startswith(("https://", "http://")) else source,
                self.number(found[source]),
            ]
            for source in order[:MOST_SOURCES]
        ]
        if more := len(order[MOST_SOURCES:]):
            said = ngettext(
                "%(count)s more source is in the workbook (XLSX).",
                "%(count)s more sources are in the workbook (XLSX).",
                more,
            )
            rows.append([said % {"count": self.number(more)}, ""])
        head = [pgettext("table head", "Source"), pgettext("of a source", "Records")]
        return [Heading(_("Published sources"), 2), Table(head, rows, (7, 1), [1], small=True)]

    def _sources_of(self) -> Iterator[str]:
        """Each source of each record that a list of a section has; a record names several with a semicolon between."""
        for name in self.data["order"]:
            data: dict[str, Any] = self.data["sections"].get(name) or {}
            lists = [rows for rows in data.values() if isinstance(rows, list)] if name in Section.values else []
            for row in (row for rows in lists for row in rows if isinstance(row, dict)):
                for source in str(row.get("source") or "").split(" ; "):
                    if source.strip():
                        yield source.strip()
